using System.Globalization;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Control;

/// <summary>One execution in the control API's words; quantity in base coins.</summary>
internal sealed record FillView(
    string Price, string Quantity, string Fee, string FeeAsset, bool Maker, string RealizedPnl, DateTimeOffset At);

/// <summary>One order in the control API's words; quantities in base coins whatever the venue counts in.</summary>
internal sealed record OrderView(
    string Exchange,
    string Market,
    string ApiKey,
    string? ClientOrderId,
    string OrderId,
    string Symbol,
    string Side,
    string PositionSide,
    string Type,
    string? TimeInForce,
    bool ReduceOnly,
    bool IsProtective,
    string Quantity,
    string FilledQuantity,
    string? AveragePrice,
    string? Price,
    string? TriggerPrice,
    FillView[] Fills,
    DateTimeOffset? EndedAt,
    string Status,
    string Outcome,
    string? RejectCode,
    DateTimeOffset ReceivedAt,
    long? SinceTraderChangeMilliseconds)
{
    public static OrderView Of(LedgerEntry entry) => entry switch
    {
        Order order => Of(order, order, isProtective: order.Parent is { IsProtective: true }, triggerPrice: null, Words.Of(order.Status)),
        AlgoOrder algo => Of(
            algo, algo.Child, algo.IsProtective, algo.TriggerPrice, algo.Child is { } child ? Words.Of(child.Status) : Words.Of(algo.Status)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static OrderView Of(LedgerEntry entry, Order? executed, bool isProtective, decimal? triggerPrice, string status)
    {
        var spec = entry.Book?.Spec;
        var average = executed is { Filled: > 0 } ? executed.AveragePrice : 0;
        var reference = average > 0 ? average : entry.Price > 0 ? entry.Price : triggerPrice ?? entry.Book?.Quote.Price ?? 1;
        string Coins(decimal quantity) =>
            JsonMoney.Text(LedgerControl.Rounded(spec is null || reference == 0 ? quantity : spec.ToBase(quantity, reference)));
        var isMarket = entry is Order { Kind: OrderKind.Market } or AlgoOrder { Kind: OrderKind.Market };
        return new OrderView(
            Words.Of(entry.Account.Exchange),
            Words.Of(entry.Market),
            entry.Account.ApiKey,
            entry.ClientId,
            entry.Id.ToString(CultureInfo.InvariantCulture),
            entry.Symbol,
            Words.Of(entry.Side),
            Words.Of(entry.PositionSide),
            entry.SentType,
            isMarket ? null : Words.Of(entry.TimeInForce),
            entry.ReduceOnly,
            isProtective,
            Coins(entry.Quantity),
            Coins(executed?.Filled ?? 0),
            average > 0 ? JsonMoney.Text(LedgerControl.Rounded(average)) : null,
            entry.Price > 0 ? JsonMoney.Text(entry.Price) : null,
            triggerPrice is > 0 ? JsonMoney.Text(triggerPrice.Value) : null,
            executed is null
                ? []
                : [.. executed.Fills.Select(fill => new FillView(
                    JsonMoney.Text(fill.Price),
                    JsonMoney.Text(LedgerControl.Rounded(spec?.ToBase(fill.Quantity, fill.Price) ?? fill.Quantity)),
                    JsonMoney.Text(fill.Fee),
                    fill.FeeAsset,
                    fill.IsMaker,
                    JsonMoney.Text(fill.RealizedPnl),
                    fill.At))],
            executed?.EndedAt ?? entry.EndedAt,
            status,
            Words.Of(entry.Outcome),
            entry.RejectCode,
            entry.ReceivedAt,
            entry.SinceTraderChangeMilliseconds);
    }
}
