using Microsoft.Extensions.DependencyInjection.Extensions;
using WhaleCopy.Api.Json;

namespace WhaleCopy.Api.Live;

internal static class LiveSlice
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumReceiveMessageSize = 4096)
            .AddJsonProtocol(options => ApiJson.Configure(options.PayloadSerializerOptions));
        services.TryAddSingleton<LiveConnections>();
        services.TryAddScoped<LiveAnswers>();
        services.AddHostedService<LiveFanOut>();
    }

    public static void MapLive(this WebApplication app) =>
        app.MapHub<LiveHub>(LiveHub.Path, options => options.CloseOnAuthenticationExpiration = true).RequireAuthorization();
}
