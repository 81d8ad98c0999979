using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Keeps what the sources answered lately, and writes it to their rows: HEALTHY, LIMITED (the venue slows us down), FAILING (fewer
/// than half of the answers are usable), UNKNOWN (nothing asked yet).
/// </summary>
internal sealed class SourceHealthWatch(
    IEnumerable<IVenueReader> readers, WhaleSourceQueue sources, IOptions<PollingOptions> options, TimeProvider time, ILogger<SourceHealthWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Tally> _tallies = new(StringComparer.Ordinal);

    /// <summary>One answer.</summary>
    public void Note(WhaleSource source, MonitorOutcome outcome) => _tallies.GetOrAdd(source.Name, _ => new Tally()).Add(outcome);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        var every = options.Value.PromoteEvery < ReportEvery ? options.Value.PromoteEvery : ReportEvery;
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var reader in readers)
            {
                if (!_tallies.TryGetValue(reader.Source.Name, out var tally) || tally.Take() is not { } health)
                    continue;
                try
                {
                    await sources.ReportAsync(reader.Source.Name, health, stoppingToken);
                }
                catch (DbException)
                {
                    continue; // Tells of the sources, not of the database; the polling loops tell of that.
                }

                if (shown.GetValueOrDefault(reader.Source.Name, "UNKNOWN") != health.Health)
                    Log.SourceHealthChanged(logger, reader.Source.Name, health.Health, health.Reason is { } reason ? $": {reason}" : "");
                shown[reader.Source.Name] = health.Health;
            }
        }
    }

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, int> _results = new(StringComparer.Ordinal);
        private DateTimeOffset? _lastCompleteAt;

        public void Add(MonitorOutcome outcome)
        {
            lock (_gate)
            {
                _results[outcome.Result] = _results.GetValueOrDefault(outcome.Result) + 1;
                if (outcome.Result == "COMPLETE")
                    _lastCompleteAt = outcome.PolledAt;
            }
        }

        public SourceHealth? Take()
        {
            lock (_gate)
            {
                if (_results.Count == 0)
                    return null;
                var total = _results.Values.Sum();
                var usable = _results.GetValueOrDefault("COMPLETE") + _results.GetValueOrDefault("HIDDEN");
                var limited = _results.GetValueOrDefault("RATE_LIMITED") + _results.GetValueOrDefault("BANNED");
                var worst = _results.Where(result => result.Key is not "COMPLETE" and not "HIDDEN").OrderByDescending(result => result.Value).FirstOrDefault();
                var state = (usable * 2 >= total, limited > 0) switch
                {
                    (true, false) => "HEALTHY",
                    (_, true) => "LIMITED",
                    (false, false) => "FAILING",
                };
                _results.Clear();
                return new SourceHealth(state, state == "HEALTHY" ? null : $"{worst.Key} in {worst.Value} of {total} polls", _lastCompleteAt);
            }
        }
    }
}
