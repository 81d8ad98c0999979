using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Standalone.Demo;

/// <summary>A position of a lead trader, as the control API takes it.</summary>
/// <param name="Symbol">Canonical, such as <c>BTCUSDT</c>; <c>BTCUSD</c> for COIN-M.</param>
/// <param name="Side"><c>LONG</c> or <c>SHORT</c>.</param>
/// <param name="Size">Base coins; contracts for COIN-M.</param>
/// <param name="EntryPrice">Average price of the entry.</param>
/// <param name="Leverage">Whole number.</param>
/// <param name="Market"><c>USD-M</c> or <c>COIN-M</c>.</param>
/// <param name="PositionId">The venue's id, where a test needs a certain one.</param>
/// <param name="OpenedAt">When it was opened, where a test needs a certain time.</param>
public sealed record LeadPosition(
    string Symbol, string Side, decimal Size, decimal EntryPrice, int Leverage, string Market = "USD-M", string? PositionId = null, DateTimeOffset? OpenedAt = null);

/// <summary>A transfer between two wallets of one account, as the venue keeps it.</summary>
public sealed record VenueTransfer(string Id, string From, string To, string Asset, decimal Amount);

/// <summary>An order as the venue keeps it: its truth.</summary>
public sealed record VenueOrder(
    string Exchange,
    string Market,
    string ApiKey,
    string? ClientOrderId,
    string OrderId,
    string Symbol,
    string Side,
    string PositionSide,
    string Type,
    bool ReduceOnly,
    bool IsProtective,
    decimal Quantity,
    decimal FilledQuantity,
    decimal? AveragePrice,
    decimal? Price,
    decimal? TriggerPrice,
    string Status,
    string Outcome,
    string? RejectCode,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? EndedAt,
    long? SinceTraderChangeMilliseconds);

/// <summary>A position as the venue keeps it.</summary>
public sealed record VenuePosition(string Symbol, string Market, string Side, decimal Quantity, decimal EntryPrice, int Leverage, string MarginMode);

/// <summary>The simulator's control API (<c>/sim/v1</c>), as far as the demo and the tests use it.</summary>
public sealed class SimulatorControl(Uri simulator) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // The control API takes whole numbers as numbers and decimals as strings.
    private static readonly JsonSerializerOptions Sent = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new DecimalAsText() },
    };

    private readonly HttpClient _http = new() { BaseAddress = new Uri(simulator, "/sim/v1/") };

    /// <summary>Prices that move by themselves: geometric Brownian motion from a seed.</summary>
    public Task MoveMarketAsync(int seed, TimeSpan tick, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, "market", new { mode = "random", seed, tickMilliseconds = (int)tick.TotalMilliseconds }, cancellationToken);

    /// <summary>Sets a price on every venue; stops and liquidations that it crosses happen.</summary>
    public Task SetPriceAsync(string symbol, decimal price, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, $"prices/{symbol}", new { price }, cancellationToken);

    /// <summary>What the simulated Binance shows as the last price of a USD-M symbol, on its own public path.</summary>
    public async Task<decimal> PriceAsync(string symbol, CancellationToken cancellationToken)
        => (await GetAsync<TickerPrice>($"/binance/usdm/fapi/v1/ticker/price?symbol={symbol}", cancellationToken)).Price;

    /// <summary>Overrides what the price derives, such as <c>new { bid = "…", ask = "…", depth = "…" }</c>.</summary>
    public Task SetOrderBookAsync(string symbol, object terms, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, $"book/{symbol}", terms, cancellationToken);

    /// <summary>A lead trader on the exchange's leaderboard.</summary>
    public Task PutTraderAsync(string exchange, string uid, object profile, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, Trader(exchange, uid), profile, cancellationToken);

    /// <summary>The trader's whole open book from now on.</summary>
    public Task PutPositionsAsync(string exchange, string uid, IReadOnlyList<LeadPosition> positions, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, $"{Trader(exchange, uid)}/positions", positions, cancellationToken);

    /// <summary>The same, as when a source merely stops showing a position: without a row in the trader's history.</summary>
    public Task HidePositionsAsync(string exchange, string uid, IReadOnlyList<LeadPosition> positions, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Put, $"{Trader(exchange, uid)}/positions?history=false", positions, cancellationToken);

    /// <summary>A crowd of traders that trade by themselves.</summary>
    public Task StartScriptAsync(int seed, int traders, int actionsPerMinute, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, "traders/script", new { seed, traders, actionsPerMinute }, cancellationToken);

    /// <summary>A user's account, such as <c>new { exchange, apiKey, apiSecret, balances, permissions }</c>.</summary>
    public Task PutAccountAsync(object account, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, "accounts", account, cancellationToken);

    /// <summary>What the user or the venue does behind our back, such as <c>new { action = "close", symbol = "BTCUSDT" }</c>.</summary>
    public Task ActAsync(string exchange, string apiKey, object action, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Post, $"accounts/{exchange}/{apiKey}/actions", action, cancellationToken);

    /// <summary>False when the venue knows no such account.</summary>
    public async Task<bool> HasAccountAsync(string exchange, string apiKey, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync($"accounts/{exchange}/{apiKey}/balances", cancellationToken);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Every order that the account ever sent, protective ones included.</summary>
    public async Task<IReadOnlyList<VenueOrder>> OrdersAsync(string exchange, string apiKey, CancellationToken cancellationToken)
        => await GetAsync<VenueOrder[]>($"accounts/{exchange}/{apiKey}/orders", cancellationToken);

    /// <summary>Every order that any account sent since a moment, oldest first.</summary>
    public async Task<IReadOnlyList<VenueOrder>> OrdersAsync(DateTimeOffset since, CancellationToken cancellationToken)
        => await GetAsync<VenueOrder[]>($"orders?since={Uri.EscapeDataString(since.ToString("O", System.Globalization.CultureInfo.InvariantCulture))}", cancellationToken);

    /// <summary>The account's open positions.</summary>
    public async Task<IReadOnlyList<VenuePosition>> PositionsAsync(string exchange, string apiKey, CancellationToken cancellationToken)
        => await GetAsync<VenuePosition[]>($"accounts/{exchange}/{apiKey}/positions", cancellationToken);

    /// <summary>The account's balances, by wallet and asset.</summary>
    public async Task<IReadOnlyDictionary<string, Dictionary<string, decimal>>> BalancesAsync(string exchange, string apiKey, CancellationToken cancellationToken)
        => await GetAsync<Dictionary<string, Dictionary<string, decimal>>>($"accounts/{exchange}/{apiKey}/balances", cancellationToken);

    /// <summary>Every transfer between the account's wallets.</summary>
    public async Task<IReadOnlyList<VenueTransfer>> TransfersAsync(string exchange, string apiKey, CancellationToken cancellationToken)
        => await GetAsync<VenueTransfer[]>($"accounts/{exchange}/{apiKey}/transfers", cancellationToken);

    /// <summary>A fault, such as <c>new { exchange = "binance", path = "/fapi/v1/order", method = "POST", kind = "drop_after", count = 1 }</c>.</summary>
    public Task AddFaultAsync(object fault, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "faults", fault, cancellationToken);

    /// <summary>No faults from now on.</summary>
    public Task ClearFaultsAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, "faults", body: null, cancellationToken);

    /// <summary>An empty world.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "reset", body: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Trader(string exchange, string uid) => $"traders/{exchange}/{Uri.EscapeDataString(uid)}";

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(path, cancellationToken);
        await RequireSuccessAsync(answer, path, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new InvalidDataException($"{path} answered null");
    }

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Sent);
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        await RequireSuccessAsync(answer, path, cancellationToken);
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage answer, string path, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the simulator answered {(int)answer.StatusCode} to {path}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private sealed record TickerPrice(decimal Price);

    private sealed class DecimalAsText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
