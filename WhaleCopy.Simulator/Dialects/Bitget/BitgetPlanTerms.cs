using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>What the placement of a plan says.</summary>
internal sealed partial class BitgetDialect
{
    private BitgetError? ReadProtection(
        Account account,
        Func<string, string?> get,
        OrderRequest request,
        string? planType,
        string? triggerText,
        string? triggerType,
        string? executePrice)
    {
        var common = ReadCommon(get, request);
        var isStop = planType is "loss_plan" or "pos_loss";
        var isWhole = planType is "pos_loss" or "pos_profit";
        var holdSide = get("holdSide");
        var isHedge = account.IsHedge(request.Market);
        var isLong = holdSide is "long" or "buy";
        request.Tag = planType;
        request.Side = isLong ? Side.Sell : Side.Buy;
        request.PositionSide = !isHedge ? PositionSide.Both : isLong ? PositionSide.Long : PositionSide.Short;
        request.ReduceOnly = !isHedge;
        request.Mode = request.Book is null ? null : account.Setting(request.Book).Mode;
        request.Kind = Call.TryDecimal(executePrice, out var price) && price > 0 ? OrderKind.Limit : OrderKind.Market;
        request.Price = request.Kind == OrderKind.Limit ? price : 0;
        request.TimeInForce = request.Kind == OrderKind.Limit ? TimeInForce.Gtc : TimeInForce.Ioc;
        request.SentType = (isStop ? "STOP" : "TAKE_PROFIT") + (request.Kind == OrderKind.Market ? "_MARKET" : "");
        var isTrigger = Call.TryDecimal(triggerText, out var trigger) && trigger > 0;
        request.Algo = new AlgoTerms(
            trigger, SourceOf(triggerType), isLong == isStop ? TriggerWhen.AtOrBelow : TriggerWhen.AtOrAbove, isWhole);
        var position = request.Book is null ? null : account.FindPosition(request.Book, request.PositionSide);
        var hasSize = Call.TryDecimal(get("size"), out var size);
        request.Quantity = isWhole ? position?.Size ?? 0 : size;
        if (common is not null)
        {
            return common;
        }

        if (planType is null || !IsProtection(planType))
        {
            return string.IsNullOrEmpty(planType) ? BitgetError.Missing("planType") : BitgetError.Bad("planType");
        }

        if (!isTrigger)
        {
            return string.IsNullOrEmpty(triggerText) ? BitgetError.Missing("triggerPrice") : BitgetError.Bad("triggerPrice");
        }

        if (isHedge ? holdSide is not ("long" or "short") : holdSide is not ("buy" or "sell"))
        {
            return string.IsNullOrEmpty(holdSide) ? BitgetError.Missing("holdSide") : BitgetError.Bad("holdSide");
        }

        if (!isWhole && !hasSize)
        {
            return BitgetError.Missing("size");
        }

        return position is { Quantity: not 0 } && position.IsLong == isLong ? null : BitgetError.NothingToProtect;
    }

    /// <summary>An entry, or an exit, that waits on whichever side of the market its trigger lies.</summary>
    private BitgetError? ReadEntryPlan(Account account, Func<string, string?> get, OrderRequest request)
    {
        var common = ReadCommon(get, request);
        var side = ReadSide(account, get, request);
        var type = ReadType(get, request);
        var isTrigger = Call.TryDecimal(get("triggerPrice"), out var trigger) && trigger > 0;
        var source = SourceOf(get("triggerType"));
        var rises = trigger > (request.Book?.TriggerPrice(source) ?? 0);
        request.Tag = NormalPlan;
        request.Algo = new AlgoTerms(trigger, source, rises ? TriggerWhen.AtOrAbove : TriggerWhen.AtOrBelow, ClosePosition: false);
        request.SentType = (rises == (request.Side == Side.Buy) ? "STOP" : "TAKE_PROFIT") + (request.Kind == OrderKind.Market ? "_MARKET" : "");
        _ = Call.TryDecimal(get("size"), out var size);
        request.Quantity = size;
        var plan = get("planType") is null or "" or NormalPlan ? (BitgetError?)null : BitgetError.Bad("planType");
        return common ?? side ?? type ?? plan ?? (isTrigger ? CheckMode(account, request) : BitgetError.Bad("triggerPrice"));
    }

    private static TriggerSource SourceOf(string? triggerType) => triggerType switch
    {
        "mark_price" => TriggerSource.Mark,
        "index_price" => TriggerSource.Index,
        _ => TriggerSource.Last,
    };
}
