using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Binance's paths by market, with what a call weighs. Source: developers.binance.com, the page of each endpoint.
/// </summary>
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
        OpenAlgoOrders = "/fapi/v1/openAlgoOrders",
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

    /// <summary>Conditional orders that wait.</summary>
    public required string OpenAlgoOrders { get; init; }

    public string Time => Prefix + "/time";

    public string Instruments => Prefix + "/exchangeInfo";

    public string Book => Prefix + "/ticker/bookTicker";

    public string Day => Prefix + "/ticker/24hr";

    public string Premium => Prefix + "/premiumIndex";

    public string Order => Prefix + "/order";

    public string OpenOrders => Prefix + "/openOrders";

    public string AlgoOrder => Prefix + "/algoOrder";

    public string Fills => Prefix + "/userTrades";

    public string Leverage => Prefix + "/leverage";

    public string MarginType => Prefix + "/marginType";

    public string PositionMode => Prefix + "/positionSide/dual";

    public string SymbolConfig => Prefix + "/symbolConfig";

    /// <summary>The paths of a market.</summary>
    public static BinancePaths Of(Market market) => market switch
    {
        Market.UsdM => UsdM,
        _ => throw new NotSupportedException($"Binance {market} is not traded here."),
    };
}
