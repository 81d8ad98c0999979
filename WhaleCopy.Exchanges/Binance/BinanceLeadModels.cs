using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>What every call of the web site answers with.</summary>
internal sealed record BinanceLeadEnvelope<T>
    where T : class
{
    [JsonConverter(typeof(TextConverter))]
    public required string? Code { get; init; }

    [JsonConverter(typeof(TextConverter))]
    public string? Message { get; init; }

    public T? Data { get; init; }

    public bool? Success { get; init; }
}

internal sealed record BinanceLeadPosition
{
    public required string Symbol { get; init; }

    public string? Collateral { get; init; }

    /// <summary>Signed: a short is negative.</summary>
    public required decimal PositionAmount { get; init; }

    public required decimal EntryPrice { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? Leverage { get; init; }

    public bool? Isolated { get; init; }

    /// <summary>LONG, SHORT or BOTH.</summary>
    public required string PositionSide { get; init; }

    /// <summary>In the collateral.</summary>
    public decimal? UnrealizedProfit { get; init; }

    /// <summary>Signed, in the collateral.</summary>
    public decimal? NotionalValue { get; init; }
}

internal sealed record BinanceLeadDetail
{
    [JsonConverter(typeof(TextConverter))]
    public required string LeadPortfolioId { get; init; }

    public string? Nickname { get; init; }

    public required string Status { get; init; }

    public required bool? PositionShow { get; init; }

    /// <summary>UM or CM.</summary>
    public string? FuturesType { get; init; }

    public decimal? MarginBalance { get; init; }

    public string? InitInvestAsset { get; init; }

    public int? CurrentCopyCount { get; init; }

    [JsonPropertyName("sharpRatio")]
    public decimal? SharpeRatio { get; init; }
}

internal sealed record BinanceLeadOrders
{
    /// <summary>Where the next page starts; null on the last.</summary>
    [JsonConverter(typeof(TextConverter))]
    public string? IndexValue { get; init; }

    public required IReadOnlyList<BinanceLeadOrder>? List { get; init; }
}

internal sealed record BinanceLeadOrder
{
    public required string Symbol { get; init; }

    public required string Side { get; init; }

    public required string PositionSide { get; init; }

    public required decimal ExecutedQty { get; init; }

    public required decimal AvgPrice { get; init; }

    /// <summary>In the collateral; 0 for what opened or added.</summary>
    public decimal? TotalPnl { get; init; }

    public required long OrderTime { get; init; }

    public long? OrderUpdateTime { get; init; }
}

internal sealed record BinanceLeadHistoryQuery(string PortfolioId, long StartTime, long EndTime, int PageSize, string? IndexValue = null);

internal sealed record BinanceLeadListQuery(
    int PageNumber,
    int PageSize,
    string TimeRange,
    string DataType,
    string PortfolioType,
    string Order,
    bool FavoriteOnly,
    bool HideFull,
    string Nickname);

internal sealed record BinanceLeadList
{
    public required int Total { get; init; }

    public required IReadOnlyList<BinanceLeadListRow>? List { get; init; }
}

/// <summary>Unverified shape, from public clients: percentages are in percent.</summary>
internal sealed record BinanceLeadListRow
{
    [JsonConverter(typeof(TextConverter))]
    public required string LeadPortfolioId { get; init; }

    public string? Nickname { get; init; }

    public int? CurrentCopyCount { get; init; }

    public decimal? Roi { get; init; }

    public decimal? Pnl { get; init; }

    public decimal? WinRate { get; init; }

    public decimal? Mdd { get; init; }

    [JsonPropertyName("sharpRatio")]
    public decimal? SharpeRatio { get; init; }
}
