namespace WhaleCopy.Core.Accounting;

/// <summary>What a ledger entry is about. Every change of money is one append-only entry; sums equal the columns.</summary>
public enum LedgerKind
{
    /// <summary>Margin reserved for an entry, above zero.</summary>
    Reserved,

    /// <summary>Reserved margin given back or turned into used margin, below zero.</summary>
    ReservationEnded,

    /// <summary>Margin of a position: above zero when it grows, below when it shrinks.</summary>
    Used,

    /// <summary>Realised profit or loss of a fill, before fees.</summary>
    RealizedPnl,

    /// <summary>Trading fee, below zero where it was paid.</summary>
    Fee,

    /// <summary>Funding, below zero where it was paid.</summary>
    Funding,

    /// <summary>Commission on realised profit, above zero.</summary>
    Commission,
}

/// <summary>An append-only change of money.</summary>
/// <param name="Key">Unique, made of what it is about: a replay is refused by the database.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="AmountUsdt">Signed as the kind says.</param>
public readonly record struct LedgerEntry(string Key, LedgerKind Kind, decimal AmountUsdt);

/// <summary>The columns that the ledger explains.</summary>
/// <param name="ReservedUsdt">Held for entries in flight.</param>
/// <param name="UsedUsdt">Margin of open positions.</param>
/// <param name="ProfitUsdt">Realised, before fees.</param>
/// <param name="FeesUsdt">Below zero where paid.</param>
/// <param name="FundingUsdt">Below zero where paid.</param>
/// <param name="CommissionUsdt">Accrued.</param>
public readonly record struct LedgerTotals(
    decimal ReservedUsdt, decimal UsedUsdt, decimal ProfitUsdt, decimal FeesUsdt, decimal FundingUsdt, decimal CommissionUsdt)
{
    /// <summary>Realised profit net of fees and funding: what the user sees, what the daily limit counts.</summary>
    public decimal RealizedNetUsdt => ProfitUsdt + FeesUsdt + FundingUsdt;

    /// <summary>The totals after one more entry.</summary>
    public LedgerTotals With(LedgerEntry entry) => entry.Kind switch
    {
        LedgerKind.Reserved or LedgerKind.ReservationEnded => this with { ReservedUsdt = ReservedUsdt + entry.AmountUsdt },
        LedgerKind.Used => this with { UsedUsdt = UsedUsdt + entry.AmountUsdt },
        LedgerKind.RealizedPnl => this with { ProfitUsdt = ProfitUsdt + entry.AmountUsdt },
        LedgerKind.Fee => this with { FeesUsdt = FeesUsdt + entry.AmountUsdt },
        LedgerKind.Funding => this with { FundingUsdt = FundingUsdt + entry.AmountUsdt },
        LedgerKind.Commission => this with { CommissionUsdt = CommissionUsdt + entry.AmountUsdt },
    };

    /// <summary>The totals of entries, each key once however often it stands there.</summary>
    public static LedgerTotals Of(IEnumerable<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var totals = default(LedgerTotals);
        foreach (var entry in entries)
        {
            if (seen.Add(entry.Key))
                totals = totals.With(entry);
        }

        return totals;
    }
}

/// <summary>The entries that each money event makes. I30: what is reserved for a trade is ended once, by the same amount.</summary>
public static class Ledger
{
    /// <summary>Phase 1: a reservation.</summary>
    public static LedgerEntry Reserve(Guid trade, decimal amountUsdt) => new($"trade:{trade:N}:reserved", LedgerKind.Reserved, Positive(amountUsdt));

    /// <summary>The reservation ends, released or used.</summary>
    public static LedgerEntry EndReservation(Guid trade, decimal amountUsdt) =>
        new($"trade:{trade:N}:reservation-ended", LedgerKind.ReservationEnded, -Positive(amountUsdt));

    /// <summary>Margin of an entry's fill.</summary>
    public static LedgerEntry Use(Guid trade, decimal marginUsdt) => new($"trade:{trade:N}:used", LedgerKind.Used, Positive(marginUsdt));

    /// <summary>Margin freed by an exit, named by what caused it (an exit's trade, a fill at the venue).</summary>
    public static LedgerEntry Free(string cause, decimal marginUsdt) => new($"{cause}:freed", LedgerKind.Used, -Positive(marginUsdt));

    /// <summary>Realised profit of an exit, signed.</summary>
    public static LedgerEntry Profit(string cause, decimal profitUsdt) => new($"{cause}:profit", LedgerKind.RealizedPnl, profitUsdt);

    /// <summary>A fee: paid above zero, earned below, as venues state it; the entry has the ledger's sign.</summary>
    public static LedgerEntry Fee(string cause, decimal paidUsdt) => new($"{cause}:fee", LedgerKind.Fee, -paidUsdt);

    /// <summary>Funding received (above zero) or paid (below).</summary>
    public static LedgerEntry Funding(string cause, decimal receivedUsdt) => new($"{cause}:funding", LedgerKind.Funding, receivedUsdt);

    /// <summary>Commission of a close.</summary>
    public static LedgerEntry Commission(string cause, decimal amountUsdt) =>
        new($"{cause}:commission", LedgerKind.Commission, Positive(amountUsdt));

    /// <summary>The cause that is an exit's trade.</summary>
    public static string CauseOf(Guid trade) => $"trade:{trade:N}";

    private static decimal Positive(decimal amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        return amount;
    }
}
