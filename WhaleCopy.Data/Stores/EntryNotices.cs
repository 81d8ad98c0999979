using System.Text.Json;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Stores;

/// <summary>What the user of an entry reads that came to nothing. It is told once: the database refuses a second one with its key.</summary>
public static class EntryNotices
{
    /// <summary>Withdrawn, refused, or not filled.</summary>
    public static NotificationRow NotCopied(TradeRow trade, DateTimeOffset now) => new()
    {
        UserId = trade.UserId,
        Kind = "TRADE_FAILED",
        DedupeKey = $"trade:{trade.Id}:failed",
        Title = $"Not copied: {(trade.PositionSide == PositionSide.Long ? "long" : "short")} {trade.Symbol}",
        Body = trade.Reason ?? "the order was not executed",
        Data = JsonSerializer.Serialize(new { trade_id = trade.Id, signal_id = trade.SignalId, whale_id = trade.WhaleId }),
        Status = NotificationStatus.Pending,
        CreatedAt = now,
        NextAttemptAt = now,
    };
}
