using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>
/// Money moved between a user's own wallets for one entry: a row before it is sent, at most one a trade, because a venue may not
/// tell a repeated transfer from a second one.
/// </summary>
public sealed class TransferRow
{
    public required long TradeId { get; set; }
    public required long UserId { get; set; }
    public required long ApiKeyId { get; set; }
    public required Venue Exchange { get; set; }
    public required Market FromMarket { get; set; }
    public required Market ToMarket { get; set; }
    public required string Asset { get; set; }
    public required decimal Amount { get; set; }
    public required TransferStatus Status { get; set; }
    public string? VenueTransferId { get; set; }

    /// <summary>Why it was refused, or what is not known of it.</summary>
    public string? Reason { get; set; }
    public required DateTimeOffset SentAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}
