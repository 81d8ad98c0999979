using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>Up to when the funding of an account's market is read and booked, and when it is read next.</summary>
public sealed class FundingReadingRow
{
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }

    /// <summary>Everything before it is booked; the next reading begins here.</summary>
    public required DateTimeOffset ReadUntil { get; set; }
    public required DateTimeOffset NextAt { get; set; }
}

/// <summary>A funding charge of a venue that copies had a part in, kept once: no reading books it again.</summary>
public sealed class FundingChargeRow
{
    public long Id { get; set; }
    public required long ApiKeyId { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required string VenueChargeId { get; set; }
    public required string Asset { get; set; }

    /// <summary>Of the whole position, below zero where it was paid.</summary>
    public required decimal Amount { get; set; }
    public required decimal AmountUsdt { get; set; }

    /// <summary>The copies' part of it; the rest is the user's own.</summary>
    public required decimal BookedUsdt { get; set; }
    public required DateTimeOffset ChargedAt { get; set; }
    public required DateTimeOffset BookedAt { get; set; }
}
