using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Dialects.Okx;

/// <summary>An error of OKX; trading errors stand in the row (<c>sCode</c>), the others in the envelope.</summary>
internal readonly record struct OkxError(string Code, string Message, int Status = StatusCodes.Status200OK)
{
    public static readonly OkxError NoPosition = new("51023", "Position does not exist");
    public static readonly OkxError NoSuchOrder = new("51603", "Order does not exist");
    public static readonly OkxError CancelUnknown =
        new("51400", "Cancellation failed as the order has been filled, canceled or does not exist.");

    public static readonly OkxError AlreadyCanceled = new("51401", "Cancellation failed as the order is already canceled.");
    public static readonly OkxError AlreadyCompleted = new("51402", "Cancellation failed as the order is already completed.");
    public static readonly OkxError WrongAccountMode = new("51010", "You can't complete this request under your current account mode.");
    public static readonly OkxError UnknownInstrument =
        new("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.");

    public static OkxError Unauthorized(string code, string message) => new(code, message, StatusCodes.Status401Unauthorized);

    public static OkxError Parameter(string name) => new("51000", $"Parameter {name} error");

    public static OkxError Empty(string name) => new("50014", $"Parameter {name} cannot be empty", StatusCodes.Status400BadRequest);

    /// <summary>What OKX answers when the engine refuses. https://www.okx.com/docs-v5/en/#error-code</summary>
    public static OkxError Of(Refusal refusal, OrderRequest request) => refusal switch
    {
        Refusal.DuplicateClientId when request.Algo is not null => new("51065", "algoClOrdId already exists."),
        Refusal.DuplicateClientId => new("51016", "Client order ID already exists."),
        Refusal.QuantityNotPositive => Parameter("sz"),
        Refusal.QuantityBelowMinimum or Refusal.NotionalBelowMinimum =>
            new("51020", "Your order should meet or exceed the minimum order amount."),
        Refusal.QuantityAboveMaximum when request.Kind == OrderKind.Market =>
            new("51202", "Market order amount exceeds the maximum amount."),
        Refusal.QuantityAboveMaximum => new("51101", "Entered amount exceeds the max pending order amount (Cont) per transaction."),
        Refusal.QuantityOffStep => new("51121", "Order quantity must be a multiple of the lot size."),
        Refusal.PriceNotPositive or Refusal.PriceOffTick => Parameter("px"),
        Refusal.PriceOutOfBand when request.Side == Side.Buy => new("51137", "Your opening price has triggered the limit price, and the max buy price is exceeded."),
        Refusal.PriceOutOfBand => new("51138", "Your opening price has triggered the limit price, and the min sell price is not reached."),
        Refusal.InsufficientMargin => new("51008", $"Order failed. Insufficient {request.Book?.Spec.SettleAsset} margin in account "),
        Refusal.InsufficientBalance => new("51008", $"Order failed. Insufficient {SpentAsset(request)} balance in account "),
        Refusal.NothingToReduce or Refusal.ReduceOnly when request.PositionSide == PositionSide.Both =>
            new("51169", "Order failed because you don't have any positions in this direction for this contract to reduce or close."),
        Refusal.NothingToReduce or Refusal.ReduceOnly => NoPosition,
        Refusal.ReduceOnlyWrongDirection =>
            new("51170", "Failed to place order. A reduce-only order can't be the same trading direction as your existing positions."),
        Refusal.ExceedsLeverageBracket => new("51004", "Order failed. The order amount exceeds the current tier limit."),
        Refusal.TooManyOpenOrders => new("51174", "The number of pending orders exceeds the upper limit."),
        Refusal.WouldTriggerImmediately => WrongSide(request),
        _ => new("50026", "System error. Try again later."),
    };

    private static string? SpentAsset(OrderRequest request) =>
        request.Side == Side.Buy ? request.Book?.Spec.QuoteAsset : request.Book?.Spec.BaseAsset;

    /// <summary>A stop on the wrong side of the market.</summary>
    private static OkxError WrongSide(OrderRequest request)
    {
        var isStop = request.SentType.StartsWith("STOP", StringComparison.Ordinal);
        return (isStop, request.Side) switch
        {
            (false, Side.Buy) => new("51277", "TP trigger price can't be higher than the last price"),
            (true, Side.Buy) => new("51278", "SL trigger price can't be lower than the last price"),
            (false, Side.Sell) => new("51279", "TP trigger price can't be lower than the last price"),
            (true, Side.Sell) => new("51280", "SL trigger price can't be higher than the last price"),
        };
    }
}
