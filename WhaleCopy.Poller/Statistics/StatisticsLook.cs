using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Statistics;

/// <summary>
/// One look at a whale's statistics: what his source says anew and what its history tells, as far as the leaderboards' part of the
/// budget goes, and then everything from what is known. A look without reads is one too.
/// </summary>
internal sealed class StatisticsLook(IVenueReader reader, PollingOptions options, WhaleStatsQueue queue, SourceBudget budget, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(WhaleStatistics.Days);

    // A first look reads a month: ninety days of a busy trader are hundreds of pages.
    private static readonly TimeSpan FirstRead = TimeSpan.FromDays(30);

    private readonly BudgetKey _key = BudgetKey.Discovery(reader.Source, options.EgressAddress);

    public async Task RunAsync(StatsClaim claim, CancellationToken cancellationToken)
    {
        var (source, equity) = await ReadProfileAsync(claim, cancellationToken);
        var readTo = await ReadHistoryAsync(claim, cancellationToken);

        var now = time.GetUtcNow();
        var closed = await queue.ReadClosedAsync(claim.WhaleId, now - Window, cancellationToken);
        var state = claim.State is null ? WhaleBookState.Begin(now) : WhaleBookState.FromJson(claim.State);
        equity ??= state.EquityUsdt ?? claim.EquityUsdt;
        var lastMoveAt = state.LastMoveAt > claim.LastActivityAt || claim.LastActivityAt is null ? state.LastMoveAt : claim.LastActivityAt;
        var numbers = WhaleStatistics.Of(closed, source, equity, lastMoveAt, now);
        var facts = new PollFacts { Venue = reader.Venue, Followers = claim.Followers, Score = numbers.Score, State = state };
        await queue.StoreAsync(
            claim,
            new StatsResult
            {
                Numbers = numbers,
                Source = source,
                Copyability = Copyability.Of(
                    state.Lines.Where(line => line.Suspicion is null).Select(line => line.Position),
                    equity,
                    market => VenueMinimums.NotionalUsdt(reader.Venue, market)),
                EquityCurve = CurveOf(numbers, equity),
                EquityUsdt = equity,
                HistoryReadTo = readTo,
                Rank = WhaleScore.RankOf(numbers.Score),
                PriorityScore = PollSchedule.PriorityOf(facts, now),
                UpdatedAt = now,
                NextRefreshAt = now + (options.Statistics * (0.9 + (0.2 * Random.Shared.NextDouble()))),
            },
            cancellationToken);
    }

    private async Task<(SourceNumbers Source, decimal? Equity)> ReadProfileAsync(StatsClaim claim, CancellationToken cancellationToken)
    {
        if ((await budget.TakeAsync(_key, 1)).Reads == 0)
            return (claim.Source, null);
        if (await reader.ReadProfileAsync(claim.Uid, cancellationToken) is not ProfileResult.Found { Profile: var profile })
            return (claim.Source, null);

        // A profile may leave out what the leaderboard told.
        return (
            new SourceNumbers
            {
                Roi7d = profile.Roi7d ?? claim.Source.Roi7d,
                Roi30d = profile.Roi30d ?? claim.Source.Roi30d,
                Roi90d = profile.Roi90d ?? claim.Source.Roi90d,
                ProfitUsdt30d = profile.ProfitUsdt30d ?? claim.Source.ProfitUsdt30d,
                WinRate = profile.WinRate ?? claim.Source.WinRate,
                MaxDrawdown = profile.MaxDrawdown ?? claim.Source.MaxDrawdown,
                SharpeRatio = profile.SharpeRatio ?? claim.Source.SharpeRatio,
            },
            profile.EquityUsdt);
    }

    /// <summary>Stores what the history tells since the last look.</summary>
    /// <returns>From when it has to be read the next time; null where nothing was read.</returns>
    private async Task<DateTimeOffset?> ReadHistoryAsync(StatsClaim claim, CancellationToken cancellationToken)
    {
        if (!reader.Source.HasHistory || (await budget.TakeAsync(_key, 1)).Reads == 0)
            return null;
        var now = time.GetUtcNow();
        var oldest = now - Window;
        var from = claim.HistoryReadTo is not { } readTo ? now - FirstRead : readTo > oldest ? readTo : oldest;
        if (await reader.ReadHistoryAsync(claim.Uid, from, cancellationToken) is not HistoryResult.Complete { Events: var events })
            return null;
        var closed = ClosedPositions.Of(events, out var openSince);
        if (closed.Count > 0)
            await queue.AddClosedAsync(claim.WhaleId, [.. closed], cancellationToken);

        // What is still open is read again from its first entry, so that its end is understood. Histories lag: a minute is read twice.
        return openSince ?? now - TimeSpan.FromMinutes(1);
    }

    private static string? CurveOf(WhaleStatistics numbers, decimal? equity)
    {
        if (equity is null || numbers.EquityCurve is not [{ EquityUsdt: > 0m and var begin }, ..])
            return null;
        CurvePoint[] points = [.. numbers.EquityCurve.Select(point => new CurvePoint(
            point.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            decimal.Round((point.EquityUsdt / begin) - 1m, 6)))];
        return JsonSerializer.Serialize(points, CurveJson.Default.CurvePointArray);
    }
}

/// <summary>A point of the curve as the Api answers it.</summary>
/// <param name="At">End of a day.</param>
/// <param name="Value">Return since the curve's begin.</param>
internal readonly record struct CurvePoint(string At, decimal Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CurvePoint[]))]
internal sealed partial class CurveJson : JsonSerializerContext;
