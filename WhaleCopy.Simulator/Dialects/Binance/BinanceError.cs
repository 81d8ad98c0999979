using System.Globalization;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>An error as Binance answers it.</summary>
internal readonly record struct BinanceError(int Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly BinanceError InvalidSymbol = new(-1121, "Invalid symbol.");
    public static readonly BinanceError UnknownOrder = new(-2011, "Unknown order sent.");
    public static readonly BinanceError NoSuchOrder = new(-2013, "Order does not exist.");
    public static readonly BinanceError InvalidKey =
        new(-2015, "Invalid API-key, IP, or permissions for action.", StatusCodes.Status401Unauthorized);

    public static readonly BinanceError BadKeyFormat = new(-2014, "API-key format invalid.", StatusCodes.Status401Unauthorized);
    public static readonly BinanceError BadSignature = new(-1022, "Signature for this request is not valid.");
    public static readonly BinanceError Late = new(-1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly BinanceError Early = new(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
    public static readonly BinanceError WindowTooLarge = new(-1131, "recvWindow must be less than 60000.");
    public static readonly BinanceError Precision = new(-1111, "Precision is over the maximum defined for this asset.");
    public static readonly BinanceError UseAlgoEndpoint =
        new(-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.");

    public static readonly BinanceError PositionSideMismatch =
        new(-4061, "Order's position side does not match user's setting.");

    public static readonly BinanceError BadClientIdCharacters = new(
        -1100, "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.");

    public static readonly BinanceError OrderIdMissing =
        new(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");

    public string CodeText => Code.ToString(CultureInfo.InvariantCulture);

    public static BinanceError Missing(string name) =>
        new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static BinanceError Illegal(string name) => new(-1100, $"Illegal characters found in parameter '{name}'.");

    public static BinanceError Invalid(string name) => new(-1130, $"Data sent for parameter '{name}' is not valid.");

    public static BinanceError NotRequired(string name) => new(-1106, $"Parameter '{name}' sent when not required.");

    /// <summary>What spot answers when the engine refuses. https://developers.binance.com/docs/binance-spot-api-docs/errors</summary>
    public static BinanceError OfSpot(Refusal refusal) => refusal switch
    {
        Refusal.DuplicateClientId => new(-2010, "Duplicate order sent."),
        Refusal.QuantityNotPositive => new(-1013, "Invalid quantity."),
        Refusal.QuantityBelowMinimum or Refusal.QuantityAboveMaximum or Refusal.QuantityOffStep => new(-1013, "Filter failure: LOT_SIZE"),
        Refusal.PriceNotPositive => new(-1013, "Invalid price."),
        Refusal.PriceOffTick => new(-1013, "Filter failure: PRICE_FILTER"),
        Refusal.PriceOutOfBand => new(-1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
        Refusal.NotionalBelowMinimum => new(-1013, "Filter failure: NOTIONAL"),
        Refusal.InsufficientBalance or Refusal.InsufficientMargin =>
            new(-2010, "Account has insufficient balance for requested action."),
        Refusal.WouldTakeLiquidity => new(-2010, "Order would immediately match and take."),
        Refusal.WouldTriggerImmediately => new(-2010, "Stop price would trigger immediately."),
        Refusal.TooManyOpenOrders => new(-1013, "Filter failure: MAX_NUM_ORDERS"),
        _ => new(-1000, "An unknown error occurred while processing the request."),
    };

    /// <summary>What futures answers when the engine refuses. https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code</summary>
    public static BinanceError OfFutures(Refusal refusal, Side side, bool isAlgo) => refusal switch
    {
        Refusal.DuplicateClientId => new(-4116, "ClientOrderId is duplicated."),
        Refusal.QuantityNotPositive => new(-4003, "Quantity less than or equal to zero."),
        Refusal.QuantityBelowMinimum => new(-4004, "Quantity less than min quantity."),
        Refusal.QuantityAboveMaximum => new(-4005, "Quantity greater than max quantity."),
        Refusal.QuantityOffStep => new(-4023, "Quantity not increased by step size."),
        Refusal.PriceNotPositive => new(-4001, "Price less than 0."),
        Refusal.PriceOffTick => new(-4014, "Price not increased by tick size."),
        Refusal.PriceOutOfBand when side == Side.Buy => new(-4016, "Limit price can't be higher than the mark price multiplier cap."),
        Refusal.PriceOutOfBand => new(-4024, "Limit price can't be lower than the mark price multiplier floor."),
        Refusal.NotionalBelowMinimum => new(-4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."),
        Refusal.InsufficientMargin or Refusal.InsufficientBalance => new(-2019, "Margin is insufficient."),
        Refusal.ReduceOnly or Refusal.NothingToReduce or Refusal.ReduceOnlyWrongDirection =>
            new(-2022, "ReduceOnly Order is rejected."),
        Refusal.WouldTakeLiquidity =>
            new(-5022, "Due to the order could not be executed as maker, the Post Only order will be rejected."),
        Refusal.CannotFillCompletely or Refusal.NoLiquidity =>
            new(-5021, "Due to the order could not be filled immediately, the FOK order has been rejected."),
        Refusal.WouldTriggerImmediately => new(-2021, "Order would immediately trigger."),
        Refusal.ExceedsLeverageBracket => new(-2027, "Exceeded the maximum allowable position at current leverage."),
        Refusal.TooManyOpenOrders when isAlgo => new(-4045, "Reach max stop order limit."),
        Refusal.TooManyOpenOrders => new(-2025, "Reach max open order limit."),
        _ => new(-1000, "An unknown error occurred while processing the request."),
    };
}
