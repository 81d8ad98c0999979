using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>What every call answers with; errors were taken out of it before.</summary>
internal sealed record OkxAnswer<T>(IReadOnlyList<T> Data);

internal sealed record OkxTime(long Ts);

internal sealed record OkxInstrument
{
    public required string InstId { get; init; }

    public required string InstType { get; init; }

    public required string State { get; init; }

    /// <summary>linear or inverse; empty for spot.</summary>
    public string? CtType { get; init; }

    public decimal? CtVal { get; init; }

    public decimal? CtMult { get; init; }

    public string? SettleCcy { get; init; }

    public required decimal? TickSz { get; init; }

    public required decimal? LotSz { get; init; }

    public required decimal? MinSz { get; init; }

    public decimal? MaxLmtSz { get; init; }

    public decimal? MaxMktSz { get; init; }

    public decimal? Lever { get; init; }
}

internal sealed record OkxTicker
{
    public required string InstId { get; init; }

    public required decimal? Last { get; init; }

    public decimal? BidPx { get; init; }

    public decimal? AskPx { get; init; }

    /// <summary>Coins for futures, quote currency for spot.</summary>
    public decimal? VolCcy24h { get; init; }
}

internal sealed record OkxMarkPrice(string InstId, decimal? MarkPx);

internal sealed record OkxIndexTicker(string InstId, decimal? IdxPx);

internal sealed record OkxAccountConfig
{
    /// <summary>1 spot, 2 futures, 3 multi-currency, 4 portfolio.</summary>
    public required string AcctLv { get; init; }

    /// <summary>long_short_mode or net_mode.</summary>
    public required string PosMode { get; init; }

    public string? Perm { get; init; }

    public string? Ip { get; init; }
}

internal sealed record OkxBalance(IReadOnlyList<OkxAsset> Details);

internal sealed record OkxAsset
{
    public required string Ccy { get; init; }

    public required decimal? CashBal { get; init; }

    public decimal? AvailBal { get; init; }

    public decimal? AvailEq { get; init; }

    public decimal? Upl { get; init; }
}

internal sealed record OkxPosition
{
    public required string InstId { get; init; }

    /// <summary>Contracts; signed in net mode.</summary>
    public required decimal? Pos { get; init; }

    public required string PosSide { get; init; }

    public required decimal? AvgPx { get; init; }

    public decimal? MarkPx { get; init; }

    public decimal? Upl { get; init; }

    public decimal? LiqPx { get; init; }

    public decimal? Lever { get; init; }

    public string? MgnMode { get; init; }
}

internal sealed record OkxLeverage(string MgnMode, decimal? Lever);

internal sealed record OkxPlaced
{
    [JsonConverter(typeof(TextConverter))]
    public required string OrdId { get; init; }

    public string? ClOrdId { get; init; }
}

internal sealed record OkxAlgoPlaced
{
    [JsonConverter(typeof(TextConverter))]
    public required string AlgoId { get; init; }
}

internal sealed record OkxOrder
{
    public required string InstId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrdId { get; init; }

    public string? ClOrdId { get; init; }

    public required string State { get; init; }

    public required string Side { get; init; }

    public required decimal? AccFillSz { get; init; }

    public decimal? AvgPx { get; init; }

    public long? UTime { get; init; }
}

internal sealed record OkxAlgoOrder
{
    public required string InstId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string AlgoId { get; init; }

    public string? AlgoClOrdId { get; init; }

    public required string State { get; init; }

    public required string Side { get; init; }

    public decimal? SlTriggerPx { get; init; }

    public decimal? TpTriggerPx { get; init; }

    public decimal? TriggerPx { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? OrdId { get; init; }

    public IReadOnlyList<string>? OrdIdList { get; init; }

    public long? UTime { get; init; }
}

internal sealed record OkxFill
{
    public required string InstId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string BillId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string OrdId { get; init; }

    public string? ClOrdId { get; init; }

    public required string Side { get; init; }

    public string? PosSide { get; init; }

    public required decimal? FillPx { get; init; }

    public required decimal? FillSz { get; init; }

    /// <summary>Below zero where it was paid.</summary>
    public required decimal? Fee { get; init; }

    public required string FeeCcy { get; init; }

    public decimal? FillPnl { get; init; }

    /// <summary>Kind of transaction: 100 to 111 liquidations, 125 to 128 auto-deleveraging.</summary>
    public long? SubType { get; init; }

    public required long? Ts { get; init; }
}

internal sealed record OkxSubPosition
{
    public required string InstId { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public required string SubPosId { get; init; }

    /// <summary>long, short or net.</summary>
    public required string PosSide { get; init; }

    /// <summary>Contracts; signed where the side is net.</summary>
    public required decimal? SubPos { get; init; }

    public required decimal? OpenAvgPx { get; init; }

    public long? OpenTime { get; init; }

    public decimal? Lever { get; init; }

    public string? MgnMode { get; init; }

    public decimal? MarkPx { get; init; }

    public decimal? Upl { get; init; }

    /// <summary>Closed ones only.</summary>
    public decimal? CloseAvgPx { get; init; }

    /// <summary>Closed ones only.</summary>
    public long? CloseTime { get; init; }

    /// <summary>Closed ones only.</summary>
    public decimal? Pnl { get; init; }

    /// <summary>Closed ones only: 1 a part, 2 the rest.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? Type { get; init; }
}

internal sealed record OkxRanking
{
    [JsonConverter(typeof(TextConverter))]
    public required string? DataVer { get; init; }

    public required int? TotalPage { get; init; }

    public required IReadOnlyList<OkxRanked> Ranks { get; init; }
}

internal sealed record OkxRanked
{
    public required string UniqueCode { get; init; }

    public string? NickName { get; init; }

    public int? CopyTraderNum { get; init; }

    /// <summary>Of 90 days, in USDT.</summary>
    public decimal? Pnl { get; init; }

    /// <summary>Of 90 days, a fraction.</summary>
    public decimal? PnlRatio { get; init; }

    public decimal? WinRatio { get; init; }
}

internal sealed record OkxStatistics(decimal? WinRatio = null, decimal? InvestAmt = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(DecimalConverter), typeof(OptionalDecimalConverter), typeof(LongConverter), typeof(OptionalLongConverter),
        typeof(IntConverter), typeof(OptionalIntConverter), typeof(OptionalBoolConverter),
    ])]
[JsonSerializable(typeof(OkxAnswer<OkxTime>), TypeInfoPropertyName = "Times")]
[JsonSerializable(typeof(OkxAnswer<OkxInstrument>), TypeInfoPropertyName = "Instruments")]
[JsonSerializable(typeof(OkxAnswer<OkxTicker>), TypeInfoPropertyName = "Tickers")]
[JsonSerializable(typeof(OkxAnswer<OkxMarkPrice>), TypeInfoPropertyName = "MarkPrices")]
[JsonSerializable(typeof(OkxAnswer<OkxIndexTicker>), TypeInfoPropertyName = "IndexTickers")]
[JsonSerializable(typeof(OkxAnswer<OkxAccountConfig>), TypeInfoPropertyName = "AccountConfigs")]
[JsonSerializable(typeof(OkxAnswer<OkxBalance>), TypeInfoPropertyName = "Balances")]
[JsonSerializable(typeof(OkxAnswer<OkxPosition>), TypeInfoPropertyName = "Positions")]
[JsonSerializable(typeof(OkxAnswer<OkxLeverage>), TypeInfoPropertyName = "Leverages")]
[JsonSerializable(typeof(OkxAnswer<OkxPlaced>), TypeInfoPropertyName = "Placed")]
[JsonSerializable(typeof(OkxAnswer<OkxAlgoPlaced>), TypeInfoPropertyName = "AlgoPlaced")]
[JsonSerializable(typeof(OkxAnswer<OkxOrder>), TypeInfoPropertyName = "Orders")]
[JsonSerializable(typeof(OkxAnswer<OkxAlgoOrder>), TypeInfoPropertyName = "AlgoOrders")]
[JsonSerializable(typeof(OkxAnswer<OkxFill>), TypeInfoPropertyName = "Fills")]
[JsonSerializable(typeof(OkxAnswer<OkxBill>), TypeInfoPropertyName = "Bills")]
[JsonSerializable(typeof(OkxAnswer<OkxSubPosition>), TypeInfoPropertyName = "SubPositions")]
[JsonSerializable(typeof(OkxAnswer<OkxRanking>), TypeInfoPropertyName = "Rankings")]
[JsonSerializable(typeof(OkxAnswer<OkxStatistics>), TypeInfoPropertyName = "Statistics")]
internal sealed partial class OkxJson : JsonSerializerContext;
