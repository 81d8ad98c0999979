using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Binance's paths by market. Source: developers.binance.com, the page of each endpoint.</summary>
internal sealed record BinancePaths
{
    /// <summary>USD-M.</summary>
    public static readonly BinancePaths UsdM = new()
    {
        Prefix = "/fapi/v1",
        Price = "/fapi/v2/ticker/price",
        Account = "/fapi/v3/account",
        Positions = "/fapi/v3/positionRisk",
        Brackets = "/fapi/v1/leverageBracket",
        Fills = "/fapi/v1/userTrades",
    };

    /// <summary>COIN-M.</summary>
    public static readonly BinancePaths CoinM = new()
    {
        Prefix = "/dapi/v1",
        Price = "/dapi/v1/ticker/price",
        Account = "/dapi/v1/account",
        Positions = "/dapi/v1/positionRisk",
        Brackets = "/dapi/v2/leverageBracket",
        Fills = "/dapi/v1/userTrades",
    };

    /// <summary>Spot: no positions, no brackets, no settings.</summary>
    public static readonly BinancePaths Spot = new()
    {
        Prefix = "/api/v3",
        Price = "/api/v3/ticker/price",
        Account = "/api/v3/account",
        Positions = string.Empty,
        Brackets = string.Empty,
        Fills = "/api/v3/myTrades",
    };

    /// <summary>In front of most paths.</summary>
    public required string Prefix { get; init; }

    /// <summary>Last prices.</summary>
    public required string Price { get; init; }

    /// <summary>Balances.</summary>
    public required string Account { get; init; }

    /// <summary>Positions.</summary>
    public required string Positions { get; init; }

    /// <summary>Leverage brackets, told only to a key.</summary>
    public required string Brackets { get; init; }

    /// <summary>Fills.</summary>
    public required string Fills { get; init; }

    public string Time => Prefix + "/time";

    public string Instruments => Prefix + "/exchangeInfo";

    public string Book => Prefix + "/ticker/bookTicker";

    public string Day => Prefix + "/ticker/24hr";

    public string Premium => Prefix + "/premiumIndex";

    public string Order => Prefix + "/order";

    public string OpenOrders => Prefix + "/openOrders";

    public string AlgoOrder => Prefix + "/algoOrder";

    public string OpenAlgoOrders => Prefix + "/openAlgoOrders";

    public string Leverage => Prefix + "/leverage";

    public string MarginType => Prefix + "/marginType";

    public string PositionMode => Prefix + "/positionSide/dual";

    public string Income => Prefix + "/income";

    /// <summary>USD-M only; COIN-M tells the same beside the balances.</summary>
    public string SymbolConfig => Prefix + "/symbolConfig";

    /// <summary>The paths of a market.</summary>
    public static BinancePaths Of(Market market) => market switch
    {
        Market.Spot => Spot,
        Market.UsdM => UsdM,
        Market.CoinM => CoinM,
    };
}
