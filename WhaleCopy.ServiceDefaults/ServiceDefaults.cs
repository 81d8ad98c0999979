using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WhaleCopy.ServiceDefaults.Redaction;
using WhaleCopy.ServiceDefaults.Startup;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of WhaleCopy has in common, in one call.</summary>
public static class ServiceDefaults
{
    /// <summary>
    /// Adds telemetry, redacted JSON logs, the live health check and service discovery, validates scopes when the
    /// container is built, and makes a failed start end with one line and exit code 1.
    /// </summary>
    /// <remarks>
    /// Called twice, the second call changes nothing. No resilience handler is added to any <see cref="HttpClient"/>: the standard one retries every verb, and a
    /// retried order is a second order. Service discovery is registered but not wired into every client either; a
    /// client that calls one of our services asks for it with <c>.AddServiceDiscovery()</c>, so a trading client
    /// keeps a handler chain of its own choosing.
    /// </remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(SecretRedactor)))
        {
            return builder;
        }

        StartupErrors.EndUnhandledWithOneLine(builder.Environment.ApplicationName);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }));

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(SecretRedactor.FromConfiguration(builder.Configuration));
        builder.AddRedactedLogs();
        builder.AddTelemetry();
        builder.AddLiveHealthCheck();
        builder.Services.AddServiceDiscovery();
        return builder;
    }
}
