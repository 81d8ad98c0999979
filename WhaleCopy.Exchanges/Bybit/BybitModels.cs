using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>What every call answers with; errors were taken out of it before.</summary>
internal sealed record BybitAnswer<T>(T? Result)
    where T : class;

internal sealed record BybitTime
{
    /// <summary>Nanoseconds.</summary>
    public required long TimeNano { get; init; }
}

internal sealed record BybitPage<T>
{
    public required IReadOnlyList<T> List { get; init; }

    public string? NextPageCursor { get; init; }
}

internal sealed record BybitInstrument
{
    public required string Symbol { get; init; }

    public required string Status { get; init; }

    /// <summary>LinearPerpetual, LinearFutures, …; absent for spot.</summary>
    public string? ContractType { get; init; }

    public required string BaseCoin { get; init; }

    public required string QuoteCoin { get; init; }

    public string? SettleCoin { get; init; }

    public required BybitLotSize LotSizeFilter { get; init; }

    public required BybitPriceFilter PriceFilter { get; init; }

    public BybitLeverageFilter? LeverageFilter { get; init; }
}

internal sealed record BybitLotSize
{
    /// <summary>Futures.</summary>
    public decimal? QtyStep { get; init; }

    /// <summary>Spot.</summary>
    public decimal? BasePrecision { get; init; }

    public decimal? MinOrderQty { get; init; }

    public decimal? MaxOrderQty { get; init; }

    /// <summary>Futures.</summary>
    public decimal? MaxMktOrderQty { get; init; }

    /// <summary>Spot.</summary>
    public decimal? MaxMarketOrderQty { get; init; }

    /// <summary>Futures.</summary>
    public decimal? MinNotionalValue { get; init; }

    /// <summary>Spot.</summary>
    public decimal? MinOrderAmt { get; init; }
}

internal sealed record BybitPriceFilter(decimal? TickSize);

internal sealed record BybitLeverageFilter(decimal? MaxLeverage);

internal sealed record BybitTicker
{
    public required string Symbol { get; init; }

    public required decimal? LastPrice { get; init; }

    public decimal? Bid1Price { get; init; }

    public decimal? Ask1Price { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? IndexPrice { get; init; }

    /// <summary>In quote currency.</summary>
    public decimal? Turnover24h { get; init; }
}

internal sealed record BybitWallet
{
    /// <summary>In USD, over everything that may be margin; empty with isolated margin.</summary>
    public decimal? TotalAvailableBalance { get; init; }

    public required IReadOnlyList<BybitCoin> Coin { get; init; }
}

internal sealed record BybitCoin
{
    public required string Coin { get; init; }

    public required decimal? WalletBalance { get; init; }

    public decimal? Locked { get; init; }

    public decimal? TotalPositionIM { get; init; }

    public decimal? TotalOrderIM { get; init; }

    public decimal? UnrealisedPnl { get; init; }

    public decimal? UsdValue { get; init; }
}

internal sealed record BybitAccountInfo(string MarginMode);

internal sealed record BybitPosition
{
    public required string Symbol { get; init; }

    /// <summary>0 one-way, 1 the long side, 2 the short side of hedge mode.</summary>
    public required int PositionIdx { get; init; }

    /// <summary>Buy, Sell or nothing.</summary>
    public string? Side { get; init; }

    public required decimal? Size { get; init; }

    public decimal? AvgPrice { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? UnrealisedPnl { get; init; }

    public decimal? LiqPrice { get; init; }

    public decimal? Leverage { get; init; }
}

internal sealed record BybitPlaced
{
    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }
}

/// <summary>The answer of settings: nothing in it.</summary>
internal sealed record BybitNothing;

internal sealed record BybitOrder
{
    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? OrderLinkId { get; init; }

    public required string Symbol { get; init; }

    public required string Side { get; init; }

    public required string OrderStatus { get; init; }

    public required decimal? CumExecQty { get; init; }

    public decimal? CumExecValue { get; init; }

    public decimal? AvgPrice { get; init; }

    public decimal? TriggerPrice { get; init; }

    public string? StopOrderType { get; init; }

    public long? UpdatedTime { get; init; }
}

internal sealed record BybitExecution
{
    public required string Symbol { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string ExecId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrderId { get; init; }

    public string? OrderLinkId { get; init; }

    public required string Side { get; init; }

    public required decimal? ExecPrice { get; init; }

    public required decimal? ExecQty { get; init; }

    /// <summary>Above zero where it was paid.</summary>
    public required decimal? ExecFee { get; init; }

    /// <summary>Empty where it is the settle coin.</summary>
    public string? FeeCurrency { get; init; }

    /// <summary>Trade, AdlTrade, BustTrade, …; Funding and settlements are no fills.</summary>
    public required string ExecType { get; init; }

    public decimal? ExecPnl { get; init; }

    public required long? ExecTime { get; init; }
}

internal sealed record BybitKey
{
    public required int ReadOnly { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>?> Permissions { get; init; }

    public IReadOnlyList<string>? Ips { get; init; }

    public DateTimeOffset? ExpiredAt { get; init; }
}

internal sealed record BybitLeadPositions
{
    public required IReadOnlyList<BybitLeadPosition>? Data { get; init; }

    public int? TotalCount { get; init; }

    /// <summary>1 where he hides his positions.</summary>
    public required int? OpenTradeInfoProtection { get; init; }
}

internal sealed record BybitLeadPosition
{
    public required string Symbol { get; init; }

    public required string Side { get; init; }

    public required decimal? EntryPrice { get; init; }

    /// <summary>Coins times 1e8.</summary>
    public required decimal? SizeX { get; init; }

    /// <summary>What is still open of it, times 1e8.</summary>
    public decimal? CloseFreeQtyX { get; init; }

    /// <summary>Times 100.</summary>
    public decimal? LeverageE2 { get; init; }

    public bool? IsIsolated { get; init; }

    public long? CreatedAtE3 { get; init; }

    public long? TransactTimeE3 { get; init; }

    /// <summary>Tells equal rows apart where it is there.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? CrossSeq { get; init; }
}

/// <summary>Unverified shape, from public clients.</summary>
internal sealed record BybitLeaders
{
    public required IReadOnlyList<BybitLeader>? LeaderDetails { get; init; }

    public int? TotalCount { get; init; }
}

/// <summary>Unverified shape, from public clients: ratios times 10,000, amounts times 1e8.</summary>
internal sealed record BybitLeader
{
    public required string LeaderMark { get; init; }

    public string? NickName { get; init; }

    public int? CurrentFollowerCount { get; init; }

    public decimal? YieldRateE4 { get; init; }

    public decimal? ProfitE8 { get; init; }

    public decimal? WinRateE4 { get; init; }

    public decimal? MaxDrawDownE4 { get; init; }

    public decimal? EquityE8 { get; init; }

    public int? OpenTradeInfoProtection { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(DecimalConverter), typeof(OptionalDecimalConverter), typeof(LongConverter), typeof(OptionalLongConverter),
        typeof(IntConverter), typeof(OptionalIntConverter), typeof(OptionalBoolConverter), typeof(OptionalTimeConverter),
    ])]
[JsonSerializable(typeof(BybitAnswer<BybitTime>), TypeInfoPropertyName = "Time")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitInstrument>>), TypeInfoPropertyName = "Instruments")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitTicker>>), TypeInfoPropertyName = "Tickers")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitWallet>>), TypeInfoPropertyName = "Wallets")]
[JsonSerializable(typeof(BybitAnswer<BybitAccountInfo>), TypeInfoPropertyName = "AccountInfo")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitPosition>>), TypeInfoPropertyName = "Positions")]
[JsonSerializable(typeof(BybitAnswer<BybitPlaced>), TypeInfoPropertyName = "Placed")]
[JsonSerializable(typeof(BybitAnswer<BybitNothing>), TypeInfoPropertyName = "Nothing")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitOrder>>), TypeInfoPropertyName = "Orders")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitExecution>>), TypeInfoPropertyName = "Executions")]
[JsonSerializable(typeof(BybitAnswer<BybitPage<BybitTransaction>>), TypeInfoPropertyName = "Transactions")]
[JsonSerializable(typeof(BybitAnswer<BybitKey>), TypeInfoPropertyName = "Key")]
[JsonSerializable(typeof(BybitAnswer<BybitLeadPositions>), TypeInfoPropertyName = "LeadPositions")]
[JsonSerializable(typeof(BybitAnswer<BybitLeaders>), TypeInfoPropertyName = "Leaders")]
[JsonSerializable(typeof(BybitAnswer<BybitLeader>), TypeInfoPropertyName = "Leader")]
internal sealed partial class BybitJson : JsonSerializerContext;
