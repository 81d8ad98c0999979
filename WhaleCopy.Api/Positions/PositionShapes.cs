using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Positions;

/// <summary>A position's row with the name of its whale.</summary>
internal sealed record NamedPosition(PositionRow Row, string? WhaleName);

/// <summary>Rows of positions as they are answered.</summary>
internal static class PositionShapes
{
    public static IQueryable<NamedPosition> Named(this IQueryable<PositionRow> positions, WhaleCopyDbContext database) => positions.Select(
        position => new NamedPosition(position, database.Whales.Where(whale => whale.Id == position.WhaleId).Select(whale => whale.Name).FirstOrDefault()));

    public static Position ToAnswer(NamedPosition named)
    {
        var row = named.Row;
        return new Position
        {
            Id = row.Id,
            WhaleId = row.WhaleId,
            WhaleName = named.WhaleName,
            FollowId = row.FollowId,
            ApiKeyId = row.ApiKeyId,
            Exchange = row.Exchange,
            Market = row.Market,
            Symbol = row.Symbol,
            Side = row.Side,
            Quantity = row.Quantity,
            QuantityUnit = row.QuantityUnit,
            EntryPrice = row.EntryPrice,
            CurrentPrice = row.CurrentPrice,
            PricedAt = row.PricedAt,
            ExitPrice = row.ExitPrice,
            Leverage = row.Leverage,
            MarginMode = row.MarginMode,
            MarginUsdt = row.MarginUsdt,
            NotionalUsdt = row.NotionalUsdt,
            StopLossPercent = row.StopLossPercent,
            StopLossPrice = row.StopLossPrice,
            StopLossOrderId = row.StopLossOrderId,
            TakeProfitPercent = row.TakeProfitPercent,
            TakeProfitPrice = row.TakeProfitPrice,
            TakeProfitOrderId = row.TakeProfitOrderId,
            TrailingStopPercent = row.TrailingStopPercent,
            Protection = row.Protection,
            UnrealizedPnl = row.UnrealizedPnl,
            UnrealizedPnlPercent = row.UnrealizedPnlPercent,
            RealizedPnl = row.RealizedPnl,
            FeesUsdt = row.FeesUsdt,
            FundingUsdt = row.FundingUsdt,
            Status = row.Status,
            CloseReason = row.CloseReason,
            OwedCloseReason = row.OwedCloseReason,
            OpenedAt = row.OpenedAt,
            ClosedAt = row.ClosedAt,
        };
    }
}
