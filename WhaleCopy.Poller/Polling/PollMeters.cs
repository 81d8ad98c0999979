using System.Diagnostics;
using System.Diagnostics.Metrics;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>The meter and the activity source <c>WhaleCopy.Poller</c>.</summary>
internal sealed class PollMeters
{
    public const string Name = "WhaleCopy.Poller";

    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _interval;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _polls;
    private readonly Counter<long> _signals;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _discovered;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _refreshed;

    public PollMeters(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _lag = meter.CreateHistogram<double>("whalecopy.poll.lag", "s", "From the due time of a poll to its start");
        _interval = meter.CreateHistogram<double>("whalecopy.poll.interval", "s", "Between two polls of a whale, as achieved");
        _duration = meter.CreateHistogram<double>("whalecopy.poll.duration", "s", "From the start of a poll to its commit");
        _polls = meter.CreateCounter<long>("whalecopy.poll.results", "{poll}", "Polls by what they answered");
        _signals = meter.CreateCounter<long>("whalecopy.signals.stored", "{signal}", "Signals stored, by kind");
        _fenced = meter.CreateCounter<long>("whalecopy.poll.fenced", "{poll}", "Polls refused at the commit because their lease was lost");
        _dropped = meter.CreateCounter<long>("whalecopy.poll.suspicions_dropped", "{suspicion}", "Suspected closes whose position was there again");
        _stale = meter.CreateCounter<long>("whalecopy.poll.stale", "{answer}", "Answers refused as older than the last, or as its image");
        _discovered = meter.CreateCounter<long>("whalecopy.discovery.whales", "{whale}", "New whales found on leaderboards");
        _batch = meter.CreateHistogram<int>("whalecopy.poll.commit_batch", "{poll}", "Unchanged polls stored by one statement");
        _refreshed = meter.CreateCounter<long>("whalecopy.statistics.refreshed", "{whale}", "Looks at a whale's statistics");
    }

    /// <summary>One trace a poll.</summary>
    public ActivitySource Activities { get; } = new(Name);

    public void Started(Venue venue, PollingTier tier, TimeSpan lag, TimeSpan? interval)
    {
        var tags = new TagList { { "venue", WireName<Venue>.Of(venue) }, { "tier", WireName<PollingTier>.Of(tier) } };
        _lag.Record(double.Max(0, lag.TotalSeconds), tags);
        if (interval is { } achieved)
            _interval.Record(achieved.TotalSeconds, tags);
    }

    public void Finished(Venue venue, string result, TimeSpan duration)
    {
        var tags = new TagList { { "venue", WireName<Venue>.Of(venue) }, { "result", result } };
        _polls.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    public void Stored(SignalKind kind) => _signals.Add(1, new KeyValuePair<string, object?>("kind", WireName<SignalKind>.Of(kind)));

    public void Fenced(int polls) => _fenced.Add(polls);

    public void Refreshed() => _refreshed.Add(1);

    public void Batch(int polls) => _batch.Record(polls);

    public void Compared(WhaleBookState before, WhaleBookState after)
    {
        if (after.DroppedSuspicions > before.DroppedSuspicions)
            _dropped.Add(after.DroppedSuspicions - before.DroppedSuspicions);
        if (after.StaleAnswers > before.StaleAnswers)
            _stale.Add(after.StaleAnswers - before.StaleAnswers);
    }

    public void Discovered(Venue venue, int whales) => _discovered.Add(whales, new KeyValuePair<string, object?>("venue", WireName<Venue>.Of(venue)));
}
