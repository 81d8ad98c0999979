using System.Globalization;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>An error of Bybit: HTTP 200 and a code, but for the firewall.</summary>
internal readonly record struct BybitError(int Code, string Message)
{
    public static readonly BybitError BadTime = new(
        10002, "invalid request, please check your server timestamp or recv_window param.");

    public static readonly BybitError BadKey = new(10003, "API key is invalid.");
    public static readonly BybitError BadSignature = new(10004, "Error sign, please check your signature generation algorithm.");
    public static readonly BybitError NoPermission = new(10005, "Permission denied, please check your API key permissions.");
    public static readonly BybitError TooManyVisits = new(10006, "Too many visits. Exceeded the API Rate Limit.");
    public static readonly BybitError UnknownOrder = new(110001, "order not exists or too late to cancel");
    public static readonly BybitError UnknownSpotOrder = new(170213, "Order does not exist.");
    public static readonly BybitError PositionIndex = new(10001, "position idx not match position mode");
    public static readonly BybitError Finished = new(110008, "Order has been finished or cancelled");
    public static readonly BybitError SpotFinished = new(170142, "Order has been canceled.");

    public string CodeText => Code.ToString(CultureInfo.InvariantCulture);

    public static BybitError Parameter(string what) => new(10001, $"params error: {what}");

    /// <summary>What Bybit answers when the engine refuses. https://bybit-exchange.github.io/docs/v5/error</summary>
    public static BybitError Of(Refusal refusal, OrderRequest request) =>
        request.Market == Market.Spot ? OfSpot(refusal, request) : OfDerivative(refusal, request);

    private static BybitError OfDerivative(Refusal refusal, OrderRequest request) => refusal switch
    {
        Refusal.DuplicateClientId => new(110072, "OrderLinkedID is duplicate"),
        Refusal.QuantityNotPositive or Refusal.QuantityBelowMinimum or Refusal.QuantityOffStep => new(10001, "Qty invalid"),
        Refusal.QuantityAboveMaximum => new(10001, "The number of contracts exceeds maximum limit allowed: too large qty"),
        Refusal.NotionalBelowMinimum => new(110094, "Order does not meet minimum order value 5USDT"),
        Refusal.PriceNotPositive or Refusal.PriceOffTick or Refusal.PriceOutOfBand =>
            new(110003, "Order price exceeds the allowable range."),
        Refusal.InsufficientMargin or Refusal.InsufficientBalance => new(110007, "ab not enough for new order"),
        Refusal.NothingToReduce or Refusal.ReduceOnly or Refusal.ReduceOnlyWrongDirection =>
            new(110017, "current position is zero, cannot fix reduce-only order qty"),
        Refusal.ExceedsLeverageBracket => new(110021, "You have exceeded position limits due to Open Interest"),
        Refusal.TooManyOpenOrders => new(110020, "Not allowed to have more than 500 active orders"),
        Refusal.WouldTriggerImmediately when request.Algo?.When == TriggerWhen.AtOrAbove =>
            new(110092, "expect Rising, but trigger_price <= current"),
        Refusal.WouldTriggerImmediately => new(110093, "expect Falling, but trigger_price >= current"),
        _ => new(10016, "Internal server error."),
    };

    private static BybitError OfSpot(Refusal refusal, OrderRequest request) => refusal switch
    {
        Refusal.DuplicateClientId => new(170141, "Duplicate clientOrderId"),
        Refusal.QuantityNotPositive or Refusal.QuantityBelowMinimum => new(170136, "Order quantity lower than the minimum."),
        Refusal.QuantityOffStep => new(170137, "Order volume decimal too long"),
        Refusal.QuantityAboveMaximum => new(170135, "Order quantity exceeded upper limit."),
        Refusal.NotionalBelowMinimum => new(170140, "Order value exceeded lower limit."),
        Refusal.PriceNotPositive => new(170133, "Order price lower than the minimum."),
        Refusal.PriceOffTick => new(170134, "Order price decimal too long"),
        Refusal.PriceOutOfBand when request.Side == Side.Buy => new(170193, "Buy order price cannot be higher than the limit."),
        Refusal.PriceOutOfBand => new(170194, "Sell order price cannot be lower than the limit."),
        Refusal.InsufficientBalance or Refusal.InsufficientMargin => new(170131, "Insufficient balance."),
        Refusal.TooManyOpenOrders => new(170148, "Market order volume too many active orders"),
        Refusal.WouldTriggerImmediately => new(170193, "Trigger price would trigger immediately."),
        _ => new(170001, "Internal error."),
    };

    /// <summary>The texts of codes that a fault may answer with.</summary>
    public static string MessageOf(int code) => code switch
    {
        10000 => "Server Timeout",
        10002 => BadTime.Message,
        10003 => BadKey.Message,
        10004 => BadSignature.Message,
        10005 => NoPermission.Message,
        10006 => "Too many visits!",
        10010 => "Unmatched IP, please check your API key's bound IP addresses.",
        10016 => "Internal server error.",
        10429 => "System level frequency protection.",
        33004 => "Your api key has expired.",
        110007 => "ab not enough for new order",
        110017 => "Reduce-only rule not satisfied",
        110043 => "Set leverage has not been modified.",
        110072 => "OrderLinkedID is duplicate",
        110074 => "This contract is not live",
        110079 => "The order is processing and can not be operated, please try again later",
        110094 => "Order does not meet minimum order value 5USDT",
        170007 => "Timeout waiting for response from backend server.",
        170131 => "Insufficient balance.",
        170141 => "Duplicate clientOrderId",
        _ => "Request rejected.",
    };
}
