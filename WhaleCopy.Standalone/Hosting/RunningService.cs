using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WhaleCopy.ServiceDefaults.Redaction;

namespace WhaleCopy.Standalone.Hosting;

/// <summary>One service's host inside this process, with its own container, configuration and ports.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private RunningService(string name, WebApplication app)
    {
        Name = name;
        _app = app;
    }

    public string Name { get; }

    /// <summary>Where its endpoint <paramref name="name"/> listens, by its name in <c>Kestrel:Endpoints</c>.</summary>
    public Uri Endpoint(string name)
    {
        // Kestrel binds its configured endpoints in the order in which configuration lists them.
        var names = _app.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint.Key).ToList();
        return Addresses[names.IndexOf(name)];
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses
        => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>Cancelled when the service ends by itself or is told to.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts a service that is composed as in its own process, with <paramref name="settings"/> above its environment.</summary>
    /// <param name="name">The service's assembly.</param>
    /// <param name="environment">Development or Production.</param>
    /// <param name="contentRoot">A folder without settings files of services.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="log">Takes the place of its JSON console.</param>
    /// <param name="add">The service's registrations.</param>
    /// <param name="map">The service's endpoints.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<RunningService> StartAsync(
        string name,
        string environment,
        string contentRoot,
        IReadOnlyDictionary<string, string?> settings,
        ServiceLog log,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> map,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            EnvironmentName = environment,
            ContentRootPath = contentRoot,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        add(builder);
        UseLog(builder.Services, name, log);
        var app = builder.Build();
        map(app);
        return await StartAsync(name, app, cancellationToken);
    }

    /// <summary>Starts a host that is built already.</summary>
    public static async Task<RunningService> StartAsync(string name, WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            return new RunningService(name, app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces the console by <paramref name="log"/>, and the console's Ctrl+C by ours.</summary>
    public static void UseLog(IServiceCollection services, string name, ServiceLog log)
    {
        foreach (var console in services.Where(service => service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType?.Name == "ConsoleLoggerProvider").ToList())
        {
            services.Remove(console);
        }

        services.AddSingleton(provider => log.For(
            name.Split('.')[^1], provider.GetService<SecretRedactor>() ?? new SecretRedactor([]), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostLifetime, NoLifetime>();
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(LongestStop);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Signals belong to the whole process, not to each host in it.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
