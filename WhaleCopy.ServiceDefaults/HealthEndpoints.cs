using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>What a service says about itself in <c>/health</c> beside the common fields: <c>services.Configure&lt;HealthFacts&gt;(…)</c>.</summary>
public sealed class HealthFacts
{
    /// <summary>Field and value; public, so no address and no secret.</summary>
    public Dictionary<string, string> ByName { get; } = [];
}

/// <summary><c>/health</c> (ready: every dependency) and <c>/alive</c> (the process answers), in production too.</summary>
public static class HealthEndpoints
{
    /// <summary>Path of the readiness check.</summary>
    public const string ReadyPath = "/health";

    /// <summary>Path of the liveness check.</summary>
    public const string LivePath = "/alive";

    private const string LiveTag = "live";

    internal static void AddLiveHealthCheck(this IHostApplicationBuilder builder)
        => builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    /// <summary>
    /// Maps both endpoints without authentication. 200 while healthy or degraded (Redis away is degraded: caches only),
    /// 503 when unhealthy. The answer names each dependency and its state, never an address or an exception.
    /// </summary>
    /// <remarks>Called twice, the second call changes nothing.</remarks>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        if (!((IApplicationBuilder)app).Properties.TryAdd(ReadyPath, app))
        {
            return app;
        }

        app.MapHealthChecks(ReadyPath, new HealthCheckOptions { ResponseWriter = WriteAsync })
            .AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteAsync })
            .AllowAnonymous().DisableHttpMetrics();
        return app;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var environment = context.RequestServices.GetRequiredService<IHostEnvironment>();
        var answer = new HealthAnswer(
            Name(report.Status),
            "WhaleCopy",
            environment.EnvironmentName.ToLowerInvariant(),
            Version,
            environment.ApplicationName,
            report.Entries.Where(entry => !entry.Value.Tags.Contains(LiveTag))
                .ToDictionary(entry => entry.Key, entry => new DependencyState(Name(entry.Value.Status))))
        {
            Facts = context.RequestServices.GetRequiredService<IOptions<HealthFacts>>().Value.ByName
                .ToDictionary(fact => fact.Key, fact => JsonSerializer.SerializeToElement(fact.Value)),
        };
        return context.Response.WriteAsJsonAsync(answer, Json, "application/json", context.RequestAborted);
    }

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        HealthStatus.Unhealthy => "unhealthy",
    };

    private sealed record HealthAnswer(
        string Status, string AppName, string Environment, string Version, string Service, IReadOnlyDictionary<string, DependencyState> Dependencies)
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Facts { get; init; }
    }

    private sealed record DependencyState(string Status);
}
