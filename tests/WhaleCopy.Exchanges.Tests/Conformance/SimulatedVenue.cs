using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Simulator;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>
/// The simulator in this process, reached over real HTTP, its control API, and the product's clients pointed at it. One for a test
/// class; <see cref="BeginAsync"/> empties the world for each test.
/// </summary>
public sealed class SimulatedVenue : IAsyncLifetime
{
    private WebApplication? _simulator;
    private HttpClient? _control;
    private ServiceProvider? _services;
    private long _accounts;

    public static TimeSpan CommandTimeout { get; } = TimeSpan.FromSeconds(2);

    public Uri Address => SimulatorHost.AddressOf(Simulator);

    public IServiceProvider Services => _services ?? throw new InvalidOperationException("No test has begun.");

    public RecordedLog Logged { get; } = new();

    private WebApplication Simulator => _simulator ?? throw new InvalidOperationException("The simulator is not started.");

    private HttpClient Control => _control ?? throw new InvalidOperationException("The simulator is not started.");

    public async ValueTask InitializeAsync()
    {
        _simulator = SimulatorHost.Create(
            [],
            options =>
            {
                options.Port = 0;
                options.RateLimits = false; // counted by address, and all tests share one
            },
            services => services.AddLogging(logging => logging.ClearProviders()));
        await _simulator.StartAsync(TestContext.Current.CancellationToken);
        _control = new HttpClient { BaseAddress = Address };
    }

    /// <summary>An empty world with prices by hand, and clients that have seen nothing yet.</summary>
    public async Task BeginAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        await SendAsync(HttpMethod.Post, "/sim/v1/reset", null);
        await SendAsync(HttpMethod.Put, "/sim/v1/market", new { mode = "manual" });
        await SetPriceAsync("BTCUSDT", 60_000m);
        await SetPriceAsync("BTCUSD", 60_000m);
        await SetPriceAsync("ETHUSDT", 3_000m);

        if (_services is not null)
            await _services.DisposeAsync();
        var timeout = CommandTimeout.ToString("c", CultureInfo.InvariantCulture);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Exchanges:Mode"] = "simulated",
                ["Simulator:Url"] = Address.ToString(),
                ["Exchanges:Binance:CommandTimeout"] = timeout,
                ["Exchanges:Okx:CommandTimeout"] = timeout,
                ["Exchanges:Bybit:CommandTimeout"] = timeout,
                ["Exchanges:Bitget:CommandTimeout"] = timeout,
            })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logged));
        services.AddWhaleCopyExchanges(configuration);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public IVenueTrader Trader(Venue venue) => Services.GetRequiredService<VenueTraders>()[venue];

    public IVenueReader Reader(Venue venue) => Services.GetRequiredService<VenueReaders>()[venue];

    public async Task<InstrumentSpec> InstrumentAsync(InstrumentId id) =>
        await Services.GetRequiredService<InstrumentCatalog>().FindAsync(id, TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException($"{id} is not traded at the simulator.");

    /// <summary>A funded account with its own key.</summary>
    public async Task<VenueCredentials> AccountAsync(
        Venue venue, bool isHedge = false, string[]? permissions = null, string usdt = "10000")
    {
        var number = Interlocked.Increment(ref _accounts);
        var key = string.Create(CultureInfo.InvariantCulture, $"planted-key-{number}");
        var secret = string.Create(CultureInfo.InvariantCulture, $"planted-secret-{number}");
        var passphrase = string.Create(CultureInfo.InvariantCulture, $"planted-pass-{number}");
        await PutKeyAsync(venue, key, secret, passphrase, permissions ?? ["read", "spot", "futures", "transfer"], isHedge, usdt);
        return new VenueCredentials(
            number,
            new ApiSecret(key),
            new ApiSecret(secret),
            venue is Venue.Okx or Venue.Bitget ? new ApiSecret(passphrase) : null,
            IsTestnet: false);
    }

    /// <summary>A key of its own choice with an account behind it.</summary>
    public Task PutKeyAsync(
        Venue venue, string key, string secret, string passphrase, string[] permissions, bool isHedge = false, string usdt = "10000") =>
        SendAsync(HttpMethod.Post, "/sim/v1/accounts", new
        {
            exchange = NameOf(venue),
            apiKey = key,
            apiSecret = secret,
            passphrase,
            hedgeMode = isHedge,
            permissions,
            balances = new
            {
                spot = new Dictionary<string, string> { ["USDT"] = usdt },
                usdm = new Dictionary<string, string> { ["USDT"] = usdt },
                coinm = new Dictionary<string, string> { ["BTC"] = "1" },
            },
        });

    public Task SetPriceAsync(string symbol, decimal price) =>
        SendAsync(HttpMethod.Put, $"/sim/v1/prices/{symbol}", new { price = Text(price) });

    public Task SetBookAsync(string symbol, decimal bid, decimal ask, decimal? depth = null) =>
        SendAsync(
            HttpMethod.Put, $"/sim/v1/book/{symbol}", new { bid = Text(bid), ask = Text(ask), depth = depth is { } d ? Text(d) : null });

    public Task SetClockAsync(Venue venue, TimeSpan offset) =>
        SendAsync(HttpMethod.Put, $"/sim/v1/clock/{NameOf(venue)}", new { offsetMilliseconds = (long)offset.TotalMilliseconds });

    public Task FaultAsync(
        Venue venue, string kind, string path, string method, int count = 1, int? status = null, int? code = null, int? delayMilliseconds = null, string? phase = null, int? durationMilliseconds = null, int? page = null) =>
        SendAsync(HttpMethod.Post, "/sim/v1/faults", new
        {
            exchange = NameOf(venue),
            path,
            method,
            kind,
            count,
            status,
            code,
            delayMilliseconds,
            phase,
            durationMilliseconds,
            page,
        });

    public async Task ClearFaultsAsync() => await SendAsync(HttpMethod.Delete, "/sim/v1/faults", null);

    public Task ActAsync(Venue venue, VenueCredentials credentials, object action) =>
        SendAsync(HttpMethod.Post, $"/sim/v1/accounts/{NameOf(venue)}/{credentials.ApiKey.Reveal()}/actions", action);

    public Task PutTraderAsync(Venue venue, string uid, object trader) =>
        SendAsync(HttpMethod.Put, $"/sim/v1/traders/{NameOf(venue)}/{Uri.EscapeDataString(uid)}", trader);

    public Task PutPositionsAsync(Venue venue, string uid, object[] positions, bool history = true) =>
        SendAsync(
            HttpMethod.Put, $"/sim/v1/traders/{NameOf(venue)}/{Uri.EscapeDataString(uid)}/positions{(history ? string.Empty : "?history=false")}", positions);

    public Task PutPageSizeAsync(Venue venue, string uid, int pageSize) =>
        SendAsync(HttpMethod.Put, $"/sim/v1/traders/{NameOf(venue)}/{Uri.EscapeDataString(uid)}/pages", new { pageSize });

    /// <summary>Every order the venue ever received from an account.</summary>
    public async Task<IReadOnlyList<JsonElement>> OrdersAsync(Venue venue, VenueCredentials credentials)
    {
        var orders = await SendAsync(
            HttpMethod.Get, $"/sim/v1/accounts/{NameOf(venue)}/{credentials.ApiKey.Reveal()}/orders", null);
        return [.. (orders.ValueKind == JsonValueKind.Array ? orders : orders.GetProperty("orders")).EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _control?.Dispose();
        if (_simulator is not null)
        {
            await _simulator.StopAsync(CancellationToken.None);
            await _simulator.DisposeAsync();
        }
    }

    public static string NameOf(Venue venue) => Enum.GetName(venue)!.ToLowerInvariant();

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: Omitting);
        using var response = await Control.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return string.IsNullOrEmpty(text) ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static readonly JsonSerializerOptions Omitting = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
