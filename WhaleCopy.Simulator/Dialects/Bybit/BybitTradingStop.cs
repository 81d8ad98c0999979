using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    /// <summary>Full protects the position whatever its size and goes with it; partial places one of its own size each time.</summary>
    private void TradingStop(Call call)
    {
        if (call.Parameter("symbol") is not { Length: > 0 } || BooksOf(call) is not [{ Spec.IsSpot: false } book])
        {
            _ = Fail(call, BybitError.Parameter("symbol invalid"));
            return;
        }

        var account = call.Account!;
        var side = call.Parameter("positionIdx") switch
        {
            "1" => PositionSide.Long,
            "2" => PositionSide.Short,
            _ => PositionSide.Both,
        };
        if (!SidesOf(account, book.Spec.Market).Contains(side))
        {
            _ = Fail(call, BybitError.PositionIndex);
            return;
        }

        if (account.FindPosition(book, side) is not { Quantity: not 0 } position)
        {
            _ = Fail(call, BybitError.Parameter("can not set tp/sl/ts for zero position"));
            return;
        }

        var row = new PositionRow(book, side, position);
        var isPartial = call.Parameter("tpslMode") == "Partial";
        var changes = new List<OrderRequest>();
        var cancels = new List<AlgoOrder>();
        var error = ReadStop(call, account, row, "stopLoss", "slSize", "slTriggerBy", "STOP", isPartial, changes, cancels)
            ?? ReadStop(call, account, row, "takeProfit", "tpSize", "tpTriggerBy", "TAKE", isPartial, changes, cancels);
        if (error is { } failed)
        {
            _ = Fail(call, failed);
            return;
        }

        if (changes.Count == 0 && cancels.Count == 0)
        {
            _ = Fail(call, new BybitError(34040, "not modified"));
            return;
        }

        foreach (var cancelled in cancels)
        {
            _ = Venue.CancelAlgo(cancelled);
        }

        foreach (var request in changes)
        {
            var placed = Venue.PlaceAlgo(account, request);
            if (!placed.IsAccepted)
            {
                var refused = BybitError.Of(placed.Refusal, request);
                placed.Entry.RejectCode = refused.CodeText;
                _ = Fail(call, refused);
                return;
            }
        }

        Done(call);
    }

    private static BybitError? ReadStop(
        Call call, Account account, PositionRow row, string name, string sizeName, string sourceName, string word, bool isPartial,
        List<OrderRequest> changes, List<AlgoOrder> cancels)
    {
        if (call.Parameter(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Call.TryDecimal(text, out var price) || price < 0)
        {
            return BybitError.Parameter($"{name} invalid");
        }

        var known = isPartial ? null : FindProtection(account, row, word);
        var source = SourceOf(call.Parameter(sourceName));
        if (price == 0 || (known is not null && (known.TriggerPrice != price || known.Source != source)))
        {
            cancels.AddRange(known is null ? [] : new[] { known });
        }

        if (price == 0 || (known is not null && known.TriggerPrice == price && known.Source == source))
        {
            return null;
        }

        var position = row.Position!;
        var falls = position.IsLong == (word == "STOP");
        var size = isPartial && Call.TryDecimal(call.Parameter(sizeName), out var given) && given > 0 ? given : position.Size;
        changes.Add(new OrderRequest
        {
            Market = row.Book.Spec.Market,
            Book = row.Book,
            Side = position.IsLong ? Side.Sell : Side.Buy,
            PositionSide = row.Side,
            Kind = OrderKind.Market,
            TimeInForce = TimeInForce.Ioc,
            SentType = word == "STOP" ? "STOP_MARKET" : "TAKE_PROFIT_MARKET",
            ReduceOnly = true,
            Quantity = size,
            Mode = account.DefaultMode,
            KeepsId = true,
            Tag = "position",
            Algo = new AlgoTerms(price, source, falls ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove, ClosePosition: !isPartial),
        });
        return null;
    }
}
