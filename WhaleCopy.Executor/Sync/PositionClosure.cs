using WhaleCopy.Core;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Sync;

/// <summary>Writes down what happened to copies at the venue: fills that took them off, doubts, agreement.</summary>
internal sealed class PositionClosure(
    PositionBook positions, PriceCache prices, FeeRates fees, AfterCommit after, ExecutorInstance instance)
{
    /// <summary>Takes fills off a copy, each once, up to <paramref name="most"/>.</summary>
    /// <returns>How much was taken.</returns>
    public async Task<decimal> ApplyAsync(
        long positionId, InstrumentSpec instrument, IReadOnlyList<OpenFill> fills, OrderRow? order, CloseReason reason, decimal most)
    {
        List<(OpenFill Fill, decimal Part)> used = [];
        PositionRow? changed = null;
        await positions.ChangeAsync(positionId, (locked, changes) =>
        {
            (used, changed) = ([], null);
            if (locked.Position is not { Status: PositionStatus.Open or PositionStatus.Closing } position)
                return;
            var now = instance.Now;
            foreach (var open in fills.OrderBy(open => open.Fill.At))
            {
                var part = decimal.Min(decimal.Min(open.Left, most - used.Sum(use => use.Part)), position.Quantity);
                if (part <= 0m)
                    break;
                used.Add((open, part));
                Take(changes, position, instrument, open.Fill, part, order, now);
            }

            if (used.Count == 0)
                return;
            if (order is not null && locked.Orders.FirstOrDefault(row => row.Id == order.Id) is { } row)
                changes.Orders.Add(Filled(row, used, now));
            End(changes, position, reason, now);
            changed = position;
            CrashPoint.Hit("before-sync-commit");
        });
        if (used.Count == 0)
            return 0m;
        CrashPoint.Hit("after-sync-commit");
        foreach (var (open, part) in used)
            open.Left -= part;
        after.Changed(changed!);
        return used.Sum(use => use.Part);
    }

    /// <summary>Takes off what two readings agree is gone and no fill explains, at the last price known.</summary>
    public async Task<decimal> WriteOffAsync(long positionId, InstrumentSpec instrument, decimal missing)
    {
        var part = 0m;
        PositionRow? changed = null;
        await positions.ChangeAsync(positionId, (locked, changes) =>
        {
            (part, changed) = (0m, null);
            if (locked.Position is not { Status: PositionStatus.Open or PositionStatus.Closing } position)
                return;
            var now = instance.Now;
            part = decimal.Min(missing, position.Quantity);
            var price = prices.Find(instrument.Id, TimeSpan.FromMinutes(1)) is { } ticker ? ticker.Mark ?? ticker.Last : position.CurrentPrice ?? position.EntryPrice;
            var result = PositionExit.Apply(position, instrument, OrderSize.Of(part, position.QuantityUnit), price);
            var cause = $"position:{position.Uid:N}:written-off:{position.EnteredQuantity - position.Quantity:0.##################}";
            changes.Ledger.Add(LedgerRows.Of(Ledger.Profit(cause, result.ProfitUsdt), position.UserId, position.ApiKeyId, null, position.Id, now));
            changes.Ledger.Add(LedgerRows.Of(Ledger.Free(cause, result.FreedMarginUsdt), position.UserId, position.ApiKeyId, null, position.Id, now));
            End(changes, position, CloseReason.External, now);
            changed = position;
        });
        if (changed is not null)
            after.Changed(changed);
        return part;
    }

    /// <summary>Notes that something is missing and was not explained; a second reading decides.</summary>
    public Task DoubtAsync(long positionId, decimal missing, DateTimeOffset askedAt, DateTimeOffset again) =>
        positions.ChangeAsync(positionId, (locked, changes) =>
        {
            if (locked.Position.MissingQuantity != missing)
            {
                locked.Position.MissingQuantity = missing;
                locked.Position.MissingSince = askedAt;
            }

            locked.Position.NextSyncAt = again;
            changes.Positions.Add(locked.Position);
        });

    /// <summary>The venue shows at least what we hold.</summary>
    public Task AgreedAsync(IReadOnlyList<PositionRow> copies, DateTimeOffset askedAt) =>
        Task.WhenAll(copies.Select(copy => positions.ChangeAsync(copy.Id, (locked, changes) =>
        {
            locked.Position.AgreedAt = askedAt;
            locked.Position.MissingQuantity = null;
            locked.Position.MissingSince = null;
            changes.Positions.Add(locked.Position);
        })));

    private static OrderRow Filled(OrderRow order, List<(OpenFill Fill, decimal Part)> used, DateTimeOffset now)
    {
        var taken = used.Sum(use => use.Part);
        order.VenueOrderId = used[0].Fill.Fill.VenueOrderId;
        order.FilledQuantity += taken;
        order.AveragePrice = used.Sum(use => use.Part * use.Fill.Fill.Price) / taken;
        order.Status = OrderStatus.Filled;
        order.EndedAt = now;
        order.FillsBookedAt = now;
        return order;
    }

    private void Take(TradingChanges changes, PositionRow position, InstrumentSpec instrument, Fill fill, decimal part, OrderRow? order, DateTimeOffset now)
    {
        var result = PositionExit.Apply(position, instrument, OrderSize.Of(part, position.QuantityUnit), fill.Price);
        var feeUsdt = Cents.Of(fees.ToUsdt(instrument, fill.Fee, fill.FeeAsset, fill.Price) * part / fill.Size.Value);
        position.FeesUsdt += feeUsdt;
        position.RealizedPnl -= feeUsdt;
        var cause = $"fill:{position.ApiKeyId}:{WireName<Market>.Of(position.Market)}:{position.Symbol}:{fill.FillId}:{position.Id}";
        changes.Ledger.Add(LedgerRows.Of(Ledger.Profit(cause, result.ProfitUsdt), position.UserId, position.ApiKeyId, null, position.Id, now));
        changes.Ledger.Add(LedgerRows.Of(Ledger.Free(cause, result.FreedMarginUsdt), position.UserId, position.ApiKeyId, null, position.Id, now));
        changes.Ledger.Add(LedgerRows.Of(Ledger.Fee(cause, feeUsdt), position.UserId, position.ApiKeyId, null, position.Id, now));
        changes.NewFills.Add(new FillRow
        {
            ApiKeyId = position.ApiKeyId,
            Market = position.Market,
            Symbol = position.Symbol,
            VenueFillId = part == fill.Size.Value ? fill.FillId : $"{fill.FillId}/{position.Id}",
            VenueOrderId = fill.VenueOrderId,
            OrderId = order?.Id,
            PositionId = position.Id,
            Side = fill.Side,
            Quantity = part,
            QuantityUnit = position.QuantityUnit,
            Price = fill.Price,
            Fee = fill.Fee * part / fill.Size.Value,
            FeeAsset = fill.FeeAsset,
            FeeUsdt = feeUsdt,
            FilledAt = fill.At,
        });
    }

    private static void End(TradingChanges changes, PositionRow position, CloseReason reason, DateTimeOffset now)
    {
        position.MissingQuantity = null;
        position.MissingSince = null;
        position.Protection = ProtectionStatus.Pending;
        position.NextProtectionAt = now;
        if (position.Quantity == 0m)
        {
            PositionExit.Close(position, reason == CloseReason.Liquidation ? PositionEvent.LiquidatedAtVenue : PositionEvent.ClosedAtVenue, reason, now);
            changes.Notifications.Add(Notices.Closed(position, now));
        }

        changes.Positions.Add(position);
    }
}

/// <summary>Fees as the ledger keeps them, in USDT.</summary>
internal sealed class FeeRates(PriceCache prices)
{
    private static readonly TimeSpan PriceAge = TimeSpan.FromMinutes(10);

    /// <summary>A fee in USDT: the base coin at the fill's price, other coins at their last price.</summary>
    public decimal ToUsdt(InstrumentSpec instrument, decimal fee, string asset, decimal fillPrice)
    {
        if (fee == 0m || asset is "USDT" or "USDC" or "BUSD" or "FDUSD")
            return fee;
        if (string.Equals(asset, instrument.BaseAsset, StringComparison.Ordinal))
            return fee * fillPrice;
        var venue = instrument.Id.Venue;
        var ticker = prices.Find(new InstrumentId(venue, Market.UsdM, asset + "USDT"), PriceAge)
            ?? prices.Find(new InstrumentId(venue, Market.Spot, asset + "USDT"), PriceAge);
        return ticker is null ? 0m : fee * ticker.Last;
    }
}
