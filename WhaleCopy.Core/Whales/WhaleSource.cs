namespace WhaleCopy.Core.Whales;

/// <summary>A source's declared trust and abilities.</summary>
public sealed record WhaleSource
{
    /// <summary>Stable name, for health and settings (<c>binance-copy-trade</c>).</summary>
    public required string Name { get; init; }

    /// <summary>How far it can be trusted.</summary>
    public required SourceTrust Trust { get; init; }

    /// <summary>A history can confirm a close.</summary>
    public required bool HasHistory { get; init; }

    /// <summary>Position ids and open times identify a position, so that a reopening is seen.</summary>
    public required bool StablePositionIds { get; init; }

    /// <summary>A trader can hold a long and a short of one symbol at once.</summary>
    public required bool CanHedge { get; init; }

    /// <summary>The trader's own equity is shown.</summary>
    public required bool ShowsEquity { get; init; }

    /// <summary>The trader's leverage is shown.</summary>
    public required bool ShowsLeverage { get; init; }

    /// <summary>Reads that one poll costs at least, for the rate budget.</summary>
    public required int ReadsPerPoll { get; init; }

    /// <summary>Reads the source allows an address and second.</summary>
    public required decimal ReadsPerSecond { get; init; }
}
