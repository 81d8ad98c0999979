using System.Text.Json.Serialization;

namespace WhaleCopy.Core.Venues;

/// <summary>An exchange.</summary>
public enum Venue
{
    /// <summary>Binance.</summary>
    Binance,

    /// <summary>OKX.</summary>
    Okx,

    /// <summary>Bybit.</summary>
    Bybit,

    /// <summary>Bitget.</summary>
    Bitget,
}

/// <summary>A product of a venue.</summary>
public enum Market
{
    /// <summary>Spot: coins change hands, leverage 1.</summary>
    Spot,

    /// <summary>Linear perpetual futures, margined in USDT.</summary>
    [JsonStringEnumMemberName("USD-M")]
    UsdM,

    /// <summary>Inverse perpetual futures, margined in the coin.</summary>
    [JsonStringEnumMemberName("COIN-M")]
    CoinM,
}

/// <summary>The direction of a position.</summary>
public enum PositionSide
{
    /// <summary>Gains when the price rises.</summary>
    Long,

    /// <summary>Gains when the price falls.</summary>
    Short,
}

/// <summary>The direction of an order.</summary>
public enum OrderSide
{
    /// <summary>Buys.</summary>
    Buy,

    /// <summary>Sells.</summary>
    Sell,
}

/// <summary>How margin is shared between the positions of an account.</summary>
public enum MarginMode
{
    /// <summary>A position loses at most its own margin.</summary>
    Isolated,

    /// <summary>Positions share the account's margin.</summary>
    Cross,
}

/// <summary>Whether an account can hold a long and a short of one symbol at once.</summary>
public enum PositionMode
{
    /// <summary>One net position a symbol.</summary>
    OneWay,

    /// <summary>A long and a short side by side.</summary>
    Hedge,
}

/// <summary>How an order is executed.</summary>
public enum OrderType
{
    /// <summary>At any price.</summary>
    Market,

    /// <summary>Up to a bound; what is not filled at once is cancelled.</summary>
    LimitIoc,
}

/// <summary>Direction arithmetic.</summary>
public static class Sides
{
    /// <summary>The order side that opens or increases a position of this side.</summary>
    public static OrderSide Entry(this PositionSide side) => side == PositionSide.Long ? OrderSide.Buy : OrderSide.Sell;

    /// <summary>The order side that reduces or closes a position of this side.</summary>
    public static OrderSide Exit(this PositionSide side) => side == PositionSide.Long ? OrderSide.Sell : OrderSide.Buy;

    /// <summary>The other position side.</summary>
    public static PositionSide Opposite(this PositionSide side) => side == PositionSide.Long ? PositionSide.Short : PositionSide.Long;

    /// <summary>+1 for long and −1 for short: the sign of profit for a rising price.</summary>
    public static int Sign(this PositionSide side) => side == PositionSide.Long ? 1 : -1;
}
