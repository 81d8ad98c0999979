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

/// <summary>What a circuit is kept for: one of them failing does not cut off the others.</summary>
public enum OperationClass
{
    /// <summary>Instruments, prices, time.</summary>
    PublicRead,

    /// <summary>Balances, positions, orders of an account.</summary>
    AccountRead,

    /// <summary>Lead traders.</summary>
    WhaleRead,

    /// <summary>Opening orders, settings, transfers.</summary>
    Entry,

    /// <summary>Closing orders, stops, cancellations: the last to be cut off.</summary>
    Exit,
}

/// <summary>A circuit that has been used.</summary>
/// <param name="Venue">The venue.</param>
/// <param name="Class">What for.</param>
/// <param name="IsOpen">Calls are refused without asking the venue, but for a trial after the break.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record CircuitReading(Venue Venue, OperationClass Class, bool IsOpen, DateTimeOffset Since);

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
            .Select(pair => new CircuitReading(pair.Key.Venue, pair.Key.Class, pair.Value.IsOpen, pair.Value.Since))
            .OrderBy(reading => reading.Venue)
            .ThenBy(reading => reading.Class),
    ];

    /// <summary>The pipeline that a call goes through.</summary>
    internal ResiliencePipeline<VenueResponse> Of(Venue venue, OperationClass operation) =>
        _circuits.GetOrAdd((venue, operation), key => new Circuit(this, key.Venue, key.Class)).Pipeline;

    private sealed class Circuit
    {
        private readonly CircuitBreakerStateProvider _state = new();
        private readonly TimeProvider _time;

        public Circuit(VenueCircuits owner, Venue venue, OperationClass operation)
        {
            _time = owner._time;
            Since = _time.GetUtcNow();
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
                    StateProvider = _state,
                    OnOpened = arguments =>
                    {
                        Since = _time.GetUtcNow();
                        Log.CircuitOpened(
                            owner._logger, WireName<Venue>.Of(venue), WireName<OperationClass>.Of(operation), arguments.BreakDuration.TotalSeconds);
                        return default;
                    },
                    OnClosed = _ =>
                    {
                        Since = _time.GetUtcNow();
                        Log.CircuitClosed(owner._logger, WireName<Venue>.Of(venue), WireName<OperationClass>.Of(operation));
                        return default;
                    },
                })
                .Build();
        }

        public ResiliencePipeline<VenueResponse> Pipeline { get; }

        public DateTimeOffset Since { get; private set; }

        public bool IsOpen => _state.CircuitState is not CircuitState.Closed;
    }
}
