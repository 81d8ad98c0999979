using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Sync;

/// <summary>
/// Reads the funding of one market of an account and finds out what the account held when each charge was taken: what it holds now
/// less what the fills since then changed, everybody's. What cannot be told yet is left for the next reading.
/// </summary>
internal sealed class FundingStep(
    AccountDirectory directory,
    VenueTraders traders,
    InstrumentCatalog catalog,
    FundingStore store,
    FundingBook book,
    ExecutorInstance instance,
    ILogger<FundingStep> logger)
{
    // Venues show a charge some moments after its time, and stamp it with the hour.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(10);

    // A fill this young may be missing in the positions that were read with it.
    private static readonly TimeSpan Racing = TimeSpan.FromSeconds(1);

    // Who never stops trading gets his funding all the same.
    private static readonly TimeSpan LongestRace = TimeSpan.FromMinutes(30);

    /// <summary>Reads and books once.</summary>
    /// <exception cref="VenueException">The venue could not be read; what was read before it is booked.</exception>
    public async Task RunAsync(FundingReadingRow reading, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(reading.ApiKeyId, cancellationToken) is not { } key)
            return;
        var trader = traders[key.Exchange];
        var credentials = directory.Open(key);
        var offset = (await trader.ReadClockAsync(reading.Market, cancellationToken)).Offset;
        var askedAt = instance.Now;
        var charges = await trader.ReadFundingAsync(credentials, reading.Market, reading.ReadUntil + offset, cancellationToken);
        var booked = await store.ReadBookedAsync(key.Id, reading.Market, [.. charges.Select(charge => charge.ChargeId)], cancellationToken);
        var until = askedAt - Lag;
        foreach (var group in charges.Where(charge => !booked.Contains(charge.ChargeId)).GroupBy(charge => charge.Instrument.Symbol))
        {
            var since = group.Min(charge => charge.At) - offset;
            if (!await BookAsync(key, credentials, [.. group], offset, cancellationToken) && since < until)
                until = since;
        }

        await store.ReadUntilAsync(key.Id, reading.Market, until, cancellationToken);
    }

    /// <summary>Books the charges of one symbol.</summary>
    /// <returns>False where something is left.</returns>
    private async Task<bool> BookAsync(
        UserApiKeyRow key, VenueCredentials credentials, IReadOnlyList<FundingCharge> charges, TimeSpan offset, CancellationToken cancellationToken)
    {
        var id = charges[0].Instrument;
        var first = charges.Min(charge => charge.At);
        var (hasCopies, isSending) = await store.LookAsync(key.Id, id.Market, id.Symbol, first, cancellationToken);
        if (isSending)
            return false; // what it fills may be of before the charge
        if (!hasCopies)
            return true; // the user's own
        var instrument = await catalog.FindAsync(id, cancellationToken)
            ?? throw new InvalidOperationException($"The instrument {id.Symbol} is not known.");
        var trader = traders[key.Exchange];
        var readAt = instance.Now + offset;
        var positions = await trader.ReadPositionsAsync(credentials, id.Market, cancellationToken);
        var fills = await trader.ReadFillsAsync(credentials, instrument, first, cancellationToken);
        if (readAt - first < LongestRace && fills.Any(fill => fill.At >= readAt - Racing))
            return false;

        var now = positions.Where(position => position.Instrument == id).ToList();
        var isAllBooked = true;
        foreach (var charge in charges.OrderBy(charge => charge.At))
        {
            if (await book.AddAsync(key, instrument, charge, HeldAt(charge, now, fills), cancellationToken))
                continue;
            SyncLog.FundingLeft(logger, key.Id, id.Symbol, charge.Amount, charge.Asset);
            isAllBooked = false;
        }

        return isAllBooked;
    }

    private static HeldSides HeldAt(FundingCharge charge, IReadOnlyList<VenuePosition> now, IReadOnlyList<Fill> fills)
    {
        if (charge is { Side: { } side, Size: { } size })
            return default(HeldSides).With(side, size);
        var held = now.Aggregate(default(HeldSides), (sides, position) => sides.With(position.Side, position.Size.Value));
        foreach (var fill in fills.Where(fill => fill.At > charge.At))
        {
            var signed = fill.Side == OrderSide.Buy ? fill.Size.Value : -fill.Size.Value;
            held = fill.PositionSide is { } filled
                ? held.With(filled, fill.Side == filled.Entry() ? -fill.Size.Value : fill.Size.Value)
                : HeldSides.Net(held.Long - held.Short - signed);
        }

        return held;
    }
}
