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
internal sealed class FillsWorker(
    SyncStore sync,
    TradingDatabase database,
    TradeStore store,
    AccountDirectory directory,
    VenueTraders traders,
    InstrumentCatalog catalog,
    FeeRates fees,
    AfterCommit after,
    FillsBell bell,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<FillsWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (DateTimeOffset Next, int Tries)> _pauses = [];

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var now = instance.Now;
        var most = options.Value.BackgroundConcurrency * 8;
        var orders = await sync.ReadUnbookedAsync(now, most, cancellationToken);
        foreach (var gone in _pauses.Keys.Except(orders.Select(order => order.Id)).ToList())
            _pauses.Remove(gone);
        var due = orders.Where(order => !_pauses.TryGetValue(order.Id, out var pause) || pause.Next <= now).ToList();
        var left = new System.Collections.Concurrent.ConcurrentBag<long>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (order, token) =>
            {
                if (!await BookAsync(order, token))
                    left.Add(order.Id);
            });
        foreach (var id in left)
        {
            var tries = _pauses.GetValueOrDefault(id).Tries + 1;
            var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(tries, 9)));
            _pauses[id] = (instance.Now + (pause < LongestPause ? pause : LongestPause), tries);
        }

        return due.Count == most;
    }

    private async Task<bool> BookAsync(OrderRow order, CancellationToken cancellationToken)
    {
        try
        {
            if (await directory.FindAsync(order.ApiKeyId, cancellationToken) is not { } key)
                return false;
            var instrument = await catalog.FindAsync(new InstrumentId(order.Exchange, order.Market, order.Symbol), cancellationToken)
                ?? throw new InvalidOperationException($"The instrument {order.Symbol} is not known.");
            var fills = await traders[order.Exchange].ReadFillsAsync(directory.Open(key), instrument, order.SignedAt!.Value - Before, cancellationToken);
            var own = fills.Where(fill => fill.VenueOrderId == order.VenueOrderId).ToList();
            if (own.Sum(fill => fill.Size.Value) < order.FilledQuantity)
                return false; // the venue's list lags behind its orders
            await CommitAsync(order, instrument, own, cancellationToken);
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

    private async Task CommitAsync(OrderRow unbooked, InstrumentSpec instrument, IReadOnlyList<Fill> fills, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        var locked = await store.LockTradesAsync(session, [unbooked.OwnerId], cancellationToken);
        var trade = locked.Trades[unbooked.OwnerId];
        var order = locked.OrdersOf(trade).Single(row => row.Id == unbooked.Id);
        if (order.FillsBookedAt is not null)
            return; // another executor was faster
        var position = locked.PositionOf(trade);
        var now = instance.Now;
        var changes = new TradingChanges();
        foreach (var fill in fills)
            Book(changes, trade, order, position, instrument, fill, now);
        order.FillsBookedAt = now;
        changes.Orders.Add(order);
        changes.Trades.Add(trade);
        if (position is not null)
            changes.Positions.Add(position);
        CrashPoint.Hit("before-fills-commit");
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        CrashPoint.Hit("after-fills-commit");
        after.Booked(trade, position);
    }

    private void Book(
        TradingChanges changes, TradeRow trade, OrderRow order, PositionRow? position, InstrumentSpec instrument, Fill fill, DateTimeOffset now)
    {
        var feeUsdt = Cents.Of(fees.ToUsdt(instrument, fill.Fee, fill.FeeAsset, fill.Price));
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
}
