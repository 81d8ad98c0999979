using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests;

/// <summary>The meters of one host: other tests of this process have theirs.</summary>
internal sealed class HeardMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();
    private readonly TimeSpan _patience;

    public HeardMeters(IServiceProvider services, TimeSpan patience)
    {
        _patience = patience;
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name.StartsWith("whalecopy.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Does something until a meter has told of it.</summary>
    public Task<bool> UntilAsync(string name, Func<Task> act, Func<double, bool>? isIt = null) => Eventually.ObserveAsync(
        async () =>
        {
            await act();
            _listener.RecordObservableInstruments();
            return _measured.Any(one => one.Name == name && (isIt is null || isIt(one.Value)));
        },
        told => told,
        _patience,
        name);

    /// <summary>All that one meter has told.</summary>
    public IReadOnlyList<(double Value, Dictionary<string, object?> Tags)> Of(string name) => [.. _measured.Where(one => one.Name == name).Select(one => (one.Value, one.Tags))];

    public void Holds(string name, Func<double, bool> isIt, params (string Key, string Value)[] tags) => Assert.Contains(
        _measured,
        one => one.Name == name && isIt(one.Value) && tags.All(tag => Equals(one.Tags.GetValueOrDefault(tag.Key), tag.Value)));

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
}
