using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Reconcile;

/// <summary>
/// Brings one trade to the venue's truth: asks for every attempt by its client order id, and once the fence is over for the fills
/// and the position; <see cref="Reconciler"/> says what follows. A next attempt is made only with its proof and, for entries,
/// through the gates.
/// </summary>
internal sealed class ReconcileStep(
    TradeStore store,
    TradeQueue queue,
    DeadLetterQueue letters,
    AccountDirectory directory,
    AccountReader accounts,
    VenueTraders traders,
    InstrumentCatalog catalog,
    OutcomeStep outcomes,
    EntryGates gates,
    DispatchQueue dispatch,
    ExecutorInstance instance,
    CopyMeters meters,
    IOptions<ExecutorOptions> options,
    ILogger<ReconcileStep> logger)
{
    private static readonly TimeSpan VenueDownPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoKeyPause = TimeSpan.FromMinutes(1);

    /// <summary>Reconciles a trade that this executor holds, with every attempt that it made, oldest first.</summary>
    public async Task RunAsync(TradeRow trade, IReadOnlyList<OrderRow> orders, CancellationToken cancellationToken)
    {
        using var activity = meters.Continue("reconcile trade", trade.TraceParent);
        activity?.SetTag("trade.id", trade.Id).SetTag("trade.status", WireName<TradeStatus>.Of(trade.Status));
        if (instance.Now - (trade.SentAt ?? trade.CreatedAt) > options.Value.TellOperatorAfter)
            await TellAsync(trade, cancellationToken);
        if (await directory.FindAsync(trade.ApiKeyId, cancellationToken) is not { } key)
        {
            await queue.ReleaseAsync(trade.Id, instance.Name, instance.Now + NoKeyPause, "the exchange key was removed: the venue cannot be asked", cancellationToken);
            return;
        }

        try
        {
            await ReconcileAsync(trade, orders, key, cancellationToken);
        }
        catch (VenueException exception)
        {
            ReconcileLog.VenueUnread(logger, trade.Id, exception.Message);
            await queue.ReleaseAsync(trade.Id, instance.Name, instance.Now + VenueDownPause, exception.Message, cancellationToken);
        }
    }

    /// <summary>Nobody has known for a minute whether an order exists: an operator is told, once.</summary>
    private async Task TellAsync(TradeRow trade, CancellationToken cancellationToken)
    {
        var error = trade.LastError ?? "not asked yet";
        if (await letters.TellAsync(trade, $"the outcome of an order is unknown: {error}", instance.Now, cancellationToken))
            ReconcileLog.StillUnknown(logger, trade.Id, trade.UserId, trade.Symbol, error);
    }

    private async Task ReconcileAsync(TradeRow trade, IReadOnlyList<OrderRow> orders, UserApiKeyRow key, CancellationToken cancellationToken)
    {
        var id = new InstrumentId(trade.Exchange, trade.Market, trade.Symbol);
        var instrument = await catalog.FindAsync(id, cancellationToken)
            ?? throw new InvalidOperationException($"The instrument {id} is not known.");
        CrashPoint.Hit("before-lookup");
        var truth = await AskAsync(trade, key, instrument, orders, cancellationToken);
        CrashPoint.Hit("after-lookup");

        var intent = new IntentView(
            trade.Status, trade.Side, trade.Quantity, [.. orders.Select(ViewOf)], trade.Kind is SignalKind.Close or SignalKind.Reduce ? int.MaxValue : options.Value.MaxAttempts);
        var actions = Reconciler.Next(intent, truth);
        if (actions.OfType<ReconciliationAction.AskGates>().FirstOrDefault() is { } ask)
        {
            await NextAttemptAsync(trade, ask, [.. actions.Where(action => action != ask)], cancellationToken);
            return;
        }

        foreach (var again in actions.OfType<ReconciliationAction.AskAgain>())
            ReconcileLog.NotSettled(logger, trade.Id, again.Reason);
        await outcomes.RecordAsync(new TradeResult.Reconciled(trade.Id, [.. actions], KeepsLease: false));
    }

    private async Task NextAttemptAsync(
        TradeRow trade, ReconciliationAction.AskGates ask, IReadOnlyList<ReconciliationAction> facts, CancellationToken cancellationToken)
    {
        var isExit = trade.Kind is SignalKind.Close or SignalKind.Reduce;
        if (!isExit && await gates.AskAsync(trade, cancellationToken) is { } denial)
        {
            ReconcileLog.GivenUp(logger, trade.Id, denial.Code);
            await outcomes.RecordAsync(new TradeResult.Reconciled(
                trade.Id,
                [.. facts, new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.NeverAccepted, ask.Attempt - 1))],
                KeepsLease: false));
            return;
        }

        if (isExit && !await store.HoldsAsync(trade.PositionId!.Value, trade.Quantity, cancellationToken))
        {
            // The copy is smaller by now (its stop, the user's hand): what is still owed is planned anew.
            await outcomes.RecordAsync(new TradeResult.Reconciled(
                trade.Id,
                [.. facts, new ReconciliationAction.RecordTrade(new TradeFact(TradeEvent.NeverAccepted, ask.Attempt - 1))],
                KeepsLease: false));
            return;
        }

        ReconcileLog.NextAttempt(logger, trade.Id, ask.Attempt);
        CrashPoint.Hit("before-next-attempt");
        if (await outcomes.RecordAsync(new TradeResult.Reconciled(trade.Id, facts, KeepsLease: true)) == TradeResultWritten.NotOurs)
            return;
        CrashPoint.Hit("after-next-attempt");
        foreach (var fresh in await store.ReadAsync([trade.Id], cancellationToken))
            dispatch.Add(fresh);
    }

    private async Task<VenueTruth> AskAsync(
        TradeRow trade, UserApiKeyRow key, InstrumentSpec instrument, IReadOnlyList<OrderRow> orders, CancellationToken cancellationToken)
    {
        var trader = traders[trade.Exchange];
        var credentials = directory.Open(key);
        var clock = await trader.ReadClockAsync(trade.Market, cancellationToken);
        DateTimeOffset VenueNow() => instance.Now + clock.Offset;

        var open = orders.Where(order => !OrderTransitions.IsTerminal(order.Status)).ToList();
        var lookups = new List<LookupView>(open.Count);
        foreach (var order in open)
        {
            var askedAt = VenueNow();
            var orderId = new ClientOrderId(order.ClientOrderId);
            lookups.Add(new LookupView(orderId, await trader.FindOrderAsync(credentials, instrument, orderId, cancellationToken), askedAt));
        }

        var truth = new VenueTruth { Lookups = [.. lookups], Now = VenueNow() };
        var missing = open
            .Where(order => lookups.Exists(lookup => lookup.ClientOrderId.Value == order.ClientOrderId && lookup.Lookup is OrderLookup.NotFound)
                && order.FenceAt is { } fence && fence < truth.Now)
            .ToList();
        var isIncomplete = lookups.Exists(lookup => lookup.Lookup is OrderLookup.Found { Order: var order } && !OrderFills.IsComplete(order, instrument, trade.Side));
        if (missing.Count == 0 && !isIncomplete)
            return truth;
        return await ProveAsync(trade, key, trader, credentials, instrument, open, missing, truth, VenueNow, cancellationToken);
    }

    /// <summary>The fence is over and the order is not there: the fills and the position prove it, or they do not.</summary>
    private async Task<VenueTruth> ProveAsync(
        TradeRow trade,
        UserApiKeyRow key,
        IVenueTrader trader,
        VenueCredentials credentials,
        InstrumentSpec instrument,
        List<OrderRow> open,
        List<OrderRow> missing,
        VenueTruth truth,
        Func<DateTimeOffset> venueNow,
        CancellationToken cancellationToken)
    {
        var since = open.Min(order => Earlier(order.SignedAt, order.PositionBeforeAt)) - PositionProof.Ambiguity;
        var fillsAskedAt = venueNow();
        var fills = await trader.ReadFillsAsync(credentials, instrument, since, cancellationToken);
        var explained = await store.ReadExplainedOrdersAsync(trade.ApiKeyId, trade.Symbol, since, trade.Id, cancellationToken);
        bool? unchanged = trade.Market == Market.Spot ? true : null;
        if (trade.Market != Market.Spot && missing.Count > 0)
        {
            var mode = (await accounts.FindAsync(key.Id, trade.Market, cancellationToken))?.PositionMode ?? PositionMode.OneWay;
            var positions = await trader.ReadPositionsAsync(credentials, trade.Market, cancellationToken);
            var shows = VenueShows.Of(
                positions.Where(position => position.Instrument.Symbol == trade.Symbol).Select(position => (position.Side, position.Size.Value)), mode, trade.PositionSide);
            unchanged = missing.TrueForAll(order => PositionProof.IsUnchanged(order, fills, shows, mode) == true);
        }

        return truth with
        {
            Lookups = [.. truth.Lookups.Select(lookup => Completed(lookup, instrument, trade.Side, fills)).OfType<LookupView>()],
            Fills = [.. fills],
            FillsAskedAt = fillsAskedAt,
            ExplainedOrderIds = [.. explained],
            PositionIsUnchanged = unchanged,
        };
    }

    /// <summary>An order that the venue shows filled without its price, or without its fee in coins, gets it from its fills.</summary>
    private static LookupView? Completed(LookupView lookup, InstrumentSpec instrument, OrderSide side, IReadOnlyList<Fill> fills)
    {
        if (lookup.Lookup is not OrderLookup.Found { Order: var order } || OrderFills.IsComplete(order, instrument, side))
            return lookup;
        return OrderFills.Complete(order, instrument, fills) is { } complete
            ? lookup with { Lookup = new OrderLookup.Found(complete) }
            : null; // asked again: the fills come late
    }

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        (left, right) switch
        {
            ({ } a, { } b) => a < b ? a : b,
            ({ } a, null) => a,
            (null, { } b) => b,
            _ => throw new InvalidOperationException("A sent order has no start."),
        };

    private static AttemptView ViewOf(OrderRow order) => new(
        new ClientOrderId(order.ClientOrderId), order.Attempt, order.Status, order.FilledQuantity, order.SignedAt, order.FenceAt, order.VenueOrderId);
}
