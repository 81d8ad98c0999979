using Microsoft.Extensions.Logging;

namespace WhaleCopy.Exchanges.Http;

/// <summary>How one venue is reached: its client, what judges its commands, and clocks to be made.</summary>
internal sealed class VenueConnection
{
    private readonly ILoggerFactory _loggers;

    public VenueConnection(
        VenueProtocol protocol,
        IHttpClientFactory clients,
        VenueGate gate,
        VenueMeters meters,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _loggers = loggers;
        Gate = gate;
        Time = time;
        Http = new VenueHttpClient(protocol, clients, gate, meters, time, loggers.CreateLogger<VenueHttpClient>());
        Commands = new PlacementClassifier(Http, meters, loggers.CreateLogger<PlacementClassifier>());
    }

    /// <summary>Our clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Limits and circuits.</summary>
    public VenueGate Gate { get; }

    /// <summary>Reads.</summary>
    public VenueHttpClient Http { get; }

    /// <summary>Commands.</summary>
    public PlacementClassifier Commands { get; }

    /// <summary>A clock that is thrown away when the venue refuses a time of ours.</summary>
    public VenueClock Clock(ServerTimeReader readServerTime)
    {
        var clock = new VenueClock(Http.Protocol.Venue, readServerTime, Time, _loggers.CreateLogger<VenueClock>());
        Http.ClockRefused += clock.Invalidate;
        return clock;
    }
}
