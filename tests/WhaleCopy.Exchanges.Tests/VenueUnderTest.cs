using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.TestKit.Replay;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>The product's own registration of the venues, pointed at a server that replays recorded answers.</summary>
internal sealed class VenueUnderTest : IAsyncDisposable
{
    public const string PlantedSecret = "planted-secret-5f1c0a7d9b";
    public const string PlantedKey = "planted-key-77ab01";
    public const string PlantedPassphrase = "planted-passphrase-0c3e";

    private readonly ServiceProvider _services;
    private readonly MeterListener _listener = new();

    private VenueUnderTest(ReplayServer server, ServiceProvider services)
    {
        Server = server;
        _services = services;
    }

    public static VenueCredentials Credentials { get; } = new(
        7, new ApiSecret(PlantedKey), new ApiSecret(PlantedSecret), new ApiSecret(PlantedPassphrase), IsTestnet: false);

    public ReplayServer Server { get; }

    public required RecordedLog Logged { get; init; }

    /// <summary>Name and tags of every measurement of our meter.</summary>
    public ConcurrentQueue<string> Measured { get; } = new();

    public IServiceProvider Services => _services;

    public static async Task<VenueUnderTest> StartAsync(
        Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var server = await ReplayServer.StartAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Exchanges:Mode"] = "simulated",
                ["Simulator:Url"] = server.Url,
            })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var log = new RecordedLog();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        configure?.Invoke(services);
        services.AddWhaleCopyExchanges(configuration);
        var venue = new VenueUnderTest(server, services.BuildServiceProvider(new ServiceProviderOptions
        {
            ValidateOnBuild = true,
            ValidateScopes = true,
        }))
        {
            Logged = log,
        };
        venue.Listen();
        return venue;
    }

    public IVenueTrader Trader(Venue venue) => _services.GetRequiredService<VenueTraders>()[venue];

    public IVenueReader Reader(Venue venue) => _services.GetRequiredService<VenueReaders>()[venue];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
        await Server.DisposeAsync();
    }

    private void Listen()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "WhaleCopy.Exchanges" && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        _listener.Start();
    }

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string> { instrument.Name };
        foreach (var (name, value) in tags)
            words.Add($"{name}={value}");
        Measured.Enqueue(string.Join(' ', words));
    }
}

/// <summary>Everything that was logged, exceptions in full.</summary>
public sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue($"{logLevel} {category} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
