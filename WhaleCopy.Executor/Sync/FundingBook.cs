using WhaleCopy.Core;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Sync;

/// <summary>
/// Books funding to the copies that were held when it was charged, each its part of everybody's position; the user's own part is
/// nobody's copy. One transaction a charge, with the charge's row, which no second one gets by.
/// </summary>
internal sealed class FundingBook(
    TradingDatabase database,
    TradeStore trades,
    FundingStore store,
    FollowStore follows,
    PriceCache prices,
    FeeRates fees,
    AfterCommit after,
    ExecutorInstance instance,
    ILogger<FundingBook> logger)
{
    private static readonly TimeSpan PriceAge = TimeSpan.FromMinutes(5);

    /// <summary>Books a charge where copies have a part in it.</summary>
    /// <param name="key">The account.</param>
    /// <param name="instrument">What was charged.</param>
    /// <param name="charge">The charge.</param>
    /// <param name="held">What the account held then, the user's own part included.</param>
    /// <param name="cancellationToken">Ends the reading of a price.</param>
    /// <returns>False where its asset has no price now.</returns>
    public async Task<bool> AddAsync(
        UserApiKeyRow key, InstrumentSpec instrument, FundingCharge charge, HeldSides held, CancellationToken cancellationToken)
    {
        if (await ToUsdtAsync(instrument, charge, cancellationToken) is not { } amountUsdt)
            return false;
        var changed = await CommitAsync(key, instrument.Id, charge, held, amountUsdt);
        foreach (var position in changed)
            after.Shown(position);

        // What a follow earned is summed over copies that are open or were closed lately: an old one must be looked at once more.
        if (changed.Where(position => position.ClosedAt is not null).Min(position => position.ClosedAt) is { } closedAt)
            await follows.RefreshAsync(closedAt, CancellationToken.None);
        return true;
    }

    private async Task<IReadOnlyList<PositionRow>> CommitAsync(
        UserApiKeyRow key, InstrumentId instrument, FundingCharge charge, HeldSides held, decimal amountUsdt)
    {
        await using var session = await database.BeginAsync(CancellationToken.None);
        var copies = await store.LockCopiesAsync(session, key.Id, instrument.Market, instrument.Symbol, charge.At, CancellationToken.None);
        if (copies.Count == 0)
            return [];

        // Copies never have more than there is, whatever the venue showed at that moment.
        var own = copies.Aggregate(default(HeldSides), (sides, copy) => sides.With(copy.Position.Side, copy.Quantity));
        var all = HeldSides.Max(held, own);
        var now = instance.Now;
        var changes = new TradingChanges();
        var bookedUsdt = 0m;
        foreach (var (position, quantity) in copies)
        {
            if (FundingShare.Of(position.Side, quantity, charge.Side, all) is not { } share)
            {
                SyncLog.FundingOfBothSides(logger, key.Id, position.Id, charge.Amount, charge.Asset);
                continue;
            }

            var part = Cents.Of(amountUsdt * share);
            if (part == 0m)
                continue;
            bookedUsdt += part;
            position.FundingUsdt += part;
            position.RealizedPnl += part;
            var cause = $"funding:{key.Id}:{WireName<Market>.Of(instrument.Market)}:{charge.ChargeId}:{position.Id}";
            changes.Ledger.Add(LedgerRows.Of(Ledger.Funding(cause, part), position.UserId, position.ApiKeyId, null, position.Id, now));
            changes.Positions.Add(position);
        }

        var row = new FundingChargeRow
        {
            ApiKeyId = key.Id,
            Market = instrument.Market,
            Symbol = instrument.Symbol,
            VenueChargeId = charge.ChargeId,
            Asset = charge.Asset,
            Amount = charge.Amount,
            AmountUsdt = amountUsdt,
            BookedUsdt = bookedUsdt,
            ChargedAt = charge.At,
            BookedAt = now,
        };
        if (!await store.AddAsync(session, row, CancellationToken.None))
            return []; // another executor was faster
        await trades.SaveAsync(session, changes, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        return changes.Positions;
    }

    /// <summary>What a charge is worth in USDT: the base coin at the mark price, other coins at their own; null where there is none.</summary>
    private async Task<decimal?> ToUsdtAsync(InstrumentSpec instrument, FundingCharge charge, CancellationToken cancellationToken)
    {
        var price = 0m;
        if (charge.Asset == instrument.BaseAsset)
        {
            var ticker = await prices.ReadAsync(instrument, PriceAge, cancellationToken);
            price = ticker.Mark ?? ticker.Last;
        }

        var amountUsdt = Cents.Of(fees.ToUsdt(instrument, charge.Amount, charge.Asset, price));
        return amountUsdt == 0m && charge.Amount != 0m ? null : amountUsdt;
    }
}
