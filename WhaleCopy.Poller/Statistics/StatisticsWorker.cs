using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Statistics;

/// <summary>Looks at every whale's statistics once in <see cref="PollingOptions.Statistics"/>, and forgets answers that were kept long enough.</summary>
internal sealed class StatisticsWorker(
    IEnumerable<IVenueReader> readers,
    WhaleStatsQueue queue,
    AnswerQueue answers,
    SourceBudget budget,
    IOptions<PollingOptions> options,
    PollMeters meters,
    TimeProvider time,
    ILogger<StatisticsWorker> logger) : BackgroundService
{
    private const int Batch = 50;

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([.. readers.Select(reader => RunAsync(reader, stoppingToken)), ForgetAsync(stoppingToken)]);

    private async Task RunAsync(IVenueReader reader, CancellationToken stoppingToken)
    {
        var every = options.Value.Statistics;
        var pause = every / 4 < LongestLook ? every / 4 : LongestLook;
        var look = new StatisticsLook(reader, options.Value, queue, budget, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                var now = time.GetUtcNow();
                var claims = await queue.ClaimAsync(reader.Venue, now, now + LongestLease, Batch, stoppingToken);
                taken = claims.Count;
                foreach (var claim in claims)
                    await LookAsync(look, claim, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StatisticsBroke(logger, exception, reader.Source.Name);
            }

            if (taken < Batch)
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(StatisticsLook look, StatsClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            using var activity = meters.Activities.StartActivity("refresh statistics");
            activity?.SetTag("whale.id", claim.WhaleId);
            await look.RunAsync(claim, cancellationToken);
            meters.Refreshed();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // His lease ends, and he is looked at again then; the others must not wait for him.
            Log.LookBroke(logger, exception, claim.WhaleId);
        }
    }

    private async Task ForgetAsync(CancellationToken stoppingToken)
    {
        var keep = options.Value.KeepAnswers;
        using var timer = new PeriodicTimer(keep / 100 < LongestLease ? keep / 100 : LongestLease, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await answers.ForgetAsync(time.GetUtcNow() - keep, stoppingToken) > 0)
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ForgettingBroke(logger, exception);
            }
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Error, "Statistics of {Source} broke; they are tried again", EventName = "StatisticsBroke")]
    public static partial void StatisticsBroke(ILogger logger, Exception exception, string source);

    [LoggerMessage(1201, LogLevel.Error, "The statistics of whale {WhaleId} broke; they are tried again later", EventName = "LookBroke")]
    public static partial void LookBroke(ILogger logger, Exception exception, long whaleId);

    [LoggerMessage(1202, LogLevel.Error, "Kept answers could not be forgotten; it is tried again", EventName = "ForgettingBroke")]
    public static partial void ForgettingBroke(ILogger logger, Exception exception);
}
