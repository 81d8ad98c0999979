using System.Text.Json;
using WhaleCopy.Api.Follows;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Whales;

/// <summary>Rows of whales as they are answered.</summary>
internal static class WhaleShapes
{
    public static Whale ToAnswer(WhaleRow row, bool isFollowed) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Exchange = row.Exchange,
        ExchangeUid = row.ExchangeUid,
        WhaleType = row.WhaleType,
        DataStatus = row.DataStatus,
        SourceTrust = row.SourceTrust,
        LastCompleteAt = row.Monitor?.LastCompleteAt,
        PollIntervalMs = row.Monitor?.AchievedIntervalMs,
        PriorityScore = row.PriorityScore,
        Tier = row.Monitor?.Tier ?? row.Tier,
        Rank = row.Rank,
        Score = row.Score,
        FollowersCount = row.FollowersCount,
        VenueFollowers = row.VenueFollowers,
        EquityUsdt = row.EquityUsdt,
        LastActivityAt = row.LastActivityAt,
        DiscoveredAt = row.DiscoveredAt,
        Stats = ToAnswer(row.Stats),
        IsFollowed = isFollowed,
    };

    public static WhaleDetail ToDetail(WhaleRow row, FollowAnswer? follow) => new(ToAnswer(row, follow is not null)) { Follow = follow };

    public static WhaleStats ToAnswer(WhaleStatsRow? row) => new()
    {
        WinRate = row?.WinRate,
        Roi7d = row?.Roi7d,
        Roi30d = row?.Roi30d,
        Roi90d = row?.Roi90d,
        Profit7d = row?.Profit7d,
        Profit30d = row?.Profit30d,
        Profit90d = row?.Profit90d,
        MaxDrawdown = row?.MaxDrawdown,
        SharpeRatio = row?.SharpeRatio,
        AverageHoldingSeconds = row?.AverageHoldingSeconds,
        AverageLeverage = row?.AverageLeverage,
        Turnover30d = row?.Turnover30d,
        TotalTrades = row?.TotalTrades ?? 0,
        RedFlags = row?.RedFlags ?? [],
        EntryDistancePercent = row?.EntryDistancePercent,
        MinimumBudgetUsdt = row?.MinimumBudgetUsdt,
        UpdatedAt = row?.UpdatedAt,
    };

    public static WhalePositionAnswer ToAnswer(WhalePosition position) => new()
    {
        Market = position.Key.Market,
        Symbol = position.Key.Symbol,
        Side = position.Key.Side,
        Size = position.Size,
        SizeUnit = position.SizeUnit,
        EntryPrice = position.EntryPrice,
        MarkPrice = position.MarkPrice,
        Leverage = position.Leverage,
        MarginMode = position.MarginMode,
        NotionalUsdt = position.NotionalUsdt,
        UnrealizedPnlUsdt = position.UnrealizedPnlUsdt,
        RoePercent = position.RoePercent,
        OpenedAt = position.OpenedAt,
    };

    public static WhaleClosedPosition ToAnswer(WhaleClosedPositionRow row) => new()
    {
        Id = row.Id,
        Market = row.Market,
        Symbol = row.Symbol,
        Side = row.Side,
        Size = row.Size,
        SizeUnit = row.SizeUnit,
        EntryPrice = row.EntryPrice,
        ExitPrice = row.ExitPrice,
        RealizedPnlUsdt = row.RealizedPnlUsdt,
        Leverage = row.Leverage,
        OpenedAt = row.OpenedAt,
        ClosedAt = row.ClosedAt,
    };

    /// <summary>The stored book of a snapshot.</summary>
    public static IReadOnlyList<WhalePosition> ReadBook(string positions) =>
        JsonSerializer.Deserialize(positions, WhaleBookJson.Default.WhalePositionArray) ?? [];
}
