using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using WhaleCopy.Data.Queues;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Backlog;

/// <summary>
/// Tells on meters what the pollers have handed over and nobody has taken. They are read here, where signals come from: a meter of the
/// executors would be silent exactly when there is none. Every poller tells the same numbers.
/// </summary>
internal sealed class BacklogWatch : BackgroundService
{
    private readonly BacklogReader _reader;
    private readonly TimeSpan _every;
    private readonly TimeProvider _time;
    private readonly ILogger<BacklogWatch> _logger;
    private Reading? _last;

    public BacklogWatch(
        BacklogReader reader, IOptions<PollingOptions> options, IMeterFactory meters, TimeProvider time, ILogger<BacklogWatch> logger)
    {
        (_reader, _every, _time, _logger) = (reader, options.Value.Backlog, time, logger);
        var meter = meters.Create(PollMeters.Name);
        meter.CreateObservableGauge("whalecopy.signal.pending_age", () => Tell(AgeOf), "s", "How long the oldest pending signal has waited");
        meter.CreateObservableGauge("whalecopy.dead_letters", () => Tell(reading => reading.Backlog.DeadLetters), "{letter}", "Work that was given up and not ended");
        meter.CreateObservableGauge("whalecopy.users.active", () => Tell(reading => reading.Backlog.ActiveUsers), "{user}", "Users who follow a whale or hold a copy");
        meter.CreateObservableGauge(
            "whalecopy.position.discrepancies", () => Tell(reading => reading.Backlog.Discrepancies), "{position}", "Open copies that differ from their venue unexplained");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = _time.GetUtcNow();
                _last = new Reading(await _reader.ReadAsync(now, stoppingToken), now);
            }
            catch (Exception exception) when (exception is DbException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                Log.BacklogNotRead(_logger, exception.GetType().Name);
            }

            await Task.Delay(_every, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What waits grows older between two looks, and while the database is away.
    private double AgeOf(Reading reading) => reading.Backlog.PendingAge > TimeSpan.Zero
        ? (reading.Backlog.PendingAge + (_time.GetUtcNow() - reading.At)).TotalSeconds
        : 0;

    private IEnumerable<Measurement<T>> Tell<T>(Func<Reading, T> value)
        where T : struct => _last is { } reading ? [new Measurement<T>(value(reading))] : [];

    private sealed record Reading(Data.Queues.Backlog Backlog, DateTimeOffset At);
}
