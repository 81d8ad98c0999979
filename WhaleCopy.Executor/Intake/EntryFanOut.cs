using Microsoft.Extensions.Options;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Intake;

/// <summary>
/// Plans an OPEN or INCREASE for everybody concerned: followers in one query, prices and missing account readings before any
/// lock, then phase 1 batch by batch. What a batch has prepared is on its way while the next is planned.
/// </summary>
internal sealed class EntryFanOut(
    PlanningStore planning,
    PrepareStep prepare,
    MarketData markets,
    AccountWarmer accounts,
    DispatchQueue dispatch,
    IOptions<ExecutorOptions> options,
    ILogger<EntryFanOut> logger)
{
    /// <summary>Plans a signal for its whale's followers.</summary>
    /// <returns>False where nobody is concerned.</returns>
    public async Task<bool> PlanAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        var followers = await planning.ReadFollowersAsync(signal.WhaleId, signal.Id, cancellationToken);
        if (followers.Count == 0)
            return false;
        if (await planning.IsOvertakenAsync(signal, cancellationToken))
        {
            await prepare.SkipAllAsync(signal, followers, "WHALE_CLOSED_AGAIN", "the whale had closed it again before it was copied", cancellationToken);
            return true;
        }

        var entry = await ReadyAsync(signal, followers, null, cancellationToken);
        var copied = 0;
        foreach (var batch in followers.Chunk(options.Value.UserBatch))
        {
            copied += (await PrepareAsync(entry, batch, null, cancellationToken)).Trades.Count;
        }

        PlacementLog.Prepared(logger, signal.Id, copied, followers.Count - copied);
        return true;
    }

    /// <summary>Plans a signal for one user who tapped it.</summary>
    public async Task<PreparedBatch> PlanAsync(
        WhaleSignalRow signal, FollowerRows follower, ManualCopy manual, CancellationToken cancellationToken)
    {
        var entry = await ReadyAsync(signal, [follower], manual, cancellationToken);
        return await PrepareAsync(entry, [follower], manual, cancellationToken);
    }

    private async Task<PreparedBatch> PrepareAsync(
        EntrySignal entry, IReadOnlyList<FollowerRows> batch, ManualCopy? manual, CancellationToken cancellationToken)
    {
        await markets.ReadPricesAsync(entry.Instruments.Values, entry.Tickers, cancellationToken);
        var prepared = await prepare.RunAsync(entry, batch, manual, isLast: false, cancellationToken);
        Dispatch(prepared);
        if (prepared.Outdated.Count == 0)
            return prepared;

        // An exit ended between the reading of these accounts and now: what looks like the other side may be gone.
        await accounts.ReadAgainAsync(
            [.. prepared.Outdated.Select(user => (user.Follower.Keys.First(key => key.Id == user.Market.Account.AccountId), user.Market.Instrument.Id.Market))],
            cancellationToken);
        var again = await prepare.RunAsync(entry, [.. prepared.Outdated.Select(user => user.Follower)], manual, isLast: true, cancellationToken);
        Dispatch(again);
        return new PreparedBatch([.. prepared.Trades, .. again.Trades], prepared.Skips.Concat(again.Skips).ToDictionary(), []);
    }

    private void Dispatch(PreparedBatch prepared)
    {
        foreach (var trade in prepared.Trades.Where(trade => trade.LeaseOwner is not null))
            dispatch.Add(trade);
    }

    private async Task<EntrySignal> ReadyAsync(
        WhaleSignalRow signal, IReadOnlyList<FollowerRows> followers, ManualCopy? manual, CancellationToken cancellationToken)
    {
        var linked = await planning.ReadLinkedAsync(signal, cancellationToken);
        var whaleVenue = await planning.ReadWhaleVenueAsync(signal.WhaleId, cancellationToken);
        var instruments = await markets.LoadInstrumentsAsync(signal.Market, cancellationToken);
        var entry = new EntrySignal(signal, linked, whaleVenue, instruments);
        var wallets = new HashSet<(UserApiKeyRow Key, Market Market)>();
        foreach (var follower in followers)
        {
            if (entry.Select(follower, RowMapping.PolicyOf(follower, signal.DetectedAt), null, manual) is not MarketSelection.Chosen choice)
                continue;
            entry.Instruments[choice.Instrument.Id] = choice.Instrument;
            var (key, market) = (follower.Keys.First(key => key.Id == choice.Account.AccountId), choice.Instrument.Id.Market);
            wallets.Add((key, market));
            if (RowMapping.TransferSourceOf(follower, key.Id, choice.Instrument.Id) is { } source)
                wallets.Add((key, source));
        }

        var prices = markets.ReadPricesAsync(entry.Instruments.Values, entry.Tickers, cancellationToken);
        var warm = accounts.WarmAsync([.. wallets], cancellationToken);
        await Task.WhenAll(prices, warm);
        return entry;
    }
}
