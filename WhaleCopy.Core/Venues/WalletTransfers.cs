namespace WhaleCopy.Core.Venues;

/// <summary>Which of a user's own wallets may pay for an entry of another, where he allows it and his key can.</summary>
public static class WalletTransfers
{
    /// <summary>The one asset that is moved.</summary>
    public const string Asset = "USDT";

    /// <summary>The wallet that money for a market may come from: spot for USD-M and the reverse.</summary>
    /// <param name="venue">The venue of the account.</param>
    /// <param name="market">The market of the entry.</param>
    /// <returns>Null where the venue keeps one wallet for both, and for coin-margined markets, whose coin nobody is to buy unasked.</returns>
    public static Market? SourceOf(Venue venue, Market market) => market switch
    {
        _ when UnifiedAccounts.Has(venue) => null,
        Market.UsdM => Market.Spot,
        Market.Spot => Market.UsdM,
        _ => null,
    };

    /// <summary>What a wallet can give: whole cents.</summary>
    /// <param name="availableUsdt">What it has available, zero or above.</param>
    public static decimal CanGive(decimal availableUsdt) => decimal.Floor(availableUsdt * 100m) / 100m;

    /// <summary>What has to be moved for an entry: whole cents, never more than <see cref="CanGive"/> of what covers it.</summary>
    /// <param name="neededUsdt">Margin and fees of the entry.</param>
    /// <param name="availableUsdt">What its own wallet has available.</param>
    public static decimal Missing(decimal neededUsdt, decimal availableUsdt) =>
        decimal.Max(0m, decimal.Ceiling((neededUsdt - availableUsdt) * 100m) / 100m);
}

/// <summary>What became of a transfer between a user's own wallets.</summary>
public enum TransferStatus
{
    /// <summary>Committed before its first byte; whether it was made is not known yet.</summary>
    Sent,

    /// <summary>The venue made it.</summary>
    Done,

    /// <summary>The venue refused it: nothing was moved.</summary>
    Refused,

    /// <summary>The answer was not seen: it is not repeated, and its user is told to look.</summary>
    Unknown,
}
