using System.Text.Json.Serialization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Whales;

/// <summary>
/// What identifies one line of a whale's book. USD-M and COIN-M of one pair are different keys, and so are long and short.
/// The venue is the whale's.
/// </summary>
/// <param name="Market">The product.</param>
/// <param name="Symbol">Canonical symbol.</param>
/// <param name="Side">Direction.</param>
public readonly record struct PositionKey(Market Market, string Symbol, PositionSide Side) : IComparable<PositionKey>
{
    /// <summary>The same instrument in the other direction.</summary>
    [JsonIgnore]
    public PositionKey Opposite => this with { Side = Side.Opposite() };

    /// <summary>Order by market, symbol (ordinal), side: the order in which deltas are told.</summary>
    public int CompareTo(PositionKey other)
    {
        // As numbers: comparing enums boxes them, and every poll compares keys.
        if (Market != other.Market)
            return (int)Market < (int)other.Market ? -1 : 1;
        var bySymbol = string.CompareOrdinal(Symbol, other.Symbol);
        return bySymbol != 0 ? bySymbol : (int)Side - (int)other.Side;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{WireName<Market>.Of(Market)} {Symbol} {WireName<PositionSide>.Of(Side)}";
}

/// <summary>One row of a source that shows a position in parts (OKX: sub-positions).</summary>
/// <param name="Id">The venue's id of the row.</param>
/// <param name="Size">Size above zero, in the line's unit.</param>
/// <param name="EntryPrice">Average entry price of the row.</param>
/// <param name="OpenedAt">When it was opened, where the source says so.</param>
public readonly record struct WhalePositionRow(string? Id, decimal Size, decimal EntryPrice, DateTimeOffset? OpenedAt);

/// <summary>One line of a whale's book: the net of all rows that his venue shows for the key.</summary>
public sealed record WhalePosition
{
    /// <summary>Which line.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>Size above zero, in <see cref="SizeUnit"/>.</summary>
    public required decimal Size { get; init; }

    /// <summary>Coins, or the source's contracts where they cannot be turned into coins exactly (inverse futures).</summary>
    public required SizeUnit SizeUnit { get; init; }

    /// <summary>Average entry price.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>Mark price at the reading, where the source shows one.</summary>
    public decimal? MarkPrice { get; init; }

    /// <summary>Leverage, where the source shows it.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>Margin mode, where the source shows it.</summary>
    public MarginMode? MarginMode { get; init; }

    /// <summary>Unrealised profit in USDT, where the source shows it.</summary>
    public decimal? UnrealizedPnlUsdt { get; init; }

    /// <summary>Value in USDT, where the source shows it or it follows from size and price.</summary>
    public decimal? NotionalUsdt { get; init; }

    /// <summary>The venue's ids of the rows behind this line, sorted; empty where it gives none that mean anything.</summary>
    public EquatableArray<string> PositionIds { get; init; } = [];

    /// <summary>The rows behind this line where the source shows several (sub-positions); empty where there is one.</summary>
    public EquatableArray<WhalePositionRow> Rows { get; init; } = [];

    /// <summary>
    /// The source says that the trader's account is in one-way mode (Binance: <c>positionSide</c> BOTH), so that the appearance
    /// of the opposite key proves that this one is closed, whatever the source can show of other traders.
    /// </summary>
    public bool IsOneWay { get; init; }

    /// <summary>When the youngest row was opened, where the source says so.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When the oldest row was opened, where there are several; otherwise it is <see cref="OpenedAt"/>.</summary>
    public DateTimeOffset? FirstOpenedAt { get; init; }

    /// <summary>When the source last changed the line, where it says so.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Return on margin in percent, signed; null where the source's numbers do not give it.</summary>
    [JsonIgnore]
    public decimal? RoePercent =>
        UnrealizedPnlUsdt is { } pnl && NotionalUsdt is > 0m and { } notional && Leverage is > 0m and { } leverage
            ? pnl / (notional / leverage) * 100m
            : null;
}

/// <summary>A whale's whole book at one moment: at most one line a key, sorted by key.</summary>
public sealed record WhaleSnapshot
{
    [JsonConstructor]
    internal WhaleSnapshot(EquatableArray<WhalePosition> positions, DateTimeOffset serverTime)
        : this((IEnumerable<WhalePosition>)positions, serverTime)
    {
    }

    /// <summary>Builds a snapshot; the order of the lines given does not matter.</summary>
    /// <param name="positions">The book, at most one line a key.</param>
    /// <param name="serverTime">The venue's time of the answer.</param>
    /// <exception cref="ArgumentException">Two lines carry one key, or a size is not above zero.</exception>
    public WhaleSnapshot(IEnumerable<WhalePosition> positions, DateTimeOffset serverTime)
    {
        Positions = [.. positions.OrderBy(position => position.Key)];
        ServerTime = serverTime;
        for (var i = 0; i < Positions.Count; i++)
        {
            if (Positions[i].Size <= 0m)
                throw new ArgumentException($"{Positions[i].Key} has size {Positions[i].Size}.", nameof(positions));
            if (i > 0 && Positions[i].Key == Positions[i - 1].Key)
                throw new ArgumentException($"{Positions[i].Key} stands twice.", nameof(positions));
        }
    }

    /// <summary>The lines, sorted by key.</summary>
    public EquatableArray<WhalePosition> Positions { get; }

    /// <summary>The venue's time of the answer; our clock at the request where the venue tells none.</summary>
    public DateTimeOffset ServerTime { get; }
}
