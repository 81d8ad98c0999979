using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>An error of Bitget: HTTP 400 as a rule, with the code in the envelope.</summary>
internal readonly record struct BitgetError(string Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    public static readonly BitgetError NoPermission = new("40014", "Incorrect permissions, need futures or copy trading permissions");
    public static readonly BitgetError UnknownOrder = new("40109", "The data of the order cannot be found, please confirm the order number");
    public static readonly BitgetError NothingToCancel = new("40768", "Order does not exist");
    public static readonly BitgetError NotCancellable = new("45056", "The order cannot be cancelled");
    public static readonly BitgetError UnknownPlan = new("43025", "Plan order does not exist");
    public static readonly BitgetError NoPosition = new("22002", "No position to close");
    public static readonly BitgetError NothingToProtect = new("43043", "There is no position");
    public static readonly BitgetError Busy = new("40920", "Position or order exists, the position mode cannot be switched");
    public static readonly BitgetError TooManyRequests = new("429", "Too Many Requests", StatusCodes.Status429TooManyRequests);

    public static readonly BitgetError WrongMode = new(
        "40774", "The order type for unilateral position must also be the unilateral position type.");

    public static BitgetError Missing(string name) => new("40019", $"Parameter {name} cannot be empty");

    public static BitgetError Unknown(string name) => new("40034", $"Parameter {name} does not exist");

    public static BitgetError Bad(string name) => new("40017", $"Parameter verification failed {name}");

    /// <summary>What Bitget answers when the engine refuses. https://www.bitget.com/api-doc/common/error-code/restapi</summary>
    public static BitgetError Of(Refusal refusal, OrderRequest request) => refusal switch
    {
        Refusal.DuplicateClientId => new("40786", "Duplicate clientOid"),
        Refusal.QuantityNotPositive or Refusal.QuantityBelowMinimum => new("45111", "less than the minimum order quantity"),
        Refusal.QuantityAboveMaximum => new("45112", "more than the maximum order quantity"),
        Refusal.QuantityOffStep => new(
            "40808", $"Parameter verification exception size checkBDScale error value={request.Quantity} checkScale={BitgetDialect.Places(request.Book!.Spec.Step)}"),
        Refusal.NotionalBelowMinimum => new("45110", "less than the minimum amount 5 USDT"),
        Refusal.PriceNotPositive => new("43008", "The current order price cannot be less than 0"),
        Refusal.PriceOffTick => new("45115", $"The price you enter should be a multiple of {request.Book!.Spec.Tick}"),
        Refusal.PriceOutOfBand when request.Side == Side.Buy => new("40815", "The order price is higher than the highest bid price"),
        Refusal.PriceOutOfBand => new("40816", "The order price is lower than the lowest ask price"),
        Refusal.InsufficientMargin or Refusal.ExceedsLeverageBracket => new("40762", "The order size is greater than the max open size"),
        Refusal.InsufficientBalance => new("43012", "Insufficient balance"),
        Refusal.NothingToReduce or Refusal.ReduceOnlyWrongDirection => NoPosition,
        Refusal.ReduceOnly => new("40757", "Not enough position is available"),
        Refusal.TooManyOpenOrders => Bad("Number of ordersRange error"),
        Refusal.WouldTriggerImmediately => OfTrigger(request),
        _ => new("40725", "service return an error"),
    };

    private static BitgetError OfTrigger(OrderRequest request)
    {
        var isLong = request.Side == Side.Sell;
        var isStop = request.SentType.StartsWith("STOP", StringComparison.Ordinal);
        return (isStop, isLong) switch
        {
            (false, true) => new("40831", "The take profit price of the long position should be greater than the current price"),
            (false, false) => new("40833", "The take profit price of the short position should be less than the current price"),
            (true, true) => new("40835", "The stop loss price of the long position should be less than the current price"),
            (true, false) => new("40836", "The stop loss price of the short position should be greater than the current price"),
        };
    }

    /// <summary>The texts of codes that a fault may answer with.</summary>
    public static string MessageOf(string code) => code switch
    {
        "22002" => NoPosition.Message,
        "40006" => "Invalid ACCESS_KEY",
        "40008" => "Request timestamp expired",
        "40009" => "sign signature error",
        "40010" => "Request timed out",
        "40012" => "apikey/password is incorrect",
        "40014" => NoPermission.Message,
        "40015" => "System is abnormal, please try again later",
        "40018" => "Invalid IP",
        "40037" => "Apikey does not exist",
        "40109" => UnknownOrder.Message,
        "40200" => "Server upgrade, please try again later",
        "40725" => "service return an error",
        "40754" => "balance not enough",
        "40762" => "The order size is greater than the max open size",
        "40774" => WrongMode.Message,
        "40786" => "Duplicate clientOid",
        "43012" => "Insufficient balance",
        "45001" => "Unknown error",
        "45110" => "less than the minimum amount 5 USDT",
        "429" => TooManyRequests.Message,
        _ => "Request rejected",
    };
}
