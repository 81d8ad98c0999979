using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Services.Tests.Defaults;

/// <summary>A real host on a real port, with nothing behind its connection strings.</summary>
public sealed class ServiceHostTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ConnectionStrings:whalecopy", null, "ConnectionStrings:whalecopy is missing")]
    [InlineData("ConnectionStrings:whalecopy", "   ", "ConnectionStrings:whalecopy is missing")]
    [InlineData("ConnectionStrings:whalecopy", "postgres://user:planted-pass@db/whalecopy", "ConnectionStrings:whalecopy is not a PostgreSQL connection string")]
    [InlineData("ConnectionStrings:whalecopy", "Database=whalecopy", "ConnectionStrings:whalecopy names no Host")]
    [InlineData("ConnectionStrings:redis", null, "ConnectionStrings:redis is missing")]
    [InlineData("ConnectionStrings:redis", "cache:6379,planted=pass", "ConnectionStrings:redis is not a Redis connection string")]
    public async Task Missing_or_unreadable_connection_stops_the_start_with_a_line_naming_the_key(string key, string? value, string expected)
    {
        await using var app = Build(key, value);

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancelled));

        var line = StartupErrors.Explain(failure);
        Assert.NotNull(line);
        Assert.StartsWith(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("planted", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_invalid_option_is_named_at_once()
    {
        await using var app = Build("ConnectionStrings:whalecopy", null, "ConnectionStrings:redis", null);

        var failure = await Assert.ThrowsAsync<AggregateException>(() => app.StartAsync(Cancelled));

        var line = StartupErrors.Explain(failure);
        Assert.Contains("ConnectionStrings:whalecopy is missing", line, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:redis is missing", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_port_is_explained()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var app = Build("urls", $"http://{other.LocalEndpoint}");

        var failure = await Assert.ThrowsAsync<IOException>(() => app.StartAsync(Cancelled));

        Assert.Contains("address already in use. Stop the other program or choose another port", StartupErrors.Explain(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_failure_is_not_explained_away() => Assert.Null(StartupErrors.Explain(new InvalidOperationException("a bug")));

    [Fact]
    public async Task Lost_database_is_unhealthy_lost_redis_only_degraded_and_the_process_stays_alive()
    {
        await using var app = Build();
        await app.StartAsync(Cancelled);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var health = await client.GetAsync("/health", Cancelled);
        using var alive = await client.GetAsync("/alive", Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        var text = await health.Content.ReadAsStringAsync(Cancelled);
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        Assert.Equal("WhaleCopy", body.GetProperty("app_name").GetString());
        Assert.Equal("production", body.GetProperty("environment").GetString());
        Assert.Equal("unhealthy", body.GetProperty("dependencies").GetProperty("postgres").GetProperty("status").GetString());
        Assert.Equal("degraded", body.GetProperty("dependencies").GetProperty("redis").GetProperty("status").GetString());
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_clients_get_no_retry_and_no_discovery_unless_they_ask()
    {
        await using var app = Build();

        var handlers = Chain(app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("trading")).Select(handler => handler.GetType().Name);

        Assert.DoesNotContain(handlers, name => name.Contains("Resilience", StringComparison.Ordinal) || name.Contains("Resolving", StringComparison.Ordinal));
    }

    private static IEnumerable<HttpMessageHandler> Chain(HttpMessageHandler handler)
    {
        var current = handler;
        while (current is not null)
        {
            yield return current;
            current = (current as DelegatingHandler)?.InnerHandler;
        }
    }

    /// <summary>A host as a service builds it; both stores point at a port where nothing listens.</summary>
    private static WebApplication Build(params string?[] overrides)
    {
        var nowhere = FreePort();
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:whalecopy"] = $"Host=127.0.0.1;Port={nowhere};Username=nobody;Password=planted-pass;Timeout=2",
            ["ConnectionStrings:redis"] = $"127.0.0.1:{nowhere},connectTimeout=200",
        };
        foreach (var pair in overrides.Chunk(2))
        {
            settings[pair[0]!] = pair[1];
        }

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.AddWhaleCopyPostgres();
        builder.AddWhaleCopyRedis();
        builder.Services.AddHttpClient("trading");
        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
