namespace WhaleCopy.Simulator.Tests.Bitget;

/// <summary>What tests of Bitget say in one word.</summary>
public abstract class BitgetTest : SimulatorTest
{
    protected const string Place = "/api/v2/mix/order/place-order";
    protected const string Detail = "/api/v2/mix/order/detail";
    protected const string Positions = "/api/v2/mix/position/all-position";
    protected const string Usdt = "productType=USDT-FUTURES";

    protected async Task<BitgetCaller> BitgetAsync(bool hedge = false, string[]? permissions = null, string key = "key-1")
    {
        _ = await Server.PostAsync("/accounts", new
        {
            exchange = "bitget",
            apiKey = key,
            apiSecret = "secret-1",
            passphrase = "pass-1",
            balances = new { spot = new { USDT = "1000" }, usdm = new { USDT = "5000" }, coinm = new { BTC = "0.5" } },
            hedgeMode = hedge,
            permissions = permissions ?? ["read", "spot", "futures"],
        });
        return new BitgetCaller(Http, key, "secret-1");
    }

    protected static object Market(string side, string size, string? clientId = null, string? tradeSide = null, string? reduceOnly = null, string mode = "crossed") => new
    {
        symbol = "BTCUSDT",
        productType = "USDT-FUTURES",
        marginMode = mode,
        marginCoin = "USDT",
        size,
        side,
        tradeSide,
        reduceOnly,
        orderType = "market",
        clientOid = clientId,
    };

    protected static object Limit(string side, string size, string price, string clientId, string force = "gtc") => new
    {
        symbol = "BTCUSDT",
        productType = "USDT-FUTURES",
        marginMode = "crossed",
        marginCoin = "USDT",
        size,
        side,
        orderType = "limit",
        price,
        force,
        clientOid = clientId,
    };

    protected static object Stop(string planType, string trigger, string? size, string holdSide = "buy", string? clientId = null) => new
    {
        symbol = "BTCUSDT",
        productType = "USDT-FUTURES",
        marginCoin = "USDT",
        planType,
        triggerPrice = trigger,
        triggerType = "mark_price",
        executePrice = "0",
        holdSide,
        size,
        clientOid = clientId,
    };
}
