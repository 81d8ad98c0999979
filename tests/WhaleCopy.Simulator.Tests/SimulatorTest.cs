using System.Text.Json;
using WhaleCopy.Simulator.Tests.Binance;

namespace WhaleCopy.Simulator.Tests;

/// <summary>A simulator for each test, with BTC at 60,000 and what most tests need to say in one word.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    protected SimulatorServer Server { get; private set; } = null!;

    protected HttpClient Http => Server.Http;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await SimulatorServer.RentAsync();
        _ = await Server.PutAsync("/prices/BTCUSDT", new { price = "60000" });
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Server.ReturnAsync();
        GC.SuppressFinalize(this);
    }

    protected static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();

    protected static JsonElement[] Rows(JsonElement element) => [.. element.EnumerateArray()];

    /// <summary>An account at Binance and somebody who signs for it.</summary>
    protected async Task<BinanceCaller> BinanceAsync(
        string key = "key-1", bool hedge = false, string[]? permissions = null, string usdm = "5000", string prefix = "/binance/usdm")
    {
        _ = await Server.PostAsync("/accounts", new
        {
            exchange = "binance",
            apiKey = key,
            apiSecret = $"{key}-secret",
            balances = new { spot = new { USDT = "1000" }, usdm = new { USDT = usdm }, coinm = new { BTC = "0.5" } },
            permissions = permissions ?? ["read", "spot", "futures"],
            hedgeMode = hedge,
        });
        return new BinanceCaller(Http, key, $"{key}-secret", prefix);
    }

    protected async Task<JsonElement[]> OrdersOfAsync(string key = "key-1", string exchange = "binance") =>
        Rows(await Server.GetAsync($"/accounts/{exchange}/{key}/orders"));

    protected Task PriceAsync(string price, string symbol = "BTCUSDT") => Server.PutAsync($"/prices/{symbol}", new { price });

    protected Task PutTraderPositionsAsync(string uid, object[] rows, string query = "", string exchange = "binance") =>
        Server.PutAsync($"/traders/{exchange}/{Uri.EscapeDataString(uid)}/positions{query}", rows);

    protected static object Long(string size, string symbol = "BTCUSDT", string entry = "60000", string? id = null) => new
    {
        symbol,
        market = symbol.EndsWith("USDT", StringComparison.Ordinal) ? "USD-M" : "COIN-M",
        side = "LONG",
        size,
        entryPrice = entry,
        leverage = 10,
        positionId = id,
    };
}
