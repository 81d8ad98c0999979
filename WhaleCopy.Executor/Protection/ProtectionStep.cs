using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Executor.Protection;

/// <summary>
/// Brings the protective orders of one copy to what <see cref="ProtectionPlan"/> says, one action after the other, planning anew
/// after each. A copy that has no live stop when the time is over is closed at market, and its user is told.
/// </summary>
internal sealed class ProtectionStep(
    ProtectionBook book,
    ProtectionOrders orders,
    PositionQueue queue,
    AccountDirectory directory,
    AccountReader accounts,
    InstrumentCatalog catalog,
    PriceCache prices,
    ExitStep exits,
    SyncBell sync,
    ExecutorInstance instance,
    ILogger<ProtectionStep> logger)
{
    /// <summary>A copy without a live stop for this long is closed.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private const int MostRejections = 3;
    private static readonly TimeSpan PriceAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    /// <summary>Works on a position that this executor holds.</summary>
    public async Task RunAsync(PositionRow claimed, CancellationToken cancellationToken)
    {
        var begun = instance.Now;
        var again = instance.Now + Later;
        var rejections = 0;
        try
        {
            if (await directory.FindAsync(claimed.ApiKeyId, cancellationToken) is not { } key)
            {
                ProtectionLog.NoKey(logger, claimed.Id);
                again = instance.Now + TimeSpan.FromMinutes(1);
                return;
            }

            var instrument = await catalog.FindAsync(new InstrumentId(claimed.Exchange, claimed.Market, claimed.Symbol), cancellationToken)
                ?? throw new InvalidOperationException($"The instrument {claimed.Symbol} is not known.");
            var mode = claimed.Market == Market.Spot ? PositionMode.OneWay : await ModeAsync(key, claimed.Market, cancellationToken);
            while (true)
            {
                var (position, all, plan) = await book.PlanAsync(
                    claimed.Id, (row, orders) => ProtectionPlan.For(FactsOf(row, orders, instrument, rejections)));
                var context = new ProtectionContext(position, key, instrument, mode, all);
                var outcome = plan.Actions.Count == 0 ? ProtectionProgress.Done : await ActAsync(context, plan.Actions[0], rejections, cancellationToken);
                switch (outcome)
                {
                    case ProtectionProgress.Done:
                        return; // the status as saved says whether anybody looks again
                    case ProtectionProgress.Leaving:
                        return;
                    case ProtectionProgress.Refused or ProtectionProgress.Waiting when plan.Actions[0] is ProtectionAction.Place { Leg: OrderLeg.TakeProfit }:
                        return; // it protects nothing: tried at the next turn, a few times
                    case ProtectionProgress.Refused:
                        rejections++;
                        await RefreshPriceAsync(instrument, cancellationToken);
                        break;
                    case ProtectionProgress.Waiting:
                        await Task.Delay(Pause, instance.Time, cancellationToken);
                        break;
                }

                if (IsLost(position, plan, rejections, begun))
                {
                    if (position.OwedCloseReason is not null)
                        return; // its close is owed: tried again by its turn, not each time that no stop can be placed
                    ProtectionLog.Emergency(logger, position.Id, position.Symbol);
                    await exits.PlanAsync(position.Id, 1m, CloseReason.ProtectionFailed, null, cancellationToken);
                    return;
                }

                if (instance.Now - begun > Deadline + Deadline)
                    return; // another turn, so that the lease does not end under it
            }
        }
        catch (VenueException exception)
        {
            ProtectionLog.VenueUnread(logger, claimed.Id, exception.Message);
            again = instance.Now + Pause;
        }
        finally
        {
            await book.ReleaseAsync(claimed, again);
        }
    }

    private async Task<ProtectionProgress> ActAsync(
        ProtectionContext context, ProtectionAction action, int rejections, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case ProtectionAction.Place place:
                return await orders.PlaceAsync(context, place, rejections > 0, cancellationToken);
            case ProtectionAction.Cancel cancel:
                return await orders.CancelAsync(context, cancel.ClientOrderId, cancellationToken);
            case ProtectionAction.Ask ask:
                var asked = await orders.AskAsync(context, ask.ClientOrderId, cancellationToken);
                if (asked == ProtectionProgress.Fired)
                {
                    await queue.HurrySyncAsync(context.Position.Id, instance.Now, cancellationToken);
                    sync.Ring();
                    return ProtectionProgress.Leaving;
                }

                return asked;
            case ProtectionAction.CloseNow { Reason: CloseReason.TakeProfit } when context.Position.OwedCloseReason is not null:
                return ProtectionProgress.Leaving; // tried as often as any owed close
            case ProtectionAction.CloseNow close:
                ProtectionLog.CloseNow(logger, context.Position.Id, WireName<CloseReason>.Of(close.Reason));
                await exits.PlanAsync(context.Position.Id, 1m, close.Reason, null, cancellationToken);
                return ProtectionProgress.Leaving;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>No live stop, and neither tries nor time left.</summary>
    private bool IsLost(PositionRow position, ProtectionPlan plan, int rejections, DateTimeOffset begun) =>
        position.Status == PositionStatus.Open
        && plan.Status != ProtectionStatus.Protected
        && (rejections >= MostRejections || (plan.Status == ProtectionStatus.Unprotected && instance.Now - begun > Deadline));

    private ProtectionFacts FactsOf(PositionRow position, IReadOnlyList<OrderRow> all, InstrumentSpec instrument, int rejections)
    {
        var ticker = prices.Find(instrument.Id, rejections > 0 ? Pause * 4 : PriceAge);
        return new ProtectionFacts
        {
            Instrument = instrument,
            Side = position.Side,
            Status = position.Status,
            Quantity = OrderSize.Of(position.Quantity, position.QuantityUnit),
            EntryPrice = position.EntryPrice,
            StopLossPercent = position.StopLossPercent,
            TakeProfitPercent = position.TakeProfitPercent,
            IsTargetRefused = TargetTries.AreOver(all, position.Quantity, position.TakeProfitPrice), // the price as last planned
            TrailingStopPercent = position.TrailingStopPercent,
            BestMark = position.TrailingAnchorPrice,
            LiquidationPrice = LiquidationPriceOf(position),
            Mark = ticker is null ? null : ticker.Mark ?? ticker.Last,
            Orders =
            [
                .. all.Where(order => !OrderTransitions.IsTerminal(order.Status)).Select(order => new ProtectiveOrder(
                    new ClientOrderId(order.ClientOrderId),
                    order.Leg,
                    OrderSize.Of(order.Quantity, order.QuantityUnit),
                    order.TriggerPrice ?? 0m,
                    order.Status)),
            ],
        };
    }

    /// <summary>What the venue said, if it was asked since the copy was opened.</summary>
    private decimal? LiquidationPriceOf(PositionRow position) =>
        position.Market != Market.Spot
        && accounts.Peek(position.ApiKeyId, position.Market) is { } reading && reading.PositionsSentAt > position.OpenedAt
            ? VenuePositionJson.Read(reading).FirstOrDefault(held => held.Symbol == position.Symbol && held.PositionSide == position.Side)?.LiquidationPrice
            : null;

    private async Task<PositionMode> ModeAsync(UserApiKeyRow key, Market market, CancellationToken cancellationToken) =>
        (await accounts.FindAsync(key.Id, market, cancellationToken) ?? await accounts.RefreshAsync(key, market, cancellationToken)).PositionMode
        ?? PositionMode.OneWay;

    private async Task RefreshPriceAsync(InstrumentSpec instrument, CancellationToken cancellationToken)
    {
        try
        {
            await prices.ReadAsync(instrument, Pause, cancellationToken);
        }
        catch (VenueException exception)
        {
            ProtectionLog.VenueUnread(logger, 0, exception.Message);
        }
    }
}

/// <summary>What an action came to.</summary>
internal enum ProtectionProgress
{
    /// <summary>Plan anew.</summary>
    Moved,

    /// <summary>Refused for certain: plan anew with a fresh price.</summary>
    Refused,

    /// <summary>Not known yet: ask again soon.</summary>
    Waiting,

    /// <summary>A protective order fired: the sync takes it from here.</summary>
    Fired,

    /// <summary>Another part takes it from here.</summary>
    Leaving,

    /// <summary>Nothing to do.</summary>
    Done,
}

/// <summary>What the actions on one copy need.</summary>
internal sealed record ProtectionContext(
    PositionRow Position, UserApiKeyRow Key, InstrumentSpec Instrument, PositionMode Mode, IReadOnlyList<OrderRow> Orders);
