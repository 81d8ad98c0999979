using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Sync;

/// <summary>A fill of the venue and how much of it nobody has accounted for.</summary>
internal sealed class OpenFill(Fill fill, decimal left)
{
    public Fill Fill { get; } = fill;

    public decimal Left { get; set; } = left;
}

/// <summary>
/// Compares the copies of one market of an account with what the venue shows. What the venue shows more is the user's own and
/// untouched. What it shows less is found in the venue's own fills and labelled; without fills that explain it, two complete
/// readings that agree, at least three seconds apart and with no order of ours on its way, are needed. A stop that fired is found
/// whatever else the venue shows: the user's own may hide it.
/// </summary>
internal sealed class PositionSyncStep(
    AccountDirectory directory,
    AccountReader accounts,
    SyncStore store,
    VenueTraders traders,
    InstrumentCatalog catalog,
    PositionClosure closure,
    LostProtection lost,
    ExecutorInstance instance,
    ILogger<PositionSyncStep> logger)
{
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FillLag = TimeSpan.FromSeconds(5);

    /// <summary>Compares once.</summary>
    /// <exception cref="VenueException">The venue could not be read; nothing was changed.</exception>
    public async Task RunAsync(long apiKeyId, Market market, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(apiKeyId, cancellationToken) is not { } key)
            return;
        var reading = await accounts.RefreshAsync(key, market, cancellationToken);
        var copies = await store.ReadCopiesAsync(apiKeyId, market, cancellationToken);
        var held = VenuePositionJson.Read(reading);
        var fired = await lost.FindFiredAsync(key, market, copies, cancellationToken);
        foreach (var group in copies.Positions.GroupBy(position => (position.Symbol, position.Side)))
        {
            // An order of ours on its way, or one that ended after the question was sent, makes the answer stale.
            if (copies.Busy.Contains(group.Key.Symbol)
                || (copies.LastEnded.TryGetValue(group.Key.Symbol, out var ended) && ended >= reading.PositionsSentAt))
            {
                continue;
            }

            var shown = market == Market.Spot
                ? await CoinsAsync(key, group.Key.Symbol, cancellationToken)
                : held.Where(position => position.Symbol == group.Key.Symbol && position.PositionSide == group.Key.Side).Sum(position => position.Size);
            var hasFired = group.Any(copy => fired.Contains(copy.Id)
                || copies.Protective[copy.Id].Any(order => order.Status is OrderStatus.Triggered or OrderStatus.Filled));
            await CompareAsync(key, [.. group], copies, hasFired, shown, reading.PositionsSentAt!.Value, cancellationToken);
        }
    }

    /// <summary>Spot shows coins, not positions: those that a stop locks are there too.</summary>
    private async Task<decimal> CoinsAsync(UserApiKeyRow key, string symbol, CancellationToken cancellationToken)
    {
        var id = new InstrumentId(key.Exchange, Market.Spot, symbol);
        var instrument = await catalog.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"The instrument {symbol} is not known.");
        return await store.ReadCoinsAsync(key.Id, instrument.BaseAsset, cancellationToken);
    }

    private async Task CompareAsync(
        UserApiKeyRow key,
        IReadOnlyList<PositionRow> copies,
        AccountCopies all,
        bool hasFired,
        decimal shown,
        DateTimeOffset askedAt,
        CancellationToken cancellationToken)
    {
        var missing = copies.Sum(copy => copy.Quantity) - shown;
        if (missing <= 0m && !hasFired)
        {
            await closure.AgreedAsync(copies, askedAt);
            return;
        }

        if (missing > 0m)
            SyncLog.Differs(logger, key.Id, copies[0].Symbol, copies.Sum(copy => copy.Quantity), shown);
        var instrument = await catalog.FindAsync(new InstrumentId(key.Exchange, copies[0].Market, copies[0].Symbol), cancellationToken)
            ?? throw new InvalidOperationException($"The instrument {copies[0].Symbol} is not known.");
        var left = await ExplainAsync(key, instrument, copies, all, missing, cancellationToken);
        if (left > 0m)
            await DoubtAsync(instrument, copies, left, askedAt);
    }

    /// <summary>Takes off what the venue's own fills explain: a copy's stop first, then what somebody else did, the oldest copy first.</summary>
    /// <returns>What stays unexplained.</returns>
    private async Task<decimal> ExplainAsync(
        UserApiKeyRow key,
        InstrumentSpec instrument,
        IReadOnlyList<PositionRow> copies,
        AccountCopies all,
        decimal missing,
        CancellationToken cancellationToken)
    {
        var trader = traders[key.Exchange];
        var credentials = directory.Open(key);
        var stops = await FindFiredAsync(trader, credentials, instrument, copies, all, cancellationToken);
        var since = copies.Min(copy => copy.AgreedAt ?? copy.OpenedAt) - FillLag;
        var clock = await trader.ReadClockAsync(instrument.Id.Market, cancellationToken);
        var from = since + clock.Offset;

        // Where the user's own hid it, a stop may have fired before the last agreement.
        foreach (var (_, _, shown) in stops)
        {
            if (shown.UpdatedAt - FillLag is { } firedAt && firedAt < from)
                from = firedAt;
        }

        var fills = await trader.ReadFillsAsync(credentials, instrument, from, cancellationToken);
        var known = await store.ReadKnownAsync(key.Id, instrument.Id.Market, instrument.Id.Symbol, cancellationToken);
        if (known.IsSending)
            return 0m; // a fill of ours must not be taken for another's: the next turn knows
        var exit = copies[0].Side.Exit();
        var open = fills
            .Where(fill => fill.Side == exit && (fill.PositionSide is null || fill.PositionSide == copies[0].Side))
            .Where(fill => !known.Orders.Contains(fill.VenueOrderId))
            .Select(fill => new OpenFill(fill, fill.Size.Value - known.Booked.GetValueOrDefault(fill.FillId)))
            .Where(open => open.Left > 0m)
            .ToList();

        var left = missing;
        foreach (var (copy, order, shown) in stops)
        {
            var own = open.Where(fill => fill.Fill.VenueOrderId == shown.TriggeredOrderId || fill.Fill.VenueOrderId == shown.VenueOrderId).ToList();
            if (own.Count > 0)
                left -= await closure.ApplyAsync(copy.Id, instrument, own, order, ReasonOf(copy, order), own.Sum(fill => fill.Left));
        }

        foreach (var copy in copies.OrderBy(copy => copy.OpenedAt))
        {
            if (left <= 0m || open.Count == 0)
                break;
            var opened = copy.OpenedAt + clock.Offset - FillLag;
            var concerned = open.Where(fill => fill.Left > 0m && fill.Fill.At >= opened).ToList();
            if (concerned.Count == 0)
                continue;
            foreach (var order in concerned.GroupBy(fill => fill.Fill.VenueOrderId))
            {
                // Taken off by the user's own hand, or by the venue's: its order says which.
                var cause = await trader.ReadCauseAsync(credentials, instrument, order.First().Fill, cancellationToken);
                left -= await closure.ApplyAsync(copy.Id, instrument, [.. order], null, ReasonOf(cause), left);
                if (left <= 0m)
                    break;
            }
        }

        return left;
    }

    private static async Task<List<(PositionRow Copy, OrderRow Order, VenueOrder Shown)>> FindFiredAsync(
        IVenueTrader trader,
        VenueCredentials credentials,
        InstrumentSpec instrument,
        IReadOnlyList<PositionRow> copies,
        AccountCopies all,
        CancellationToken cancellationToken)
    {
        var fired = new List<(PositionRow, OrderRow, VenueOrder)>();
        foreach (var copy in copies)
        {
            foreach (var order in all.Protective[copy.Id])
            {
                var lookup = await trader.FindProtectionAsync(credentials, instrument, new ClientOrderId(order.ClientOrderId), cancellationToken);
                if (lookup is OrderLookup.Found { Order: { Status: OrderStatus.Triggered or OrderStatus.PartiallyFilled or OrderStatus.Filled } shown })
                    fired.Add((copy, order, shown));
            }
        }

        return fired;
    }

    private async Task DoubtAsync(
        InstrumentSpec instrument, IReadOnlyList<PositionRow> copies, decimal missing, DateTimeOffset askedAt)
    {
        var oldest = copies.OrderBy(copy => copy.OpenedAt).First();
        if (oldest.MissingQuantity == missing && oldest.MissingSince is { } first && askedAt - first >= BetweenReadings)
        {
            SyncLog.Unexplained(logger, oldest.Id, oldest.Symbol, missing);
            foreach (var copy in copies.OrderBy(copy => copy.OpenedAt))
            {
                if (missing <= 0m)
                    break;
                missing -= await closure.WriteOffAsync(copy.Id, instrument, missing);
            }

            return;
        }

        await closure.DoubtAsync(oldest.Id, missing, askedAt, instance.Now + BetweenReadings);
    }

    private static CloseReason ReasonOf(FillCause cause) => cause switch
    {
        FillCause.Liquidation => CloseReason.Liquidation,
        FillCause.AutoDeleverage => CloseReason.AutoDeleverage,
        _ => CloseReason.External,
    };

    private static CloseReason ReasonOf(PositionRow copy, OrderRow order) =>
        order.Leg == OrderLeg.TakeProfit ? CloseReason.TakeProfit
        : copy.TrailingStopPercent is not null && copy.TrailingAnchorPrice is not null ? CloseReason.TrailingStop
        : CloseReason.StopLoss;
}
