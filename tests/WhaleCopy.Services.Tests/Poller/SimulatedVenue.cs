using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using WhaleCopy.Simulator;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>One line of a scripted trader's book.</summary>
internal sealed record Holding(string Symbol, string Side, decimal Size, decimal EntryPrice = 100m, int Leverage = 10, string Market = "USD-M", string? PositionId = null);

/// <summary>The simulator over real HTTP, and what tests do to its traders.</summary>
internal sealed class SimulatedVenue : IAsyncDisposable
{
    private const string Positions = "*lead-data/positions*";
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private SimulatedVenue(WebApplication app)
    {
        _app = app;
        Url = SimulatorHost.AddressOf(app).ToString().TrimEnd('/');
        _http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url { get; }

    public static async Task<SimulatedVenue> StartAsync()
    {
        var app = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options =>
        {
            options.Port = 0;
            options.RateLimits = false;
        });
        await app.StartAsync();
        return new SimulatedVenue(app);
    }

    /// <summary>A lead trader who shares.</summary>
    public Task TraderAsync(string uid, bool sharing = true, string exchange = "binance", bool hedgeMode = true) => SendAsync(
        HttpMethod.Put,
        $"/traders/{exchange}/{Uri.EscapeDataString(uid)}",
        new { nickname = $"whale {uid}", sharing, equityUsdt = "100000", roi = "0.42", hedgeMode });

    /// <summary>His whole book from now on.</summary>
    public Task HoldsAsync(string uid, params Holding[] book) => HoldsAsync(uid, history: true, book);

    /// <summary>His book as the source shows it from now on, with or without a trace in his history.</summary>
    public Task HoldsAsync(string uid, bool history, params Holding[] book) => HoldsAsync("binance", uid, history, book);

    /// <summary>The same at another venue.</summary>
    public Task HoldsAsync(string exchange, string uid, bool history, params Holding[] book) => SendAsync(
        HttpMethod.Put,
        $"/traders/{exchange}/{Uri.EscapeDataString(uid)}/positions?history={(history ? "true" : "false")}",
        book.Select(line => new
        {
            symbol = line.Symbol,
            market = line.Market,
            side = line.Side,
            size = line.Size.ToString(CultureInfo.InvariantCulture),
            entryPrice = line.EntryPrice.ToString(CultureInfo.InvariantCulture),
            leverage = line.Leverage,
            positionId = line.PositionId,
        }));

    /// <summary>The key with which Bitget's broker calls are made; the settings that name it to a poller.</summary>
    public async Task<(string Key, string Value)[]> BrokerAsync()
    {
        const string key = "planted-broker-key";
        const string secret = "planted-broker-secret";
        const string passphrase = "planted-broker-pass";
        await SendAsync(
            HttpMethod.Post,
            "/accounts",
            new { exchange = "bitget", apiKey = key, apiSecret = secret, passphrase, permissions = new[] { "read", "copy" } });
        return [("Exchanges:Bitget:Broker:ApiKey", key), ("Exchanges:Bitget:Broker:Secret", secret), ("Exchanges:Bitget:Broker:Passphrase", passphrase)];
    }

    /// <summary>How many rows a page of his list has.</summary>
    public Task PagesAsync(string exchange, string uid, int pageSize) => SendAsync(HttpMethod.Put, $"/traders/{exchange}/{Uri.EscapeDataString(uid)}/pages", new { pageSize });

    /// <summary>Makes symbols exist on every venue.</summary>
    public async Task PricesAsync(IEnumerable<string> symbols, decimal price = 100m)
    {
        foreach (var symbol in symbols)
            await SendAsync(HttpMethod.Put, $"/prices/{symbol}", new { price = price.ToString(CultureInfo.InvariantCulture) });
    }

    /// <summary>A venue's clock.</summary>
    public Task ClockAsync(string exchange, TimeSpan offset) =>
        SendAsync(HttpMethod.Put, $"/clock/{exchange}", new { offsetMilliseconds = (long)offset.TotalMilliseconds });

    /// <summary>A fault; in the list of positions of Binance unless told otherwise.</summary>
    public Task FaultAsync(
        string kind, int? status = null, string path = Positions, int? count = null, string exchange = "binance", int? page = null, int? delayMilliseconds = null) =>
        SendAsync(HttpMethod.Post, "/faults", new { exchange, path, kind, status, count, page, delayMilliseconds });

    /// <summary>How often a path of a venue was asked so far.</summary>
    public async Task<long> AskedAsync(string exchange, string path)
    {
        var stats = await _http.GetFromJsonAsync<JsonElement>(new Uri("/sim/v1/stats", UriKind.Relative), TestContext.Current.CancellationToken);
        return stats.GetProperty("requests").EnumerateArray()
            .Where(row => row.GetProperty("exchange").GetString() == exchange && row.GetProperty("path").GetString()!.Contains(path, StringComparison.Ordinal))
            .Sum(row => row.GetProperty("count").GetInt64());
    }

    /// <summary>An empty world: nobody is on any leaderboard.</summary>
    public Task ResetAsync() => SendAsync(HttpMethod.Post, "/reset", null);

    public Task HealAsync() => SendAsync(HttpMethod.Delete, "/faults", null);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/sim/v1{path}", UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: new JsonSerializerOptions
            {
                DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
            });
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
