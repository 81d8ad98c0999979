using System.Diagnostics.Metrics;
using System.Globalization;

namespace WhaleCopy.Benchmarks.Polling;

/// <summary>Hears the poller's own meter: how late each poll began, by tier.</summary>
internal sealed class LagListener : IDisposable
{
    private static readonly string[] Tiers = ["CRITICAL", "HIGH", "NORMAL", "LOW"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<double>> _lags = Tiers.ToDictionary(tier => tier, _ => new List<double>());
    private readonly MeterListener _listener = new();

    public LagListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "whalecopy.poll.lag", Meter.Name: "WhaleCopy.Poller" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, lag, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "tier", Value: string tier })
                    Add(tier, lag);
            }
        });
        _listener.Start();
    }

    public void Reset()
    {
        lock (_gate)
        {
            foreach (var lags in _lags.Values)
                lags.Clear();
        }
    }

    public string Line(int whales, TimeSpan cpu, TimeSpan elapsed, long workingSet)
    {
        lock (_gate)
        {
            var polls = _lags.Values.Sum(lags => lags.Count);
            var parts = string.Join(" | ", Tiers.Select(tier => Part(_lags[tier])));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {whales:N0} | {polls / elapsed.TotalSeconds:0.0} | {cpu.TotalMilliseconds / int.Max(1, polls):0.00} ms | {cpu / elapsed:0.00} | {parts} | {workingSet / 1024 / 1024} MiB |");
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string tier, double lag)
    {
        lock (_gate)
        {
            _lags[tier].Add(lag);
        }
    }

    private static string Part(List<double> lags)
    {
        if (lags.Count == 0)
            return "none";
        lags.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{lags[lags.Count / 2]:0.00} / {lags[(int)(lags.Count * 0.99)]:0.00}");
    }
}
