using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private const int RecentlyClosed = 500;

    /// <summary>A UUID on derivatives, digits on spot.</summary>
    private static string IdOf(LedgerEntry entry)
    {
        if (entry.Market == Market.Spot)
        {
            return entry.Id.ToString(CultureInfo.InvariantCulture);
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, unchecked(entry.Id * 6364136223846793005L));
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], entry.Id);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static long? ParseId(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return digits;
        }

        if (!Guid.TryParse(text, out var guid))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }

    /// <summary>A conditional order that fired is the order of the same id; the order's word counts.</summary>
    private static LedgerEntry? FindEntry(Account account, Market market, Func<string, string?> get)
    {
        LedgerEntry? entry = null;
        if (get("orderId") is { Length: > 0 } idText)
        {
            entry = ParseId(idText) is { } id ? (LedgerEntry?)account.FindOrder(id) ?? account.FindAlgo(id) : null;
        }
        else if (get("orderLinkId") is { Length: > 0 } linkId)
        {
            entry = (LedgerEntry?)account.FindOrder(market, linkId) ?? account.FindAlgo(market, linkId);
        }

        return entry is not null && entry.Market == market ? entry : null;
    }

    private void RealtimeOrders(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var account = call.Account!;
        LedgerEntry[] rows;
        if (call.Parameter("orderId") is { Length: > 0 } || call.Parameter("orderLinkId") is { Length: > 0 })
        {
            rows = FindEntry(account, market, call.Parameter) is { } one ? [one] : [];
        }
        else
        {
            var symbol = call.Parameter("symbol");
            var settle = call.Parameter("settleCoin");
            if (market == Market.UsdM && string.IsNullOrEmpty(symbol) && string.IsNullOrEmpty(settle)
                && string.IsNullOrEmpty(call.Parameter("baseCoin")))
            {
                _ = Fail(call, BybitError.Parameter("Missing some parameters that must be filled in, symbol or settleCoin or baseCoin"));
                return;
            }

            var open = account.OpenOrders.Cast<LedgerEntry>().Concat(account.OpenAlgos);
            var closed = account.OrdersById.Values.Where(order => !order.IsOpen).Cast<LedgerEntry>()
                .OrderByDescending(order => order.Id).Take(RecentlyClosed);
            rows =
            [
                .. (call.Parameter("openOnly") == "1" ? closed : open)
                    .Where(entry => entry.Market == market && Matches(call, entry, symbol, settle))
                    .OrderByDescending(entry => entry.Id),
            ];
        }

        Begin(call);
        WriteList(call, CategoryOf(market), rows, 20, 50, WriteOrder);
        End(call);
    }

    private static bool Matches(Call call, LedgerEntry entry, string? symbol, string? settle) =>
        (string.IsNullOrEmpty(symbol) || entry.Book!.Spec.VenueSymbol == symbol)
        && (string.IsNullOrEmpty(settle) || entry.Book!.Spec.SettleAsset == settle)
        && call.Parameter("orderFilter") switch
        {
            "Order" => Conditional(entry) is null,
            "StopOrder" or "tpslOrder" => Conditional(entry) is not null,
            _ => true,
        };

    private void OrderHistory(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var account = call.Account!;
        var linkId = call.Parameter("orderLinkId");
        var id = call.Parameter("orderId");
        var rows = account.OrdersById.Values.Where(order => !order.IsOpen).Cast<LedgerEntry>()
            .Concat(account.AlgosById.Values.Where(algo => !algo.IsOpen && algo.Child is null))
            .Where(entry => entry.Market == market
                && Matches(call, entry, call.Parameter("symbol"), call.Parameter("settleCoin"))
                && (string.IsNullOrEmpty(linkId) || entry.ClientId == linkId)
                && (string.IsNullOrEmpty(id) || IdOf(entry) == id))
            .OrderByDescending(entry => entry.Id).ToArray();
        Begin(call);
        WriteList(call, CategoryOf(market), rows, 20, 50, WriteOrder);
        End(call);
    }

    private void CancelOrder(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var isSpot = market == Market.Spot;
        if (FindEntry(call.Account!, market, call.Parameter) is not { } entry
            || (call.Parameter("symbol") is { Length: > 0 } symbol && entry.Book!.Spec.VenueSymbol != symbol))
        {
            _ = Fail(call, isSpot ? BybitError.UnknownSpotOrder : BybitError.UnknownOrder);
            return;
        }

        if (!Cancel(entry))
        {
            _ = Fail(call, isSpot ? BybitError.SpotFinished : BybitError.Finished);
            return;
        }

        Begin(call);
        WriteIds(call.Json, entry);
        End(call);
    }

    private bool Cancel(LedgerEntry entry) => entry switch
    {
        Order order => Venue.Cancel(order),
        AlgoOrder algo => Venue.CancelAlgo(algo),
        _ => false,
    };

    private void CancelAll(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var account = call.Account!;
        var open = account.OpenOrders.Cast<LedgerEntry>().Concat(account.OpenAlgos)
            .Where(entry => entry.Market == market && Matches(call, entry, call.Parameter("symbol"), call.Parameter("settleCoin"))).ToArray();
        Begin(call);
        call.Json.WriteStartArray("list"u8);
        foreach (var entry in open)
        {
            _ = Cancel(entry);
            call.Json.WriteStartObject();
            WriteIds(call.Json, entry);
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        call.Json.WriteString("success"u8, "1");
        End(call);
    }

    private void Executions(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return;
        }

        var symbol = call.Parameter("symbol");
        var linkId = call.Parameter("orderLinkId");
        var id = call.Parameter("orderId");
        var rows = call.Account!.OrdersById.Values
            .Where(order => order.Market == market
                && (string.IsNullOrEmpty(symbol) || order.Book!.Spec.VenueSymbol == symbol)
                && (string.IsNullOrEmpty(linkId) || order.ClientId == linkId)
                && (string.IsNullOrEmpty(id) || IdOf(order) == id))
            .SelectMany(order => order.Fills.Select(fill => (Order: order, Fill: fill)))
            .Where(row => IsWithin(call, row.Fill.At))
            .OrderByDescending(row => row.Fill.Id).ToArray();
        Begin(call);
        WriteList(call, CategoryOf(market), rows, 50, 100, WriteExecution);
        End(call);
    }

    private bool IsWithin(Call call, DateTimeOffset at)
    {
        var ms = Venue.ToVenueMs(at);
        return (!Call.TryLong(call.Parameter("startTime"), out var start) || ms >= start)
            && (!Call.TryLong(call.Parameter("endTime"), out var end) || ms <= end);
    }
}
