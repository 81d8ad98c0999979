using Microsoft.Extensions.Options;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Intake;

/// <summary>
/// Plans an OPEN or INCREASE for everybody concerned, batch by batch: followers in one query, prices and missing account readings
/// before any lock, then phase 1. What a batch has prepared is on its way while the next is planned; the first are small.
/// </summary>
internal sealed class EntryFanOut(
    PlanningStore planning,
    PrepareStep prepare,
    MarketData markets,
    AccountWarmer accounts,
    AccountDirectory directory,
    DispatchQueue dispatch,
    IOptions<ExecutorOptions> options,
    ILogger<EntryFanOut> logger)
{
    // The first users' orders leave while the others are still read.
    private const int FirstBatch = 16;
    private const int Growth = 4;

    /// <summary>Plans a signal for its whale's followers.</summary>
    /// <returns>False where nobody is concerned.</returns>
    public async Task<bool> PlanAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        EntrySignal? entry = null;
        var (copied, all, last) = (0, 0, 0L);
        for (var most = Math.Min(FirstBatch, options.Value.UserBatch); ; most = Math.Min(most * Growth, options.Value.UserBatch))
        {
            var followers = await planning.ReadFollowersAsync(signal.WhaleId, signal.Id, last, most, cancellationToken);
            if (followers.Count == 0)
                break;
            (all, last) = (all + followers.Count, followers[^1].User.Id);
            entry ??= await ReadAsync(signal, cancellationToken);
            if (entry.IsOvertaken)
            {
                await prepare.SkipAllAsync(signal, followers, "WHALE_CLOSED_AGAIN", "the whale had closed it again before it was copied", cancellationToken);
                continue;
            }

            await WarmAsync(entry, followers, null, cancellationToken);
            copied += (await PrepareAsync(entry, followers, null, cancellationToken)).Trades.Count;
            if (followers.Count < most)
                break;
        }

        if (entry is not null)
            PlacementLog.Prepared(logger, signal.Id, copied, all - copied);
        return all > 0;
    }

    /// <summary>Plans a signal for one user who tapped it.</summary>
    public async Task<PreparedBatch> PlanAsync(
        WhaleSignalRow signal, FollowerRows follower, ManualCopy manual, CancellationToken cancellationToken)
    {
        var entry = await ReadAsync(signal, cancellationToken);
        await WarmAsync(entry, [follower], manual, cancellationToken);
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

    private async Task<EntrySignal> ReadAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        var context = await planning.ReadContextAsync(signal, cancellationToken);
        return new EntrySignal(signal, context, await markets.LoadInstrumentsAsync(signal.Market, cancellationToken));
    }

    /// <summary>Reads what these users' copies need of the venues, where it is not there already.</summary>
    private async Task WarmAsync(
        EntrySignal entry, IReadOnlyList<FollowerRows> followers, ManualCopy? manual, CancellationToken cancellationToken)
    {
        await accounts.LearnLeverageAsync(followers.SelectMany(follower => follower.Keys), entry.Signal.Market, cancellationToken);
        var wallets = new HashSet<(UserApiKeyRow Key, Market Market)>();
        foreach (var follower in followers)
        {
            if (entry.Select(follower, RowMapping.PolicyOf(follower, entry.Signal.DetectedAt), null, manual) is not MarketSelection.Chosen choice)
                continue;
            entry.Instruments[choice.Instrument.Id] = choice.Instrument;
            var (key, market) = (follower.Keys.First(key => key.Id == choice.Account.AccountId), choice.Instrument.Id.Market);
            directory.Remember(key);
            wallets.Add((key, market));
            if (RowMapping.TransferSourceOf(follower, key.Id, choice.Instrument.Id) is { } source)
                wallets.Add((key, source));
        }

        var prices = markets.ReadPricesAsync(entry.Instruments.Values, entry.Tickers, cancellationToken);
        var warm = accounts.WarmAsync([.. wallets], cancellationToken);
        await Task.WhenAll(prices, warm);
    }
}
