using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

internal sealed record BinanceServerTime(long ServerTime);

internal sealed record BinanceExchangeInfo
{
    public required IReadOnlyList<BinanceSymbol> Symbols { get; init; }

    public IReadOnlyList<BinanceRateLimit> RateLimits { get; init; } = [];
}

internal sealed record BinanceRateLimit(string RateLimitType, string Interval, int IntervalNum, int Limit);

internal sealed record BinanceSymbol
{
    public required string Symbol { get; init; }

    public string? ContractType { get; init; }

    /// <summary>Spot and USD-M.</summary>
    public string? Status { get; init; }

    /// <summary>COIN-M.</summary>
    public string? ContractStatus { get; init; }

    public required string BaseAsset { get; init; }

    public required string QuoteAsset { get; init; }

    public string? MarginAsset { get; init; }

    /// <summary>USD a contract, COIN-M only.</summary>
    public decimal? ContractSize { get; init; }

    public required IReadOnlyList<BinanceFilter> Filters { get; init; }
}

internal sealed record BinanceFilter
{
    public required string FilterType { get; init; }

    public decimal? TickSize { get; init; }

    public decimal? StepSize { get; init; }

    public decimal? MinQty { get; init; }

    public decimal? MaxQty { get; init; }

    /// <summary>USD-M's spelling.</summary>
    public decimal? Notional { get; init; }

    /// <summary>Spot's spelling.</summary>
    public decimal? MinNotional { get; init; }
}

internal sealed record BinancePrice(string Symbol, decimal Price);

internal sealed record BinanceBook(string Symbol, decimal? BidPrice = null, decimal? AskPrice = null);

internal sealed record BinancePremium(string Symbol, decimal? MarkPrice = null, decimal? IndexPrice = null);

internal sealed record BinanceDay
{
    public required string Symbol { get; init; }

    public required decimal LastPrice { get; init; }

    /// <summary>In quote currency; spot and USD-M.</summary>
    public decimal? QuoteVolume { get; init; }

    /// <summary>In coins; COIN-M.</summary>
    public decimal? BaseVolume { get; init; }

    /// <summary>Spot only.</summary>
    public decimal? BidPrice { get; init; }

    /// <summary>Spot only.</summary>
    public decimal? AskPrice { get; init; }
}

internal sealed record BinanceAccount
{
    public required IReadOnlyList<BinanceAsset> Assets { get; init; }

    /// <summary>COIN-M's rows carry leverage and margin mode of every symbol, held or not.</summary>
    public IReadOnlyList<BinanceAccountPosition> Positions { get; init; } = [];
}

internal sealed record BinanceAccountPosition(string Symbol, int? Leverage = null, bool? Isolated = null);

internal sealed record BinanceSpotAccount(IReadOnlyList<BinanceSpotBalance> Balances);

internal sealed record BinanceSpotBalance(string Asset, decimal Free, decimal Locked);

/// <summary>A row, or several: with a symbol USD-M answers one, COIN-M a list of one.</summary>
[JsonConverter(typeof(BinanceOneOrManyConverter))]
internal sealed record BinanceOneOrMany<T>(IReadOnlyList<T> Rows);

internal sealed record BinanceAsset(
    string Asset, decimal WalletBalance, decimal AvailableBalance, decimal? UnrealizedProfit = null);

internal sealed record BinancePosition
{
    public required string Symbol { get; init; }

    /// <summary>Signed.</summary>
    public required decimal PositionAmt { get; init; }

    public required string PositionSide { get; init; }

    public required decimal EntryPrice { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? UnRealizedProfit { get; init; }

    public decimal? LiquidationPrice { get; init; }

    /// <summary>Gone from the third version.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>Gone from the third version.</summary>
    public string? MarginType { get; init; }
}

internal sealed record BinancePositionMode(bool? DualSidePosition);

internal sealed record BinanceSymbolConfig(string Symbol, string MarginType, int Leverage);

internal sealed record BinanceBrackets(string Symbol, IReadOnlyList<BinanceBracket> Brackets);

/// <summary>Coin-margined brackets are told in coins: they have no notional cap.</summary>
internal sealed record BinanceBracket(int InitialLeverage, decimal? NotionalCap = null);

/// <summary>The answer of settings: <c>{"code":200,"msg":"success"}</c> or the values set. What they are is read back.</summary>
internal sealed record BinanceSettingAnswer(long? Code = null, int? Leverage = null);

internal sealed record BinanceOrder
{
    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? Symbol { get; init; }

    public string? ClientOrderId { get; init; }

    public required string Status { get; init; }

    public required decimal ExecutedQty { get; init; }

    public decimal? AvgPrice { get; init; }

    /// <summary>What was paid in quote currency: spot, in the venue's spelling.</summary>
    [JsonPropertyName("cummulativeQuoteQty")]
    public decimal? CumulativeQuoteQty { get; init; }

    public string? Type { get; init; }

    public string? Side { get; init; }

    public decimal? StopPrice { get; init; }

    public long? UpdateTime { get; init; }

    /// <summary>Spot's answer to a placement and a cancellation.</summary>
    public long? TransactTime { get; init; }
}

internal sealed record BinanceAlgoOrder
{
    [JsonConverter(typeof(TextConverter))]
    public required string AlgoId { get; init; }

    public string? Symbol { get; init; }

    public string? ClientAlgoId { get; init; }

    public required string AlgoStatus { get; init; }

    /// <summary>The order it became, empty before.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? ActualOrderId { get; init; }

    public decimal? ActualPrice { get; init; }

    public decimal? TriggerPrice { get; init; }

    public string? Side { get; init; }

    public long? UpdateTime { get; init; }
}

/// <summary>The answer of cancelling a conditional order: the order itself or <c>{"code":"200","msg":"success"}</c>.</summary>
internal sealed record BinanceAlgoCancelled([property: JsonConverter(typeof(TextConverter))] string? AlgoId = null, string? AlgoStatus = null);

internal sealed record BinanceFill
{
    [JsonConverter(typeof(TextConverter))]
    public required string Id { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public required string Side { get; init; }

    public string? PositionSide { get; init; }

    public required decimal Price { get; init; }

    public required decimal Qty { get; init; }

    public required decimal Commission { get; init; }

    public required string CommissionAsset { get; init; }

    public bool? Maker { get; init; }

    public decimal? RealizedPnl { get; init; }

    public required long Time { get; init; }
}

internal sealed record BinanceSpotFill
{
    [JsonConverter(typeof(TextConverter))]
    public required string Id { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public required bool? IsBuyer { get; init; }

    public required decimal Price { get; init; }

    public required decimal Qty { get; init; }

    public required decimal Commission { get; init; }

    public required string CommissionAsset { get; init; }

    public required long Time { get; init; }
}

internal sealed record BinanceKeyRestrictions
{
    public required bool? EnableReading { get; init; }

    public bool? EnableSpotAndMarginTrading { get; init; }

    public bool? EnableFutures { get; init; }

    public required bool? EnableWithdrawals { get; init; }

    public bool? PermitsUniversalTransfer { get; init; }

    public bool? IpRestrict { get; init; }

    /// <summary>Milliseconds; absent where the key does not end.</summary>
    public long? TradingAuthorityExpirationTime { get; init; }
}

internal sealed record BinanceTransfer([property: JsonConverter(typeof(TextConverter))] string TranId);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(DecimalConverter), typeof(OptionalDecimalConverter), typeof(LongConverter), typeof(OptionalLongConverter),
        typeof(IntConverter), typeof(OptionalIntConverter), typeof(OptionalBoolConverter),
    ])]
[JsonSerializable(typeof(BinanceServerTime))]
[JsonSerializable(typeof(BinanceExchangeInfo))]
[JsonSerializable(typeof(BinancePrice[]))]
[JsonSerializable(typeof(BinanceBook))]
[JsonSerializable(typeof(BinanceBook[]))]
[JsonSerializable(typeof(BinancePremium))]
[JsonSerializable(typeof(BinancePremium[]))]
[JsonSerializable(typeof(BinanceDay))]
[JsonSerializable(typeof(BinanceDay[]))]
[JsonSerializable(typeof(BinanceOneOrMany<BinanceBook>))]
[JsonSerializable(typeof(BinanceOneOrMany<BinancePremium>))]
[JsonSerializable(typeof(BinanceOneOrMany<BinanceDay>))]
[JsonSerializable(typeof(BinanceAccount))]
[JsonSerializable(typeof(BinanceSpotAccount))]
[JsonSerializable(typeof(BinanceSpotFill[]))]
[JsonSerializable(typeof(BinancePosition[]))]
[JsonSerializable(typeof(BinancePositionMode))]
[JsonSerializable(typeof(BinanceSymbolConfig[]))]
[JsonSerializable(typeof(BinanceBrackets[]))]
[JsonSerializable(typeof(BinanceSettingAnswer))]
[JsonSerializable(typeof(BinanceOrder))]
[JsonSerializable(typeof(BinanceOrder[]))]
[JsonSerializable(typeof(BinanceAlgoOrder))]
[JsonSerializable(typeof(BinanceAlgoOrder[]))]
[JsonSerializable(typeof(BinanceAlgoCancelled))]
[JsonSerializable(typeof(BinanceFill[]))]
[JsonSerializable(typeof(BinanceIncome[]))]
[JsonSerializable(typeof(BinanceKeyRestrictions))]
[JsonSerializable(typeof(BinanceTransfer))]
[JsonSerializable(typeof(BinanceLeadEnvelope<BinanceLeadPosition[]>), TypeInfoPropertyName = "LeadPositions")]
[JsonSerializable(typeof(BinanceLeadEnvelope<BinanceLeadDetail>), TypeInfoPropertyName = "LeadDetail")]
[JsonSerializable(typeof(BinanceLeadEnvelope<BinanceLeadOrders>), TypeInfoPropertyName = "LeadOrders")]
[JsonSerializable(typeof(BinanceLeadEnvelope<BinanceLeadList>), TypeInfoPropertyName = "LeadList")]
[JsonSerializable(typeof(BinanceLeadHistoryQuery))]
[JsonSerializable(typeof(BinanceLeadListQuery))]
internal sealed partial class BinanceJson : JsonSerializerContext;
