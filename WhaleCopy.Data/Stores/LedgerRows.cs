using WhaleCopy.Core.Accounting;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Stores;

/// <summary>Ledger entries as rows.</summary>
public static class LedgerRows
{
    /// <summary>The row of an entry.</summary>
    /// <param name="entry">Key, kind and amount in USDT.</param>
    /// <param name="userId">Whose money.</param>
    /// <param name="apiKeyId">In which account.</param>
    /// <param name="tradeId">For which trade, where it is for one.</param>
    /// <param name="positionId">In which position, where it is in one.</param>
    /// <param name="now">Our time.</param>
    public static LedgerEntryRow Of(
        LedgerEntry entry, long userId, long apiKeyId, long? tradeId, long? positionId, DateTimeOffset now) => new()
        {
            EntryKey = entry.Key,
            UserId = userId,
            ApiKeyId = apiKeyId,
            TradeId = tradeId,
            PositionId = positionId,
            Kind = entry.Kind,
            AmountUsdt = entry.AmountUsdt,
            CreatedAt = now,
        };
}
