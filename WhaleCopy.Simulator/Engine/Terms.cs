namespace WhaleCopy.Simulator.Engine;

/// <summary>The venues that are simulated.</summary>
public enum Exchange { Binance, Okx, Bybit, Bitget }

/// <summary>The markets of a venue.</summary>
public enum Market { Spot, UsdM, CoinM }

internal enum Side { Buy, Sell }

/// <summary>Both is the net position of one-way mode.</summary>
internal enum PositionSide { Both, Long, Short }

internal enum OrderKind { Market, Limit }

internal enum TimeInForce { Gtc, Ioc, Fok, PostOnly }

internal enum OrderStatus { New, PartiallyFilled, Filled, Canceled, Expired, Rejected }

internal enum AlgoStatus { Waiting, Finished, Canceled, Expired, Rejected }

internal enum Outcome { Accepted, Rejected, Dropped }

internal enum MarginMode { Cross, Isolated }

internal enum TriggerSource { Mark, Last, Index }

internal enum TriggerWhen { AtOrAbove, AtOrBelow }

internal enum WalletKind { Spot, UsdM, CoinM, Funding, Unified }

/// <summary>How quantities count and profit is reckoned.</summary>
internal enum ContractKind
{
    /// <summary>Coins change hands.</summary>
    Spot,

    /// <summary>Quantity in base coins, profit in the quote coin.</summary>
    Linear,

    /// <summary>Quantity in USD, profit in the base coin (Binance, OKX, Bybit).</summary>
    InverseUsd,

    /// <summary>Quantity in base coins, profit in the base coin (Bitget).</summary>
    InverseBase,
}

/// <summary>Why the engine did not take an order. Each dialect has its own code for it.</summary>
internal enum Refusal
{
    None,
    Intercepted,
    DuplicateClientId,
    QuantityNotPositive,
    QuantityBelowMinimum,
    QuantityAboveMaximum,
    QuantityOffStep,
    PriceNotPositive,
    PriceOffTick,
    PriceOutOfBand,
    NotionalBelowMinimum,
    InsufficientMargin,
    InsufficientBalance,
    ReduceOnly,
    NothingToReduce,
    ReduceOnlyWrongDirection,
    WouldTakeLiquidity,
    CannotFillCompletely,
    WouldTriggerImmediately,
    ExceedsLeverageBracket,
    TooManyOpenOrders,
    NoLiquidity,
}

/// <summary>The words of the control API for the terms above.</summary>
internal static class Words
{
    public static readonly Exchange[] Exchanges = Enum.GetValues<Exchange>();

    public static string Of(Exchange exchange) => exchange switch
    {
        Exchange.Binance => "binance",
        Exchange.Okx => "okx",
        Exchange.Bybit => "bybit",
        Exchange.Bitget => "bitget",
    };

    public static bool TryExchange(string? text, out Exchange exchange)
    {
        foreach (var candidate in Exchanges)
        {
            if (string.Equals(Of(candidate), text, StringComparison.OrdinalIgnoreCase))
            {
                exchange = candidate;
                return true;
            }
        }

        exchange = default;
        return false;
    }

    public static string Of(Market market) => market switch
    {
        Market.Spot => "SPOT",
        Market.UsdM => "USD-M",
        Market.CoinM => "COIN-M",
    };

    public static bool TryMarket(string? text, out Market market)
    {
        switch (text?.ToUpperInvariant())
        {
            case "SPOT":
                market = Market.Spot;
                return true;
            case "USD-M" or "USDM":
                market = Market.UsdM;
                return true;
            case "COIN-M" or "COINM":
                market = Market.CoinM;
                return true;
            default:
                market = default;
                return false;
        }
    }

    public static string Of(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static string Of(PositionSide side) => side switch
    {
        PositionSide.Both => "BOTH",
        PositionSide.Long => "LONG",
        PositionSide.Short => "SHORT",
    };

    public static string Of(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.Gtc => "GTC",
        TimeInForce.Ioc => "IOC",
        TimeInForce.Fok => "FOK",
        TimeInForce.PostOnly => "GTX",
    };

    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.New => "NEW",
        OrderStatus.PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus.Filled => "FILLED",
        OrderStatus.Canceled => "CANCELED",
        OrderStatus.Expired => "EXPIRED",
        OrderStatus.Rejected => "REJECTED",
    };

    public static string Of(AlgoStatus status) => status switch
    {
        AlgoStatus.Waiting => "NEW",
        AlgoStatus.Finished => "FINISHED",
        AlgoStatus.Canceled => "CANCELED",
        AlgoStatus.Expired => "EXPIRED",
        AlgoStatus.Rejected => "REJECTED",
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => "ACCEPTED",
        Outcome.Rejected => "REJECTED",
        Outcome.Dropped => "DROPPED",
    };

    public static string Of(MarginMode mode) => mode == MarginMode.Cross ? "CROSS" : "ISOLATED";

    public static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
