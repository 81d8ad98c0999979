using Microsoft.Extensions.Options;
using WhaleCopy.Contracts;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Sync;

/// <summary>Accounts whose balances are due, and those in which something just filled.</summary>
internal sealed class BalanceWorker(
    AccountStore store,
    AccountReader reader,
    AccountHealth health,
    Rush rush,
    BalanceBell bell,
    ExecutorInstance instance,
    IOptions<SyncOptions> sync,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<BalanceWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan DeadKeyPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var patience = new Patience(LongestWait);
        await rush.CalmAsync(patience, cancellationToken);
        if (bell.Take() is { Length: > 0 } hurried)
            await store.HurryAsync(hurried, instance.Now, cancellationToken);
        var most = options.Value.BackgroundConcurrency * 4;
        var keys = await store.ClaimForBalancesAsync(instance.Name, instance.Now, instance.LeaseEnd, most, cancellationToken);
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (key, token) =>
            {
                await rush.CalmAsync(patience, token);
                await ReadAsync(key, token);
            });
        return keys.Count == most;
    }

    private async Task ReadAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        var next = instance.Now + sync.Value.Balances;
        try
        {
            await reader.RefreshAsync(key, cancellationToken);
            await health.WorksAsync(key, cancellationToken);
        }
        catch (VenueException exception)
        {
            SyncLog.AccountUnread(Logger, key.Id, exception.Message);
            if (exception.RetryAfter is { } pause)
                next = instance.Now + pause;
            else if (await health.FailedAsync(key, exception, cancellationToken))
                next = instance.Now + DeadKeyPause;
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            SyncLog.SecretUnreadable(Logger, key.Id, exception.Message);
            next = instance.Now + DeadKeyPause;
        }

        await store.ReleaseAsync(key.Id, instance.Name, next, CancellationToken.None);
    }
}

/// <summary>Accounts with copies that are due to be compared with their venue.</summary>
internal sealed class PositionWorker(
    PositionQueue queue,
    PositionSyncStep step,
    Rush rush,
    SyncBell bell,
    ExecutorInstance instance,
    IOptions<SyncOptions> sync,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<PositionWorker> logger) : SweepWorker(bell, time, logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    protected override TimeSpan Sweep => options.Value.Sweep;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var patience = new Patience(LongestWait);
        await rush.CalmAsync(patience, cancellationToken);
        var now = instance.Now;
        var due = await queue.TakeForSyncAsync(now, now + sync.Value.Positions, options.Value.BackgroundConcurrency * 4, cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.BackgroundConcurrency, CancellationToken = cancellationToken },
            async (account, token) =>
            {
                await rush.CalmAsync(patience, token);
                try
                {
                    await step.RunAsync(account.ApiKeyId, WireName<Market>.Parse(account.Market), token);
                }
                catch (VenueException exception)
                {
                    SyncLog.AccountUnread(Logger, account.ApiKeyId, exception.Message);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // One account that contradicts us must not keep the others from being compared.
                    SyncLog.SyncFailed(Logger, account.ApiKeyId, exception);
                }
            });
        return false;
    }
}

/// <summary>Prices of the markets in which copies are open, and what the copies are worth.</summary>
internal sealed class PriceWorker(
    SyncStore store,
    PriceCache prices,
    InstrumentCatalog catalog,
    LiveEvents live,
    PriceBell bell,
    ProtectionBell protection,
    FollowBell follows,
    ExecutorInstance instance,
    IOptions<SyncOptions> sync,
    TimeProvider time,
    ILogger<PriceWorker> logger) : SweepWorker(bell, time, logger)
{
    protected override TimeSpan Sweep => sync.Value.Prices;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        foreach (var (venue, market) in await store.ReadOpenMarketsAsync(cancellationToken))
        {
            try
            {
                await catalog.ReadAsync(venue, market, cancellationToken);
                await prices.RefreshAsync(venue, market, cancellationToken);
            }
            catch (VenueException exception)
            {
                SyncLog.PricesUnread(Logger, WireName<Venue>.Of(venue), exception.Message);
            }
        }

        var valued = await store.ValueAsync(ValueOf, instance.Now, cancellationToken);
        foreach (var position in (valued ?? []).DistinctBy(position => (position.Exchange, position.Market, position.Symbol)))
        {
            if (TickerOf(position) is { } ticker)
            {
                live.Publish(LiveEvent.Price(
                    WireName<Venue>.Of(position.Exchange), WireName<Market>.Of(position.Market), position.Symbol, ticker.Mark ?? ticker.Last, ticker.ReadAt));
            }
        }

        if (valued is { Count: > 0 })
        {
            protection.Ring();
            follows.Ring();
        }

        return false;
    }

    private PositionValue? ValueOf(PositionRow position)
    {
        if (TickerOf(position) is not { } ticker || catalog.Peek(ticker.Instrument) is not { } instrument)
            return null;
        var price = ticker.Mark ?? ticker.Last;
        var profit = decimal.Round(
            instrument.ProfitUsdt(OrderSize.Of(position.Quantity, position.QuantityUnit), position.Side, position.EntryPrice, price), 12);
        var percent = position.MarginUsdt > 0m ? decimal.Round(profit / position.MarginUsdt * 100m, 8) : 0m;
        if (position.TrailingStopPercent is not { } trailing)
            return new PositionValue(price, profit, percent, null, IsTargetReached(position, price));
        var anchor = ProtectionPrices.BestMark(position.Side, position.TrailingAnchorPrice, price);
        var wanted = ProtectionPrices.Trailing(position.Side, anchor, trailing, instrument.TickSize);
        var moves = position.StopLossPrice is { } stop && wanted != stop && ProtectionPrices.Tighter(position.Side, stop, wanted) == wanted;
        return new PositionValue(price, profit, percent, anchor, moves || IsTargetReached(position, price));
    }

    /// <summary>On spot the stop holds the coins, so no order stands at the target: it is watched here.</summary>
    private static bool IsTargetReached(PositionRow position, decimal price) =>
        position is { Market: Market.Spot, Status: PositionStatus.Open, TakeProfitPrice: { } target } && price >= target;

    private Ticker? TickerOf(PositionRow position) =>
        prices.Find(new InstrumentId(position.Exchange, position.Market, position.Symbol), sync.Value.Prices * 3);
}
