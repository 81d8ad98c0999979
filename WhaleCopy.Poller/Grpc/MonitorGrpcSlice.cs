namespace WhaleCopy.Poller.Grpc;

internal static class MonitorGrpcSlice
{
    public static IServiceCollection AddMonitorGrpc(this IServiceCollection services)
    {
        services.AddGrpc();
        services.AddGrpcHealthChecks();
        return services;
    }

    public static void MapMonitorGrpc(this WebApplication app)
    {
        app.MapGrpcService<WhaleMonitorService>();
        app.MapGrpcHealthChecksService();
    }
}
