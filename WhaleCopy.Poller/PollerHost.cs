using WhaleCopy.Data;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Poller.Backlog;
using WhaleCopy.Poller.Discovery;
using WhaleCopy.Poller.Grpc;
using WhaleCopy.Poller.Polling;
using WhaleCopy.Poller.Statistics;

namespace WhaleCopy.Poller;

/// <summary>The poller as a host composes it: whale monitoring. Any number of them share one database.</summary>
public static class PollerHost
{
    /// <summary>Adds everything the poller needs.</summary>
    public static WebApplicationBuilder AddPoller(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults();
        builder.AddWhaleCopyPostgres();
        builder.AddWhaleCopyRedis();
        builder.Services.AddWhaleCopyData();
        builder.Services.AddWhaleCopyExchanges(builder.Configuration);
        builder.Services.AddSingleton<CircuitStore>();
        builder.Services.AddCircuitReports(provider =>
        {
            var (store, identity, time) =
                (provider.GetRequiredService<CircuitStore>(), provider.GetRequiredService<PollerIdentity>(), provider.GetRequiredService<TimeProvider>());
            return (circuits, cancellationToken) => store.ReportAsync($"poller/{identity.Name}", circuits, time.GetUtcNow(), cancellationToken);
        });
        builder.Services.AddPolling();
        builder.Services.AddDiscovery();
        builder.Services.AddStatistics();
        builder.Services.AddBacklog();
        builder.Services.AddMonitorGrpc();
        return builder;
    }

    /// <summary>Maps health and gRPC.</summary>
    public static WebApplication MapPoller(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapDefaultEndpoints();
        app.MapMonitorGrpc();
        return app;
    }
}
