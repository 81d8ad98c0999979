using WhaleCopy.Core;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Discovery;

/// <summary>Sweeps one source's leaderboard, page by page within its fifth of the budget, and goes on where it stopped.</summary>
internal sealed class Leaderboard(
    IVenueReader reader,
    string owner,
    PollingOptions options,
    SourceStretch stretch,
    WhaleSourceQueue sources,
    SourceBudget budget,
    PollMeters meters,
    PollingPulse pulse,
    TimeProvider time,
    ILogger logger)
{
    // A stretch ends after this many pages, so that a sweep of thousands of pages is shared and survives a restart.
    private const int LongestStretch = 200;

    private readonly PollIntervals _intervals = options.ToIntervals();

    private readonly BudgetKey _key = BudgetKey.Discovery(reader.Source, options.EgressAddress);

    /// <summary>Reads a stretch of the leaderboard where it is due.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        if (await sources.ClaimAsync(reader.Source.Name, owner, began, began + options.Lease, cancellationToken) is not { } claim)
            return;

        var cursor = claim.Cursor;
        var added = 0;
        for (var pages = 0; ;)
        {
            if (!await WaitForBudgetAsync(began, cancellationToken))
            {
                await ReleaseAsync(claim, began + options.Discovery, null, pages, added, "goes on", cancellationToken);
                return;
            }

            using var activity = meters.Activities.StartActivity("read leaderboard");
            var answer = await reader.DiscoverAsync(cursor, cancellationToken);
            if (answer is not DiscoveryResult.Page page)
            {
                var failure = (DiscoveryResult.Unavailable)answer;
                Log.LeaderboardUnavailable(logger, reader.Source.Name, WireName<UnavailableReason>.Of(failure.Reason));
                var wait = failure.RetryAfter is { } asked && asked > options.Discovery ? asked : options.Discovery;
                await ReleaseAsync(claim, time.GetUtcNow() + wait, null, pages, added, "waits", cancellationToken);
                return;
            }

            var now = time.GetUtcNow();
            var listings = page.Traders.DistinctBy(trader => trader.Uid, StringComparer.Ordinal).Select(trader => Listing(trader, now)).ToList();
            var stored = await sources.StorePageAsync(
                claim, reader.Source, reader.Venue, listings, page.NextCursor, now, now + options.Lease, cancellationToken);
            if (stored is not { } fresh)
            {
                Log.SweepLeaseLost(logger, reader.Source.Name);
                return;
            }

            pages++;
            added += fresh;
            meters.Discovered(reader.Venue, fresh);
            if (fresh > 0)
                pulse.Wake(reader.Venue);
            if (page.NextCursor is null)
            {
                await ReleaseAsync(claim, Next(began), now, pages, added, "is complete", cancellationToken);
                return;
            }

            cursor = page.NextCursor;
            if (pages == LongestStretch)
            {
                await ReleaseAsync(claim, now, null, pages, added, "goes on", cancellationToken);
                return;
            }
        }
    }

    /// <summary>Waits for a read; false where it would take longer than the lease allows.</summary>
    private async Task<bool> WaitForBudgetAsync(DateTimeOffset began, CancellationToken cancellationToken)
    {
        while (true)
        {
            var grant = await budget.TakeAsync(_key, 1);
            if (grant.Reads > 0)
                return true;
            if (time.GetUtcNow() + grant.RetryAfter - began > options.Lease / 2)
                return false;
            await Task.Delay(grant.RetryAfter > TimeSpan.Zero ? grant.RetryAfter : options.Tick, time, cancellationToken);
        }
    }

    private DateTimeOffset Next(DateTimeOffset began)
    {
        var now = time.GetUtcNow();
        return began + options.Discovery > now ? began + options.Discovery : now;
    }

    private async Task ReleaseAsync(
        SourceClaim claim, DateTimeOffset next, DateTimeOffset? sweptAt, int pages, int added, string state, CancellationToken cancellationToken)
    {
        await sources.ReleaseAsync(claim, next, sweptAt, cancellationToken);
        if (pages > 0 && (added > 0 || sweptAt is null))
            Log.LeaderboardRead(logger, reader.Source.Name, pages, added, state);
    }

    private WhaleListing Listing(WhaleProfile trader, DateTimeOffset now)
    {
        var score = WhaleScore.Of(new WhaleRecord(trader.Roi30d, trader.WinRate, trader.MaxDrawdown, trader.SharpeRatio, SampleOf(trader)));
        var facts = new PollFacts { Venue = reader.Venue, Score = score, State = WhaleBookState.Begin(now) };
        var tier = PollSchedule.TierOf(facts, now);
        return new WhaleListing
        {
            Uid = trader.Uid,
            Name = trader.Nickname,
            EquityUsdt = trader.EquityUsdt,
            Followers = trader.Followers,
            Numbers = new SourceNumbers
            {
                WinRate = trader.WinRate,
                Roi7d = trader.Roi7d,
                Roi30d = trader.Roi30d,
                Roi90d = trader.Roi90d,
                ProfitUsdt30d = trader.ProfitUsdt30d,
                MaxDrawdown = trader.MaxDrawdown,
                SharpeRatio = trader.SharpeRatio,
            },
            FirstLookAt = now + (options.Statistics * Random.Shared.NextDouble()),
            Score = score,
            Rank = WhaleScore.RankOf(score),
            PriorityScore = PollSchedule.PriorityOf(facts, now),
            Tier = tier,

            // Whales found together are first polled one after another.
            FirstPollAt = now + (_intervals.Of(tier) * (double)stretch.Of(reader.Venue, tier) * Random.Shared.NextDouble()),
        };
    }

    // A leaderboard does not say how many positions are behind its thirty days: they count half.
    private static int SampleOf(WhaleProfile trader) => trader.Roi30d is null ? 0 : WhaleScore.HalfSample;
}
