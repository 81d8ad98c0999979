using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Phase 2: what became known of trades is committed in groups, each with everything that follows from it: order, trade,
/// position, reservation, ledger. Only the holder of a trade's lease may write; a zombie's result is dropped, because the one
/// that took over asks the venue itself.
/// </summary>
internal sealed class OutcomeStep : IAsyncDisposable
{
    private const int LargestGroup = 256;
    private const int Lanes = 1;

    private readonly TradingDatabase _database;
    private readonly TradeStore _store;
    private readonly InstrumentCatalog _catalog;
    private readonly ExecutorInstance _instance;
    private readonly AfterCommit _after;
    private readonly CopyMeters _meters;
    private readonly ILogger<OutcomeStep> _logger;
    private readonly CommitGroup<TradeResult, TradeResultWritten> _group;

    public OutcomeStep(
        TradingDatabase database,
        TradeStore store,
        InstrumentCatalog catalog,
        ExecutorInstance instance,
        AfterCommit after,
        CopyMeters meters,
        ILogger<OutcomeStep> logger)
    {
        _database = database;
        _store = store;
        _catalog = catalog;
        _instance = instance;
        _after = after;
        _meters = meters;
        _logger = logger;
        _group = new CommitGroup<TradeResult, TradeResultWritten>(meters.Activities, "store outcomes", CommitAsync, LargestGroup, Lanes);
    }

    /// <summary>Commits a result. It is durable when this returns.</summary>
    public Task<TradeResultWritten> RecordAsync(TradeResult result) => _group.AddAsync(result);

    public ValueTask DisposeAsync() => _group.DisposeAsync();

    private async Task<IReadOnlyList<TradeResultWritten>> CommitAsync(IReadOnlyList<TradeResult> results)
    {
        // Bookkeeping of what has happened at a venue is not cancelled by anybody's impatience.
        var written = new TradeResultWritten[results.Count];
        await using var session = await _database.BeginAsync(CancellationToken.None);
        var locked = await _store.LockTradesAsync(session, [.. results.Select(result => result.TradeId).Distinct()], CancellationToken.None);
        await LoadInstrumentsAsync(locked.Trades.Values);
        var positionIds = await TradeStore.DrawIdsAsync(
            session, "positions", locked.Trades.Values.Count(trade => trade.Kind is SignalKind.Open or SignalKind.Increase), CancellationToken.None);
        var now = _instance.Now;
        var book = new TradeBook(locked, positionIds, _catalog.Peek, now);
        for (var i = 0; i < results.Count; i++)
            written[i] = Apply(book, locked, results[i]);

        book.Collect();
        CrashPoint.Hit("before-outcome-commit");
        await _store.SaveAsync(session, book.Changes, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        CrashPoint.Hit("after-outcome-commit");
        _after.Changed(book.ChangedTrades, book.ChangedPositions);
        foreach (var trade in book.ChangedTrades.Where(trade => trade.FilledAt == now))
            _meters.Filled(trade);
        return written;
    }

    private TradeResultWritten Apply(TradeBook book, LockedTrades locked, TradeResult result)
    {
        var trade = locked.Trades[result.TradeId];
        if (!string.Equals(trade.LeaseOwner, _instance.Name, StringComparison.Ordinal))
        {
            PlacementLog.NotOurs(_logger, trade.Id, trade.LeaseOwner ?? "nobody");
            return TradeResultWritten.NotOurs;
        }

        switch (result)
        {
            case TradeResult.Unsent unsent:
                book.Unsent(trade, unsent.Event, unsent.Code, unsent.Reason);
                break;
            case TradeResult.Placed placed:
                book.Placed(trade, placed);
                break;
            case TradeResult.Reconciled reconciled:
                ApplyActions(book, locked, trade, reconciled.Actions);
                if (reconciled.KeepsLease)
                {
                    trade.LeaseOwner = _instance.Name;
                    trade.LeaseUntil = _instance.LeaseEnd;
                }

                break;
        }

        Notices.Of(trade, book.Changes, _instance.Now);
        return TradeResultWritten.Written;
    }

    private void ApplyActions(TradeBook book, LockedTrades locked, TradeRow trade, IReadOnlyList<ReconciliationAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case ReconciliationAction.RecordOrder record:
                    book.Record(OrderOf(locked, trade, record.ClientOrderId), record.Event, record.Order);
                    trade.ExchangeOrderId = record.Order.VenueOrderId;
                    trade.AcknowledgedAt ??= _instance.Now;
                    break;
                case ReconciliationAction.RecordNeverAccepted never:
                    book.NeverAccepted(OrderOf(locked, trade, never.ClientOrderId));
                    break;
                case ReconciliationAction.RecordTrade record:
                    Explain(trade, record.Fact);
                    book.Advance(trade, record.Fact);
                    break;
                case ReconciliationAction.AskAgain again:
                    book.AskAgain(trade, again.Reason);
                    break;
            }
        }
    }

    private static void Explain(TradeRow trade, TradeFact fact)
    {
        (trade.ReasonCode, trade.Reason) = fact.Event switch
        {
            TradeEvent.NeverAccepted => ("NEVER_ACCEPTED", "the venue never accepted the order, and it was given up"),
            TradeEvent.Refused => ("REJECTED", "the venue refused the order"),
            TradeEvent.EndedUnfilled => ("NOT_FILLED", "nothing was filled up to the bound: the price had moved"),
            _ => (trade.ReasonCode, trade.Reason),
        };
    }

    private static OrderRow OrderOf(LockedTrades locked, TradeRow trade, ClientOrderId id) =>
        locked.OrdersOf(trade).Single(order => order.ClientOrderId == id.Value);

    private async Task LoadInstrumentsAsync(IEnumerable<TradeRow> trades)
    {
        foreach (var id in trades.Select(trade => new InstrumentId(trade.Exchange, trade.Market, trade.Symbol)).Distinct())
            await _catalog.FindAsync(id, CancellationToken.None);
    }
}
