namespace WhaleCopy.Core.Risk;

/// <summary>A reservation as the available balance sees it.</summary>
/// <param name="AmountUsdt">Margin and fees reserved.</param>
/// <param name="FinalAt">
/// Our time at which it became final with its fill (or refusal) acknowledged; null while it is not.
/// </param>
public readonly record struct ReservationView(decimal AmountUsdt, DateTimeOffset? FinalAt);

/// <summary>What an entry may use, of one account and wallet.</summary>
public static class AvailableBalance
{
    /// <summary>
    /// The venue's reading minus every reservation that was not final, with its fill acknowledged, when that reading's
    /// <b>request was sent</b>: what became final later may or may not be in the reading, so it still counts.
    /// </summary>
    /// <param name="readingUsdt">What the venue says is available (USD-M: USDT; COIN-M: coin × mark).</param>
    /// <param name="requestSentAt">Our time at which the reading's request was sent.</param>
    /// <param name="reservations">Reservations of this account and wallet.</param>
    /// <returns>Never below zero.</returns>
    public static decimal Of(decimal readingUsdt, DateTimeOffset requestSentAt, IEnumerable<ReservationView> reservations)
    {
        ArgumentNullException.ThrowIfNull(reservations);
        var available = readingUsdt;
        foreach (var reservation in reservations)
        {
            if (reservation.FinalAt is not { } final || final >= requestSentAt)
                available -= reservation.AmountUsdt;
        }

        return decimal.Max(0m, available);
    }
}
