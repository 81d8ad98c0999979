using System.Diagnostics;
using System.Diagnostics.Metrics;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor;

/// <summary>The meter and the activity source <c>WhaleCopy.Executor</c>.</summary>
internal sealed class CopyMeters
{
    public const string Name = "WhaleCopy.Executor";

    private readonly Histogram<double> _duration;

    public CopyMeters(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _duration = meter.CreateHistogram<double>("whalecopy.trade.execution.duration", "s", "From the signal's detection to the confirmed fill of its automatic copy");
    }

    public ActivitySource Activities { get; } = new(Name);

    /// <summary>Goes on with the trace of the poll that saw the change.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="traceParent">Stored with the signal; null begins a trace.</param>
    public Activity? Continue(string name, string? traceParent) =>
        Activities.StartActivity(name, ActivityKind.Internal, ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default);

    /// <summary>A trade that was followed from its signal to its fill without anybody's hand.</summary>
    public void Filled(TradeRow trade)
    {
        if (trade is not { SeenAt: { } seen, FilledAt: { } filled, TaskId: null })
            return;
        _duration.Record(
            (filled - seen).TotalSeconds,
            new("venue", WireName<Venue>.Of(trade.Exchange)),
            new("kind", WireName<SignalKind>.Of(trade.Kind)));
    }
}
