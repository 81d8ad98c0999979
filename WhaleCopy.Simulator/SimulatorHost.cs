using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Simulator.Control;
using WhaleCopy.Simulator.Dialects.Binance;
using WhaleCopy.Simulator.Dialects.Bitget;
using WhaleCopy.Simulator.Dialects.Bybit;
using WhaleCopy.Simulator.Dialects.Okx;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.State;
using WhaleCopy.Simulator.Streams;

namespace WhaleCopy.Simulator;

/// <summary>Builds a simulator: for its own process, inside Standalone, and for tests.</summary>
public static class SimulatorHost
{
    /// <summary>
    /// A simulator that is not started yet. With <see cref="SimulatorOptions.Port"/> set it listens on that loopback
    /// port (0: a free one, see <see cref="AddressOf"/>) and reads no URL settings of its surroundings.
    /// </summary>
    public static WebApplication Create(string[] args, Action<SimulatorOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        _ = builder.Services.AddOptions<SimulatorOptions>()
            .Bind(builder.Configuration.GetSection(SimulatorOptions.SectionName))
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        // What keeps it from starting is thrown to the caller, who says it in one line.
        _ = builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        services?.Invoke(builder.Services);
        AddSimulator(builder.Services);

        var chosen = builder.Configuration.GetSection(SimulatorOptions.SectionName).Get<SimulatorOptions>() ?? new SimulatorOptions();
        configure?.Invoke(chosen);
        Validate(chosen);
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (chosen.Port is { } port)
            {
                kestrel.Listen(System.Net.IPAddress.Loopback, port);
            }
        });

        var app = builder.Build();
        var gateway = app.Services.GetRequiredService<VenueGateway>();
        var streams = app.Services.GetRequiredService<StreamGateway>();
        _ = app.UseWebSockets();
        _ = app.Use(next => async http =>
        {
            var isHandled = http.WebSockets.IsWebSocketRequest && await streams.TryHandleAsync(http);
            if (!isHandled && !await gateway.TryHandleAsync(http))
            {
                await next(http);
            }
        });
        _ = app.MapGet("/health", () => Results.Json(new { status = "ok" }));
        _ = app.MapGet("/alive", () => Results.Json(new { status = "ok" }));
        app.MapControl();
        return app;
    }

    /// <summary>Where a started simulator listens.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return new Uri(addresses?.FirstOrDefault() ?? throw new InvalidOperationException("The simulator is not started."));
    }

    /// <summary>Before the server is built from them, so that the complaint is about the setting.</summary>
    private static void Validate(SimulatorOptions options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            throw new OptionsValidationException(
                SimulatorOptions.SectionName, typeof(SimulatorOptions), problems.Select(problem => $"{SimulatorOptions.SectionName}: {problem.ErrorMessage}"));
        }
    }

    private static void AddSimulator(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SimulatedWorld>();
        services.TryAddSingleton<FaultPlan>();
        services.TryAddSingleton<AnswerMemory>();
        services.TryAddSingleton<RequestStatistics>();
        services.TryAddSingleton<VenueGateway>();
        services.TryAddSingleton<MarketDriver>();
        services.TryAddSingleton<ScriptedTraders>();
        services.TryAddSingleton<WorldKeeper>();
        _ = services.AddHostedService(provider => provider.GetRequiredService<WorldKeeper>());
        _ = services.AddHostedService(provider => provider.GetRequiredService<MarketDriver>());
        _ = services.AddHostedService(provider => provider.GetRequiredService<ScriptedTraders>());
        services.TryAddSingleton<StreamGateway>();
        foreach (var market in Enum.GetValues<Market>())
        {
            AddStreams(services, world => new BinanceStreams(world.VenueOf(Exchange.Binance), market));
        }

        AddDialect(services, (world, options) => new BinanceFuturesDialect(world.VenueOf(Exchange.Binance), Market.UsdM, options.RateLimits));
        AddDialect(services, (world, options) => new BinanceFuturesDialect(world.VenueOf(Exchange.Binance), Market.CoinM, options.RateLimits));
        AddDialect(services, (world, options) => new BinanceSpotDialect(world.VenueOf(Exchange.Binance), options.RateLimits));
        _ = services.AddSingleton(provider => new OkxDialect(
            provider.GetRequiredService<SimulatedWorld>().VenueOf(Exchange.Okx),
            provider.GetRequiredService<IOptions<SimulatorOptions>>().Value.RateLimits));
        _ = services.AddSingleton<Dialect>(provider => provider.GetRequiredService<OkxDialect>());
        _ = services.AddSingleton<IStreamEndpoint>(provider => new OkxStreams(provider.GetRequiredService<OkxDialect>()));
        _ = services.AddSingleton(provider => new BybitDialect(
            provider.GetRequiredService<SimulatedWorld>().VenueOf(Exchange.Bybit),
            provider.GetRequiredService<IOptions<SimulatorOptions>>().Value.RateLimits));
        _ = services.AddSingleton<Dialect>(provider => provider.GetRequiredService<BybitDialect>());
        _ = services.AddSingleton<IStreamEndpoint>(provider => new BybitStreams(provider.GetRequiredService<BybitDialect>()));
        _ = services.AddSingleton(provider => new BitgetDialect(
            provider.GetRequiredService<SimulatedWorld>().VenueOf(Exchange.Bitget),
            provider.GetRequiredService<IOptions<SimulatorOptions>>().Value.RateLimits));
        _ = services.AddSingleton<Dialect>(provider => provider.GetRequiredService<BitgetDialect>());
        _ = services.AddSingleton<IStreamEndpoint>(provider => new BitgetStreams(provider.GetRequiredService<BitgetDialect>()));
        AddDialect(services, (world, _) => new BybitWebDialect(world.VenueOf(Exchange.Bybit)));
        AddDialect(services, (world, _) => new BinanceWebDialect(world.VenueOf(Exchange.Binance)));
    }

    private static void AddStreams(IServiceCollection services, Func<SimulatedWorld, IStreamEndpoint> create) =>
        _ = services.AddSingleton(provider => create(provider.GetRequiredService<SimulatedWorld>()));

    private static void AddDialect(IServiceCollection services, Func<SimulatedWorld, SimulatorOptions, Dialect> create) =>
        _ = services.AddSingleton(provider => create(
            provider.GetRequiredService<SimulatedWorld>(), provider.GetRequiredService<IOptions<SimulatorOptions>>().Value));
}
