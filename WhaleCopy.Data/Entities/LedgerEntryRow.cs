using WhaleCopy.Core.Accounting;

namespace WhaleCopy.Data.Entities;

/// <summary>An append-only change of money; its key makes a replay a no-op.</summary>
public sealed class LedgerEntryRow
{
    public long Id { get; set; }
    public required string EntryKey { get; set; }
    public required long UserId { get; set; }
    public required long ApiKeyId { get; set; }
    public long? TradeId { get; set; }
    public long? PositionId { get; set; }
    public required LedgerKind Kind { get; set; }
    public required decimal AmountUsdt { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
}
