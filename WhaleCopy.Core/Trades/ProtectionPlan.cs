using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Trades;

/// <summary>A protective order of a copy, as our rows and the venue show it.</summary>
/// <param name="ClientOrderId">Ours.</param>
/// <param name="Leg"><see cref="OrderLeg.Stop"/> or <see cref="OrderLeg.TakeProfit"/>.</param>
/// <param name="Size">What it would sell or buy back.</param>
/// <param name="TriggerPrice">Mark that triggers it.</param>
/// <param name="Status">Where it stands.</param>
public sealed record ProtectiveOrder(ClientOrderId ClientOrderId, OrderLeg Leg, OrderSize Size, decimal TriggerPrice, OrderStatus Status)
{
    /// <summary>Working at the venue.</summary>
    public bool IsLive => Status is OrderStatus.Accepted;

    /// <summary>Being placed, or with an outcome that was not seen: to be asked for, not repeated.</summary>
    public bool IsUnsettled => Status is OrderStatus.Prepared or OrderStatus.Sent or OrderStatus.Unknown;

    /// <summary>It fired and is being executed.</summary>
    public bool IsFiring => Status is OrderStatus.Triggered or OrderStatus.PartiallyFilled;
}

/// <summary>What the protection of a copy is planned from.</summary>
public sealed record ProtectionFacts
{
    /// <summary>The copy's instrument.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>Direction.</summary>
    public required PositionSide Side { get; init; }

    /// <summary>Where the copy stands.</summary>
    public required PositionStatus Status { get; init; }

    /// <summary>Its own quantity.</summary>
    public required OrderSize Quantity { get; init; }

    /// <summary>Average entry price.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>Percent of the entry price, above zero, never absent.</summary>
    public required decimal StopLossPercent { get; init; }

    /// <summary>A stop price that the user or a source's dark set, in place of the percentage.</summary>
    public decimal? StopPriceOverride { get; init; }

    /// <summary>Percent of the entry price, where wanted.</summary>
    public decimal? TakeProfitPercent { get; init; }

    /// <summary>A take-profit price that the user set.</summary>
    public decimal? TakeProfitPriceOverride { get; init; }

    /// <summary>The venue refused this take-profit as often as it is tried: it is not placed again.</summary>
    public bool IsTargetRefused { get; init; }

    /// <summary>Percent of the best mark, where wanted.</summary>
    public decimal? TrailingStopPercent { get; init; }

    /// <summary>Best mark since the entry, for the trailing stop.</summary>
    public decimal? BestMark { get; init; }

    /// <summary>The venue's liquidation price, where it says one.</summary>
    public decimal? LiquidationPrice { get; init; }

    /// <summary>Mark price now; last price on spot. Null where it is not known.</summary>
    public decimal? Mark { get; init; }

    /// <summary>Every protective order of this copy that is not terminal, both legs, oldest first.</summary>
    public EquatableArray<ProtectiveOrder> Orders { get; init; } = [];
}

/// <summary>One thing to do for the protection of a copy.</summary>
public abstract record ProtectionAction
{
    private ProtectionAction()
    {
    }

    /// <summary>Ask the venue for an order whose outcome is not known.</summary>
    /// <param name="ClientOrderId">Which.</param>
    /// <param name="Leg">What it is for.</param>
    public sealed record Ask(ClientOrderId ClientOrderId, OrderLeg Leg) : ProtectionAction;

    /// <summary>Place a new one.</summary>
    /// <param name="Leg">What it is for.</param>
    /// <param name="Size">The copy's own quantity.</param>
    /// <param name="TriggerPrice">On the tick.</param>
    public sealed record Place(OrderLeg Leg, OrderSize Size, decimal TriggerPrice) : ProtectionAction;

    /// <summary>Cancel one of ours.</summary>
    /// <param name="ClientOrderId">Which.</param>
    /// <param name="Leg">What it is for.</param>
    public sealed record Cancel(ClientOrderId ClientOrderId, OrderLeg Leg) : ProtectionAction;

    /// <summary>The mark is beyond the stop or the target already: close at market, now.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record CloseNow(CloseReason Reason) : ProtectionAction;
}

/// <summary>
/// Which protective orders should exist against which do, and what to do now. Planned anew after every result, so that a crash
/// between two actions costs nothing.
/// <list type="bullet">
/// <item>I20: an open copy has exactly one live stop of its own quantity; two only while one replaces the other.</item>
/// <item>I21: on futures the new stop is live before the old one is cancelled; on spot, where a stop locks the coins, the old one goes first.</item>
/// <item>I22: while the outcome of a placing is unknown no other order of that leg is placed.</item>
/// <item>I23: a stop only ever moves towards less risk by trailing.</item>
/// </list>
/// </summary>
/// <param name="StopPrice">Where the stop should be.</param>
/// <param name="TakeProfitPrice">Where the take-profit should be, where one is wanted.</param>
/// <param name="Status">How the copy stands.</param>
/// <param name="Actions">What to do now, in order.</param>
public sealed record ProtectionPlan(
    decimal? StopPrice, decimal? TakeProfitPrice, ProtectionStatus Status, EquatableArray<ProtectionAction> Actions)
{
    /// <summary>The plan.</summary>
    public static ProtectionPlan For(ProtectionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var actions = new List<ProtectionAction>();
        if (facts.Status is PositionStatus.Closed or PositionStatus.Liquidated || facts.Quantity.Value <= 0m)
        {
            // Not before the last of its orders is gone is nobody needed any more.
            Clear(facts, actions);
            return new ProtectionPlan(null, null, actions.Count == 0 ? ProtectionStatus.None : ProtectionStatus.Pending, [.. actions]);
        }

        var (stop, target, isSpot) = (StopOf(facts), TargetOf(facts), facts.Instrument.Id.Market == Market.Spot);
        if (isSpot && facts.Status == PositionStatus.Closing)
        {
            // The stop locks the coins that the close has to sell.
            Clear(facts, actions);
            return new ProtectionPlan(stop, target, ProtectionStatus.Pending, [.. actions]);
        }

        var status = PlanStop(facts, stop, isSpot, actions);
        if (!actions.Exists(action => action is ProtectionAction.CloseNow))
            PlanTarget(facts, target, isSpot, actions);
        if (!isSpot && actions.Count > 0 && status == ProtectionStatus.Protected)
            status = ProtectionStatus.Pending; // its target has to be right, too: nobody looks at a protected copy again before it changes
        return new ProtectionPlan(stop, target, status, [.. actions]);
    }

    /// <summary>Where the stop of a copy should be now.</summary>
    public static decimal StopOf(ProtectionFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var tick = facts.Instrument.TickSize;
        var stop = facts.StopPriceOverride ?? ProtectionPrices.Stop(facts.Side, facts.EntryPrice, facts.StopLossPercent, tick);
        if (facts.TrailingStopPercent is { } trailing && facts.BestMark is { } best)
            stop = ProtectionPrices.Tighter(facts.Side, stop, ProtectionPrices.Trailing(facts.Side, best, trailing, tick));
        return ProtectionPrices.Guarded(facts.Side, stop, facts.EntryPrice, facts.LiquidationPrice, tick);
    }

    private static decimal? TargetOf(ProtectionFacts facts) =>
        facts.TakeProfitPriceOverride
        ?? (facts.TakeProfitPercent is { } percent
            ? ProtectionPrices.TakeProfit(facts.Side, facts.EntryPrice, percent, facts.Instrument.TickSize)
            : null);

    private static ProtectionStatus PlanStop(ProtectionFacts facts, decimal stop, bool isSpot, List<ProtectionAction> actions)
    {
        ProtectiveOrder? fitting = null;
        var others = new List<ProtectiveOrder>();
        var isUnsettled = false;
        foreach (var order in facts.Orders.AsSpan())
        {
            if (order.Leg != OrderLeg.Stop)
                continue;
            if (order.IsFiring || order.IsUnsettled)
            {
                isUnsettled = true;
                actions.Add(new ProtectionAction.Ask(order.ClientOrderId, order.Leg));
            }
            else if (order.IsLive && fitting is null && order.Size == facts.Quantity && order.TriggerPrice == stop)
            {
                fitting = order;
            }
            else if (order.IsLive)
            {
                others.Add(order);
            }
        }

        if (fitting is not null)
        {
            foreach (var order in others)
                actions.Add(new ProtectionAction.Cancel(order.ClientOrderId, OrderLeg.Stop));
            return isUnsettled || others.Count > 0 ? ProtectionStatus.Pending : ProtectionStatus.Protected;
        }

        if (isUnsettled)
            return ProtectionStatus.Pending; // I22
        if (facts.Status == PositionStatus.Closing)
            return others.Count > 0 ? ProtectionStatus.Pending : ProtectionStatus.Unprotected; // a close is on its way: what is live stays
        if (facts.Mark is { } mark && IsBeyond(facts.Side, mark, stop))
        {
            actions.Add(new ProtectionAction.CloseNow(IsTrailed(facts, stop) ? CloseReason.TrailingStop : CloseReason.StopLoss));
            return others.Count > 0 ? ProtectionStatus.Pending : ProtectionStatus.Unprotected;
        }

        if (isSpot && (others.Count > 0 || HasLiveTarget(facts)))
        {
            foreach (var order in facts.Orders.AsSpan())
            {
                if (order.IsLive)
                    actions.Add(new ProtectionAction.Cancel(order.ClientOrderId, order.Leg));
            }

            return ProtectionStatus.Pending; // placed by the next plan, when the coins are free
        }

        if (others.Count > 1)
        {
            // A replacement overtaken by the next change: the newest stays until the one that fits is live (I20).
            for (var i = 0; i < others.Count - 1; i++)
                actions.Add(new ProtectionAction.Cancel(others[i].ClientOrderId, OrderLeg.Stop));
            return ProtectionStatus.Pending;
        }

        actions.Add(new ProtectionAction.Place(OrderLeg.Stop, facts.Quantity, stop));
        return others.Count > 0 ? ProtectionStatus.Pending : ProtectionStatus.Unprotected;
    }

    /// <summary>
    /// A take-profit protects nothing, so the old one goes before the new one comes: two at once could close another copy's part.
    /// On spot the stop holds the coins; there the monitor closes at the target.
    /// </summary>
    private static void PlanTarget(ProtectionFacts facts, decimal? target, bool isSpot, List<ProtectionAction> actions)
    {
        if (isSpot)
        {
            if (target is { } price && facts.Mark is { } mark && facts.Status == PositionStatus.Open && IsReached(facts.Side, mark, price))
                actions.Add(new ProtectionAction.CloseNow(CloseReason.TakeProfit));
            return;
        }

        var hasFitting = false;
        var isBusy = false;
        foreach (var order in facts.Orders.AsSpan())
        {
            if (order.Leg != OrderLeg.TakeProfit)
                continue;
            if (order.IsFiring || order.IsUnsettled)
            {
                isBusy = true;
                actions.Add(new ProtectionAction.Ask(order.ClientOrderId, order.Leg));
            }
            else if (order.IsLive && !hasFitting && order.Size == facts.Quantity && order.TriggerPrice == target)
            {
                hasFitting = true;
            }
            else if (order.IsLive)
            {
                isBusy = true;
                actions.Add(new ProtectionAction.Cancel(order.ClientOrderId, order.Leg));
            }
        }

        if (target is not { } wanted || hasFitting || isBusy || facts.Status != PositionStatus.Open)
            return;
        if (facts.Mark is { } now && IsReached(facts.Side, now, wanted))
            actions.Add(new ProtectionAction.CloseNow(CloseReason.TakeProfit));
        else if (!facts.IsTargetRefused)
            actions.Add(new ProtectionAction.Place(OrderLeg.TakeProfit, facts.Quantity, wanted));
    }

    private static void Clear(ProtectionFacts facts, List<ProtectionAction> actions)
    {
        foreach (var order in facts.Orders.AsSpan())
        {
            if (order.IsLive)
                actions.Add(new ProtectionAction.Cancel(order.ClientOrderId, order.Leg));
            else if (order.IsUnsettled || order.IsFiring)
                actions.Add(new ProtectionAction.Ask(order.ClientOrderId, order.Leg));
        }
    }

    private static bool HasLiveTarget(ProtectionFacts facts)
    {
        foreach (var order in facts.Orders.AsSpan())
        {
            if (order.Leg == OrderLeg.TakeProfit && order.IsLive)
                return true;
        }

        return false;
    }

    private static bool IsBeyond(PositionSide side, decimal mark, decimal stop) => side == PositionSide.Long ? mark <= stop : mark >= stop;

    private static bool IsReached(PositionSide side, decimal mark, decimal target) => side == PositionSide.Long ? mark >= target : mark <= target;

    private static bool IsTrailed(ProtectionFacts facts, decimal stop) =>
        facts.TrailingStopPercent is { } trailing
        && facts.BestMark is { } best
        && stop == ProtectionPrices.Trailing(facts.Side, best, trailing, facts.Instrument.TickSize);
}
