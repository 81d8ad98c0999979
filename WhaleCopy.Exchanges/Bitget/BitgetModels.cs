using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>What every call answers with; errors were taken out of it before.</summary>
internal sealed record BitgetAnswer<T>(T? Data)
    where T : class;

internal sealed record BitgetTime(long ServerTime);

internal sealed record BitgetContract
{
    public required string Symbol { get; init; }

    public required string BaseCoin { get; init; }

    public required string QuoteCoin { get; init; }

    public decimal? TakerFeeRate { get; init; }

    public IReadOnlyList<string>? SupportMarginCoins { get; init; }

    public required decimal? MinTradeNum { get; init; }

    /// <summary>The size step.</summary>
    public required decimal? SizeMultiplier { get; init; }

    /// <summary>Decimal places of a price.</summary>
    public required int? PricePlace { get; init; }

    /// <summary>The price step in units of the last place.</summary>
    public required decimal? PriceEndStep { get; init; }

    public decimal? MinTradeUSDT { get; init; }

    public decimal? MaxMarketOrderQty { get; init; }

    public decimal? MaxOrderQty { get; init; }

    public decimal? MaxLever { get; init; }

    /// <summary>perpetual or delivery.</summary>
    public string? SymbolType { get; init; }

    public required string SymbolStatus { get; init; }
}

internal sealed record BitgetTicker
{
    public required string Symbol { get; init; }

    public required decimal? LastPr { get; init; }

    public decimal? BidPr { get; init; }

    public decimal? AskPr { get; init; }

    public decimal? IndexPrice { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? UsdtVolume { get; init; }
}

internal sealed record BitgetSymbolPrice(string Symbol, decimal? IndexPrice = null, decimal? MarkPrice = null);

internal sealed record BitgetAccount
{
    public required string MarginCoin { get; init; }

    public decimal? Available { get; init; }

    public decimal? CrossedMaxAvailable { get; init; }

    public required decimal? AccountEquity { get; init; }

    public decimal? UnrealizedPL { get; init; }

    /// <summary>One account only.</summary>
    public string? MarginMode { get; init; }

    /// <summary>One account only.</summary>
    public string? PosMode { get; init; }

    /// <summary>One account only.</summary>
    public decimal? CrossedMarginLeverage { get; init; }

    /// <summary>One account only.</summary>
    public decimal? IsolatedLongLever { get; init; }

    /// <summary>One account only.</summary>
    public decimal? IsolatedShortLever { get; init; }
}

internal sealed record BitgetSpotAsset(string Coin, decimal? Available, decimal? Frozen = null, decimal? Locked = null);

internal sealed record BitgetPosition
{
    public required string Symbol { get; init; }

    public required string HoldSide { get; init; }

    public required decimal? Total { get; init; }

    public required decimal? OpenPriceAvg { get; init; }

    public decimal? Leverage { get; init; }

    public string? MarginMode { get; init; }

    public decimal? UnrealizedPL { get; init; }

    public decimal? LiquidationPrice { get; init; }

    public decimal? MarkPrice { get; init; }
}

/// <summary>The answer to placing; the id can be missing.</summary>
internal sealed record BitgetPlaced
{
    [JsonConverter(typeof(TextConverter))]
    public string? OrderId { get; init; }

    public string? ClientOid { get; init; }
}

/// <summary>The answer of settings: what it says is read back.</summary>
internal sealed record BitgetSetting;

internal sealed record BitgetPlanCancelled
{
    public IReadOnlyList<BitgetPlaced>? SuccessList { get; init; }

    public IReadOnlyList<BitgetFailure>? FailureList { get; init; }
}

internal sealed record BitgetFailure
{
    public string? ClientOid { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? ErrorCode { get; init; }
}

internal sealed record BitgetOrder
{
    public required string Symbol { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? ClientOid { get; init; }

    /// <summary>Of one order.</summary>
    public string? State { get; init; }

    /// <summary>In lists.</summary>
    public string? Status { get; init; }

    public required string Side { get; init; }

    public string? PosSide { get; init; }

    public string? TradeSide { get; init; }

    public string? PosMode { get; init; }

    public decimal? BaseVolume { get; init; }

    public decimal? PriceAvg { get; init; }

    public long? UTime { get; init; }
}

internal sealed record BitgetOrders
{
    /// <summary>Null where there are none.</summary>
    public required IReadOnlyList<BitgetOrder>? EntrustedList { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? EndId { get; init; }
}

internal sealed record BitgetPlan
{
    public required string Symbol { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? ClientOid { get; init; }

    public string? PlanStatus { get; init; }

    public string? Side { get; init; }

    public string? PosSide { get; init; }

    public string? TradeSide { get; init; }

    public string? PosMode { get; init; }

    public decimal? TriggerPrice { get; init; }

    /// <summary>The order that it became, once it fired.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? ExecuteOrderId { get; init; }

    public long? UTime { get; init; }
}

internal sealed record BitgetPlans
{
    /// <summary>Null where there are none.</summary>
    public required IReadOnlyList<BitgetPlan>? EntrustedList { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? EndId { get; init; }
}

internal sealed record BitgetFills
{
    /// <summary>Null where there are none.</summary>
    public required IReadOnlyList<BitgetFill>? FillList { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? EndId { get; init; }
}

internal sealed record BitgetFill
{
    [JsonConverter(typeof(TextConverter))]
    public required string TradeId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? ClientOid { get; init; }

    public required decimal? Price { get; init; }

    public required decimal? BaseVolume { get; init; }

    public required IReadOnlyList<BitgetFee>? FeeDetail { get; init; }

    public required string Side { get; init; }

    public string? TradeSide { get; init; }

    public string? PosMode { get; init; }

    public decimal? Profit { get; init; }

    public required long? CTime { get; init; }
}

/// <summary>Below zero where it was paid.</summary>
internal sealed record BitgetFee(string FeeCoin, decimal? TotalFee);

internal sealed record BitgetKeyInfo
{
    /// <summary>Short codes (coow, stow, wwow, …), or the old words.</summary>
    public required IReadOnlyList<string> Authorities { get; init; }

    /// <summary>A list as text or as an array.</summary>
    public JsonElement? Ips { get; init; }
}

internal sealed record BitgetTransfer([property: JsonConverter(typeof(TextConverter))] string TransferId);

internal sealed record BitgetTrace
{
    [JsonConverter(typeof(TextConverter))]
    public required string TrackingNo { get; init; }

    public required string Symbol { get; init; }

    public required string PosSide { get; init; }

    public required decimal? OpenSize { get; init; }

    public decimal? OpenPriceAvg { get; init; }

    /// <summary>The name in older pages.</summary>
    public decimal? OpenAvgPrice { get; init; }

    public decimal? OpenLeverage { get; init; }

    public string? MarginMode { get; init; }

    public long? OpenTime { get; init; }
}

/// <summary>Unverified shape of the broker's list of traders.</summary>
internal sealed record BitgetTraderRow
{
    [JsonConverter(typeof(TextConverter))]
    public required string TraderId { get; init; }

    public string? TraderName { get; init; }

    public int? FollowCount { get; init; }

    public decimal? Roi { get; init; }

    public decimal? WinRate { get; init; }

    public decimal? MaxCallbackRate { get; init; }

    public decimal? TotalEquity { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(DecimalConverter), typeof(OptionalDecimalConverter), typeof(LongConverter), typeof(OptionalLongConverter),
        typeof(IntConverter), typeof(OptionalIntConverter), typeof(OptionalBoolConverter),
    ])]
[JsonSerializable(typeof(BitgetAnswer<BitgetTime>), TypeInfoPropertyName = "Time")]
[JsonSerializable(typeof(BitgetAnswer<BitgetContract[]>), TypeInfoPropertyName = "Contracts")]
[JsonSerializable(typeof(BitgetAnswer<BitgetTicker[]>), TypeInfoPropertyName = "Tickers")]
[JsonSerializable(typeof(BitgetAnswer<BitgetSymbolPrice[]>), TypeInfoPropertyName = "SymbolPrices")]
[JsonSerializable(typeof(BitgetAnswer<BitgetAccount>), TypeInfoPropertyName = "Account")]
[JsonSerializable(typeof(BitgetAnswer<BitgetAccount[]>), TypeInfoPropertyName = "Accounts")]
[JsonSerializable(typeof(BitgetAnswer<BitgetSpotAsset[]>), TypeInfoPropertyName = "SpotAssets")]
[JsonSerializable(typeof(BitgetAnswer<BitgetPosition[]>), TypeInfoPropertyName = "Positions")]
[JsonSerializable(typeof(BitgetAnswer<BitgetPlaced>), TypeInfoPropertyName = "Placed")]
[JsonSerializable(typeof(BitgetAnswer<BitgetSetting>), TypeInfoPropertyName = "Setting")]
[JsonSerializable(typeof(BitgetAnswer<BitgetPlanCancelled>), TypeInfoPropertyName = "PlanCancelled")]
[JsonSerializable(typeof(BitgetAnswer<BitgetOrder>), TypeInfoPropertyName = "Order")]
[JsonSerializable(typeof(BitgetAnswer<BitgetOrders>), TypeInfoPropertyName = "Orders")]
[JsonSerializable(typeof(BitgetAnswer<BitgetPlans>), TypeInfoPropertyName = "Plans")]
[JsonSerializable(typeof(BitgetAnswer<BitgetFills>), TypeInfoPropertyName = "Fills")]
[JsonSerializable(typeof(BitgetAnswer<BitgetBills>), TypeInfoPropertyName = "Bills")]
[JsonSerializable(typeof(BitgetAnswer<BitgetKeyInfo>), TypeInfoPropertyName = "KeyInfo")]
[JsonSerializable(typeof(BitgetAnswer<BitgetTransfer>), TypeInfoPropertyName = "Transfer")]
[JsonSerializable(typeof(BitgetAnswer<BitgetTrace[]>), TypeInfoPropertyName = "Traces")]
[JsonSerializable(typeof(BitgetAnswer<BitgetTraderRow[]>), TypeInfoPropertyName = "Traders")]
internal sealed partial class BitgetJson : JsonSerializerContext;
