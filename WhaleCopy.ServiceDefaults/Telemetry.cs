using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using WhaleCopy.ServiceDefaults.Redaction;

namespace Microsoft.Extensions.Hosting;

/// <summary>Traces, metrics and logs. Everything is measured always; it leaves the process only over OTLP.</summary>
internal static class Telemetry
{
    /// <summary>Our own meters and activity sources are named <c>WhaleCopy.&lt;Service or slice&gt;</c>.</summary>
    private const string OwnSources = "WhaleCopy.*";

    private const string OtlpEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Their Information level repeats, per request, what traces and metrics already hold. Configuration overrides this.
    private static readonly string[] ChattyCategories =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http.HttpClient", "Grpc", "Npgsql", "Polly"];

    public static void AddRedactedLogs(this IHostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging
            .AddConsole(console => console.FormatterName = RedactingJsonFormatter.FormatterName)
            .AddConsoleFormatter<RedactingJsonFormatter, RedactingJsonFormatterOptions>();

        foreach (var category in ChattyCategories)
        {
            if (string.IsNullOrEmpty(builder.Configuration[$"Logging:LogLevel:{category}"]))
            {
                builder.Logging.AddFilter(category, LogLevel.Warning);
            }
        }
    }

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var exports = !string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointKey]);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql", OwnSources))
            .WithTracing(tracing => tracing
                .AddSource(OwnSources)
                .AddAspNetCoreInstrumentation(http => http.Filter = IsNotProbe)
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddProcessor(services => new RedactingActivityProcessor(services.GetRequiredService<SecretRedactor>())));

        if (exports)
        {
            telemetry
                .WithLogging(
                    logging => logging.AddProcessor(services => new RedactingLogProcessor(services.GetRequiredService<SecretRedactor>())),
                    logger =>
                    {
                        logger.IncludeFormattedMessage = true;
                        logger.IncludeScopes = true;
                    })
                .UseOtlpExporter();
        }
    }

    private static bool IsNotProbe(HttpContext context)
        => !context.Request.Path.StartsWithSegments(HealthEndpoints.ReadyPath)
           && !context.Request.Path.StartsWithSegments(HealthEndpoints.LivePath);
}
