using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Sync;

/// <summary>Books the venue's own fills of orders that are final: each fill once, its fee in the ledger. Fees follow the fill by a moment.</summary>
internal sealed class FillsWorker : SweepWorker
{
    private const int LargestGroup = 64;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly SyncStore _sync;
    private readonly TradingDatabase _database;
    private readonly TradeStore _store;
    private readonly AccountDirectory _directory;
    private readonly VenueTraders _traders;
    private readonly InstrumentCatalog _catalog;
    private readonly FeeRates _fees;
    private readonly AfterCommit _after;
    private readonly Rush _rush;
    private readonly ExecutorInstance _instance;
    private readonly ExecutorOptions _options;
    private readonly CommitGroup<FillsOfOrder, bool> _group;
    private readonly Dictionary<long, (DateTimeOffset Next, int Tries)> _pauses = [];

    public FillsWorker(
        SyncStore sync,
        TradingDatabase database,
        TradeStore store,
        AccountDirectory directory,
        VenueTraders traders,
        InstrumentCatalog catalog,
        FeeRates fees,
        AfterCommit after,
        Rush rush,
        FillsBell bell,
        ExecutorInstance instance,
        CopyMeters meters,
        IOptions<ExecutorOptions> options,
        TimeProvider time,
        ILogger<FillsWorker> logger)
        : base(bell, time, logger)
    {
        _sync = sync;
        _database = database;
        _store = store;
        _directory = directory;
        _traders = traders;
        _catalog = catalog;
        _fees = fees;
        _after = after;
        _rush = rush;
        _instance = instance;
        _options = options.Value;
        _group = new CommitGroup<FillsOfOrder, bool>(meters.Activities, "store fills", CommitAsync, LargestGroup, 1);
    }

    protected override TimeSpan Sweep => _options.Sweep;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _group.DisposeAsync();
    }

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var patience = new Patience(LongestWait);
        await _rush.CalmAsync(patience, cancellationToken);
        var now = _instance.Now;
        var most = _options.BackgroundConcurrency * 8;
        var resting = _pauses.Where(pair => pair.Value.Next > now).Select(pair => pair.Key).ToArray();
        var due = await _sync.ReadUnbookedAsync(now, resting, most, cancellationToken);
        if (due.Count < most)
        {
            foreach (var gone in _pauses.Keys.Except(resting).Except(due.Select(order => order.Id)).ToList())
                _pauses.Remove(gone);
        }

        var left = new System.Collections.Concurrent.ConcurrentBag<long>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = _options.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (order, token) =>
            {
                await _rush.CalmAsync(patience, token);
                if (!await BookAsync(order, token))
                    left.Add(order.Id);
            });
        foreach (var id in left)
        {
            var tries = _pauses.GetValueOrDefault(id).Tries + 1;
            var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(tries, 9)));
            _pauses[id] = (_instance.Now + (pause < LongestPause ? pause : LongestPause), tries);
        }

        return due.Count == most;
    }

    private async Task<bool> BookAsync(OrderRow order, CancellationToken cancellationToken)
    {
        try
        {
            if (await _directory.FindAsync(order.ApiKeyId, cancellationToken) is not { } key)
                return false;
            var instrument = await _catalog.FindAsync(new InstrumentId(order.Exchange, order.Market, order.Symbol), cancellationToken)
                ?? throw new InvalidOperationException($"The instrument {order.Symbol} is not known.");
            var fills = await _traders[order.Exchange].ReadFillsAsync(_directory.Open(key), instrument, order.SignedAt!.Value - Before, cancellationToken);
            var own = fills.Where(fill => fill.VenueOrderId == order.VenueOrderId).ToList();
            if (own.Sum(fill => fill.Size.Value) < order.FilledQuantity)
                return false; // the venue's list lags behind its orders
            await _group.AddAsync(new FillsOfOrder(order, instrument, own));
            return true;
        }
        catch (VenueException exception)
        {
            SyncLog.FillsUnread(Logger, order.Id, exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One order's trouble is told and tried again; the others' fees must not wait for it.
            SyncLog.FillsFailed(Logger, order.Id, exception);
            return false;
        }
    }

    private async Task<IReadOnlyList<bool>> CommitAsync(IReadOnlyList<FillsOfOrder> items)
    {
        await using var session = await _database.BeginAsync(CancellationToken.None);
        var locked = await _store.LockTradesAsync(session, [.. items.Select(item => item.Order.OwnerId).Distinct()], CancellationToken.None);
        var now = _instance.Now;
        var changes = new TradingChanges();
        foreach (var item in items)
        {
            var trade = locked.Trades[item.Order.OwnerId];
            var order = locked.OrdersOf(trade).Single(row => row.Id == item.Order.Id);
            if (order.FillsBookedAt is not null)
                continue; // another executor was faster
            var position = locked.PositionOf(trade);
            foreach (var fill in item.Fills)
                Book(changes, trade, order, position, item.Instrument, fill, now);
            order.FillsBookedAt = now;
            changes.Orders.Add(order);
            changes.Trades.Add(trade);
            if (position is not null)
                changes.Positions.Add(position);
        }

        CrashPoint.Hit("before-fills-commit");
        await _store.SaveAsync(session, changes, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        CrashPoint.Hit("after-fills-commit");
        foreach (var trade in changes.Trades.Distinct())
            _after.Booked(trade, locked.PositionOf(trade));
        return [.. items.Select(_ => true)];
    }

    private void Book(
        TradingChanges changes, TradeRow trade, OrderRow order, PositionRow? position, InstrumentSpec instrument, Fill fill, DateTimeOffset now)
    {
        var feeUsdt = Cents.Of(_fees.ToUsdt(instrument, fill.Fee, fill.FeeAsset, fill.Price));
        order.FeeUsdt += feeUsdt;
        trade.FeeUsdt += feeUsdt;
        if (position is not null)
        {
            position.FeesUsdt += feeUsdt;
            position.RealizedPnl -= feeUsdt;
        }

        var cause = $"fill:{trade.ApiKeyId}:{WireName<Market>.Of(trade.Market)}:{trade.Symbol}:{fill.FillId}";
        changes.Ledger.Add(LedgerRows.Of(Ledger.Fee(cause, feeUsdt), trade.UserId, trade.ApiKeyId, trade.Id, position?.Id, now));
        changes.NewFills.Add(new FillRow
        {
            ApiKeyId = trade.ApiKeyId,
            Market = trade.Market,
            Symbol = trade.Symbol,
            VenueFillId = fill.FillId,
            VenueOrderId = fill.VenueOrderId,
            OrderId = order.Id,
            TradeId = trade.Id,
            PositionId = position?.Id,
            Side = fill.Side,
            Quantity = fill.Size.Value,
            QuantityUnit = fill.Size.Unit,
            Price = fill.Price,
            Fee = fill.Fee,
            FeeAsset = fill.FeeAsset,
            FeeUsdt = feeUsdt,
            FilledAt = fill.At,
        });
    }

    private sealed record FillsOfOrder(OrderRow Order, InstrumentSpec Instrument, IReadOnlyList<Fill> Fills);
}
