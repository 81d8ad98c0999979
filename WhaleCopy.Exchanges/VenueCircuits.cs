using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges;

/// <summary>
/// A circuit breaker a venue and <see cref="OperationClass"/>. Time-outs, broken connections and 5xx count; a venue that refuses
/// with reason works. After the break one call tries.
/// </summary>
public sealed class VenueCircuits
{
    private readonly ConcurrentDictionary<(Venue Venue, OperationClass Class), Circuit> _circuits = new();
    private readonly VenueLimitsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<VenueCircuits> _logger;
    private volatile TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts with every circuit closed.</summary>
    public VenueCircuits(
        IOptions<VenueLimitsOptions> options, TimeProvider time, IMeterFactory meters, ILogger<VenueCircuits> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        meters.Create(VenueMeters.MeterName).CreateObservableGauge(
            "whalecopy.circuit.open",
            () => Read().Select(circuit => new Measurement<int>(
                circuit.IsOpen ? 1 : 0,
                new("venue", WireName<Venue>.Of(circuit.Venue)),
                new("class", WireName<OperationClass>.Of(circuit.Class)))),
            "{circuit}",
            "1 where a circuit is open");
    }

    /// <summary>Every circuit that has been used.</summary>
    public IReadOnlyList<CircuitReading> Read() =>
    [
        .. _circuits
            .Select(pair => pair.Value.Reading)
            .OrderBy(reading => reading.Venue)
            .ThenBy(reading => reading.Class),
    ];

    /// <summary>Ends when a circuit next opens or closes. Ask for it before <see cref="Read"/>: a change after that ends it.</summary>
    public Task NextChange => _change.Task;

    /// <summary>The pipeline that a call goes through.</summary>
    internal ResiliencePipeline<VenueResponse> Of(Venue venue, OperationClass operation) =>
        _circuits.GetOrAdd((venue, operation), key => new Circuit(this, key.Venue, key.Class)).Pipeline;

    private void TellChange() =>
        Interlocked.Exchange(ref _change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    private sealed class Circuit
    {
        // The breaker tells of a change before its own state shows it: what it told is kept.
        private volatile CircuitReading _reading;

        public Circuit(VenueCircuits owner, Venue venue, OperationClass operation)
        {
            _reading = new CircuitReading(venue, operation, IsOpen: false, owner._time.GetUtcNow());
            var isExit = operation == OperationClass.Exit;
            Pipeline = new ResiliencePipelineBuilder<VenueResponse> { TimeProvider = owner._time }
                .AddCircuitBreaker(new CircuitBreakerStrategyOptions<VenueResponse>
                {
                    ShouldHandle = new PredicateBuilder<VenueResponse>()
                        .Handle<HttpRequestException>()
                        .Handle<IOException>()
                        .Handle<TimeoutException>()
                        .HandleResult(response => response.Status >= 500),
                    FailureRatio = 0.8,
                    MinimumThroughput = isExit ? owner._options.CircuitFailuresOfExits : owner._options.CircuitFailures,
                    SamplingDuration = owner._options.CircuitWindow,
                    BreakDuration = isExit ? owner._options.CircuitBreakOfExits : owner._options.CircuitBreak,
                    OnOpened = arguments =>
                    {
                        _reading = _reading with { IsOpen = true, Since = owner._time.GetUtcNow() };
                        Log.CircuitOpened(
                            owner._logger, WireName<Venue>.Of(venue), WireName<OperationClass>.Of(operation), arguments.BreakDuration.TotalSeconds);
                        owner.TellChange();
                        return default;
                    },
                    OnClosed = _ =>
                    {
                        _reading = _reading with { IsOpen = false, Since = owner._time.GetUtcNow() };
                        Log.CircuitClosed(owner._logger, WireName<Venue>.Of(venue), WireName<OperationClass>.Of(operation));
                        owner.TellChange();
                        return default;
                    },
                })
                .Build();
        }

        public ResiliencePipeline<VenueResponse> Pipeline { get; }

        /// <summary>Open while calls are refused, and while one is on trial.</summary>
        public CircuitReading Reading => _reading;
    }
}
