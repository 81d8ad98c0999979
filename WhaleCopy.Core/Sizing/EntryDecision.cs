using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>An entry to reserve and send.</summary>
public sealed record EntryOrder
{
    /// <summary>The account.</summary>
    public required TradingAccount Account { get; init; }

    /// <summary>The instrument.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>Buy for a long, sell for a short.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Direction of the copy.</summary>
    public required PositionSide PositionSide { get; init; }

    /// <summary>How it is sent.</summary>
    public required OrderType Type { get; init; }

    /// <summary>On the step.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>The bound, on the tick; null for a plain market order.</summary>
    public required decimal? LimitPrice { get; init; }

    /// <summary>What the whale paid, in this instrument's price.</summary>
    public required decimal ReferencePrice { get; init; }

    /// <summary>1 and more.</summary>
    public required int Leverage { get; init; }

    /// <summary>Isolated or cross.</summary>
    public required MarginMode MarginMode { get; init; }

    /// <summary>Set leverage and margin mode first and read them back.</summary>
    public required bool MustSetLeverage { get; init; }

    /// <summary>Percent of the entry price.</summary>
    public required decimal StopLossPercent { get; init; }

    /// <summary>Where the stop lies if it fills at the bound; after the fill it is computed anew.</summary>
    public required decimal StopPrice { get; init; }

    /// <summary>Percent of the entry price.</summary>
    public decimal? TakeProfitPercent { get; init; }

    /// <summary>Percent of the best mark.</summary>
    public decimal? TrailingStopPercent { get; init; }

    /// <summary>Its margin.</summary>
    public required decimal MarginUsdt { get; init; }

    /// <summary>Its value.</summary>
    public required decimal NotionalUsdt { get; init; }

    /// <summary>To reserve: margin and fees both ways.</summary>
    public required decimal ReserveUsdt { get; init; }

    /// <summary>What has to be moved from the user's other wallet first, USDT, zero or above.</summary>
    public required decimal TransferUsdt { get; init; }

    /// <summary>What it loses at its stop.</summary>
    public required decimal WorstLossUsdt { get; init; }
}

/// <summary>What becomes of one user's entry.</summary>
public abstract record EntryDecision
{
    private EntryDecision()
    {
    }

    /// <summary>Copy.</summary>
    /// <param name="Order">What to reserve and send.</param>
    /// <param name="Warnings">What was adjusted.</param>
    /// <param name="Numbers">What it was decided from.</param>
    /// <param name="UsesResidual">The kept residual is in it: clear it with the reservation.</param>
    public sealed record Copy(EntryOrder Order, EquatableArray<string> Warnings, DecisionNumbers Numbers, bool UsesResidual) : EntryDecision;

    /// <summary>Skip.</summary>
    /// <param name="Denial">Why, with the numbers.</param>
    /// <param name="Residual">To keep for this follow and key in place of what was kept; null to leave it.</param>
    public sealed record Skip(Denial Denial, OrderSize? Residual = null) : EntryDecision;
}
