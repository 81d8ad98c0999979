using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Okx;
using WhaleCopy.Exchanges.Streams;

namespace WhaleCopy.Exchanges;

/// <summary>Registers the venues.</summary>
public static class ExchangeServices
{
    // One host a venue and hundreds of accounts behind it: connections are kept, and there are enough of them.
    private const int ConnectionsPerHost = 256;

    /// <summary>
    /// Adds traders (<see cref="VenueTraders"/>), readers (<see cref="VenueReaders"/>), <see cref="InstrumentCatalog"/> and
    /// <see cref="PriceCache"/>. Settings: <c>Exchanges:&lt;Venue&gt;</c>; with <c>Exchanges:Mode</c> <c>simulated</c> and
    /// <c>Simulator:Url</c> the addresses are the simulator's where none are given.
    /// </summary>
    public static IServiceCollection AddWhaleCopyExchanges(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VenueMeters>();
        services.TryAddSingleton<LeverageLimits>();
        services.TryAddSingleton<RateBudget>();
        services.TryAddSingleton<VenueCircuits>();
        services.TryAddSingleton<VenueGate>();
        services.TryAddSingleton<VenueTraders>();
        services.TryAddSingleton<VenueReaders>();
        services.TryAddSingleton<PriceCache>();
        services.TryAddSingleton(provider => new InstrumentCatalog(
            provider.GetRequiredService<VenueTraders>(),
            provider.GetRequiredService<LeverageLimits>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InstrumentCatalog>>()));

        var simulator = SimulatedVenues.UrlOf(configuration);
        services.AddOptions<VenueLimitsOptions>()
            .Configure(options => SimulatedVenues.Loosen(options, simulator))
            .Bind(configuration.GetSection(VenueLimitsOptions.SectionName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VenueLimitsOptions>, VenueLimitsOptionsValidator>());
        AddBinance(services, configuration, simulator);
        AddOkx(services, configuration, simulator);
        AddBybit(services, configuration, simulator);
        AddBitget(services, configuration, simulator);
        return services.AddPriceStreams(configuration);
    }

    private static void AddBinance(IServiceCollection services, IConfiguration configuration, string? simulator)
    {
        services.AddOptions<BinanceOptions>()
            .Configure(options => SimulatedVenues.Point(options, simulator))
            .Bind(configuration.GetSection(BinanceOptions.SectionName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BinanceOptions>, BinanceOptionsValidator>());
        services.TryAddSingleton<BinanceLimits>();
        AddClients(services, Venue.Binance);

        services.AddKeyedSingleton(Venue.Binance, (provider, _) =>
        {
            var options = Options<BinanceOptions>(provider);
            return Connect(
                provider, new BinanceProtocol { CommandTimeout = options.CommandTimeout, ReadTimeout = options.ReadTimeout });
        });
        services.AddSingleton<IVenueTrader>(provider => new BinanceTrader(
            provider.GetRequiredKeyedService<VenueConnection>(Venue.Binance),
            Options<BinanceOptions>(provider),
            provider.GetRequiredService<BinanceLimits>(),
            provider.GetRequiredService<LeverageLimits>(),
            provider.GetRequiredService<ILogger<BinanceTrader>>()));
        services.AddSingleton<IVenueReader>(provider => new BinanceReader(
            provider.GetRequiredKeyedService<VenueConnection>(Venue.Binance),
            Options<BinanceOptions>(provider),
            provider.GetRequiredService<BinanceLimits>(),
            Options<VenueLimitsOptions>(provider).Factor));
    }

    private static void AddOkx(IServiceCollection services, IConfiguration configuration, string? simulator)
    {
        services.AddOptions<OkxOptions>()
            .Configure(options => SimulatedVenues.Point(options, simulator))
            .Bind(configuration.GetSection(OkxOptions.SectionName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OkxOptions>, OkxOptionsValidator>());
        AddClients(services, Venue.Okx);
        services.AddKeyedSingleton(Venue.Okx, (provider, _) =>
        {
            var options = Options<OkxOptions>(provider);
            return Connect(provider, new OkxProtocol { CommandTimeout = options.CommandTimeout, ReadTimeout = options.ReadTimeout });
        });
        services.AddSingleton<IVenueTrader>(provider => new OkxTrader(
            provider.GetRequiredKeyedService<VenueConnection>(Venue.Okx), Options<OkxOptions>(provider)));
        if (configuration.GetValue($"{OkxOptions.SectionName}:{nameof(OkxOptions.ReadsWhales)}", true))
        {
            services.AddSingleton<IVenueReader>(provider => new OkxReader(
                provider.GetRequiredKeyedService<VenueConnection>(Venue.Okx),
                Options<OkxOptions>(provider),
                provider.GetRequiredService<InstrumentCatalog>(),
                Options<VenueLimitsOptions>(provider).Factor));
        }
    }

    private static void AddBybit(IServiceCollection services, IConfiguration configuration, string? simulator)
    {
        services.AddOptions<BybitOptions>()
            .Configure(options => SimulatedVenues.Point(options, simulator))
            .Bind(configuration.GetSection(BybitOptions.SectionName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BybitOptions>, BybitOptionsValidator>());
        AddClients(services, Venue.Bybit);
        services.AddKeyedSingleton(Venue.Bybit, (provider, _) =>
        {
            var options = Options<BybitOptions>(provider);
            return Connect(provider, new BybitProtocol { CommandTimeout = options.CommandTimeout, ReadTimeout = options.ReadTimeout });
        });
        services.AddSingleton<IVenueTrader>(provider => new BybitTrader(
            provider.GetRequiredKeyedService<VenueConnection>(Venue.Bybit), Options<BybitOptions>(provider)));
        if (configuration.GetValue($"{BybitOptions.SectionName}:{nameof(BybitOptions.ReadsWhales)}", simulator is not null))
        {
            services.AddSingleton<IVenueReader>(provider => new BybitReader(
                provider.GetRequiredKeyedService<VenueConnection>(Venue.Bybit),
                Options<BybitOptions>(provider),
                Options<VenueLimitsOptions>(provider).Factor));
        }
    }

    private static void AddBitget(IServiceCollection services, IConfiguration configuration, string? simulator)
    {
        services.AddOptions<BitgetOptions>()
            .Configure(options => SimulatedVenues.Point(options, simulator))
            .Bind(configuration.GetSection(BitgetOptions.SectionName))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BitgetOptions>, BitgetOptionsValidator>());
        AddClients(services, Venue.Bitget);
        services.AddKeyedSingleton(Venue.Bitget, (provider, _) =>
        {
            var options = Options<BitgetOptions>(provider);
            return Connect(provider, new BitgetProtocol { CommandTimeout = options.CommandTimeout, ReadTimeout = options.ReadTimeout });
        });
        services.AddSingleton<IVenueTrader>(provider => new BitgetTrader(
            provider.GetRequiredKeyedService<VenueConnection>(Venue.Bitget), Options<BitgetOptions>(provider)));

        // Nothing public shows open positions: without a broker's key there is no source here.
        if (configuration.GetSection($"{BitgetOptions.SectionName}:{nameof(BitgetOptions.Broker)}").Get<BitgetBrokerKey>() is { ApiKey.Length: > 0 } broker)
        {
            services.AddSingleton<IVenueReader>(provider => new BitgetReader(
                provider.GetRequiredKeyedService<VenueConnection>(Venue.Bitget),
                Options<BitgetOptions>(provider),
                broker,
                Options<VenueLimitsOptions>(provider).Factor));
        }
    }

    private static T Options<T>(IServiceProvider provider)
        where T : class => provider.GetRequiredService<IOptions<T>>().Value;

    private static VenueConnection Connect(IServiceProvider provider, VenueProtocol protocol) => new(
        protocol,
        provider.GetRequiredService<IHttpClientFactory>(),
        provider.GetRequiredService<VenueGate>(),
        provider.GetRequiredService<VenueMeters>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>());

    private static void AddClients(IServiceCollection services, Venue venue)
    {
        AddClient(services, VenueHttpClient.CommandClient(venue));
        AddClient(services, VenueHttpClient.ReadClient(venue));
    }

    /// <summary>
    /// A client with nothing between it and the socket: no resilience, no logging of addresses, whatever the host's defaults are. A
    /// placement that is sent again by plumbing is an order twice.
    /// </summary>
    private static void AddClient(IServiceCollection services, string name) => services
        .AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan) // each request has its own deadline
        .UseSocketsHttpHandler((handler, _) =>
        {
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli;
            handler.MaxConnectionsPerServer = ConnectionsPerHost;
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
            handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2);
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            handler.ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(); // our trace ids are not a venue's business
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers()
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());
}
