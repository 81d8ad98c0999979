using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Trades;

/// <summary>One fill.</summary>
public sealed record Fill
{
    /// <summary>The venue's id of the fill.</summary>
    public required string FillId { get; init; }

    /// <summary>The venue's id of the order.</summary>
    public required string VenueOrderId { get; init; }

    /// <summary>The id the order was placed with, where the venue repeats it with the fill (OKX, Bybit, Bitget).</summary>
    public string? ClientOrderId { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>The position it changed; null where the venue does not say (one-way, spot).</summary>
    public PositionSide? PositionSide { get; init; }

    /// <summary>How much.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>At which price.</summary>
    public required decimal Price { get; init; }

    /// <summary>Fee above zero where it was paid, below where it was earned, in <see cref="FeeAsset"/>.</summary>
    public required decimal Fee { get; init; }

    /// <summary>The asset the fee was taken in.</summary>
    public required string FeeAsset { get; init; }

    /// <summary>Realised profit before fees in the settle asset, where the venue says.</summary>
    public decimal? RealizedPnl { get; init; }

    /// <summary>How it came about, where the venue's list of fills says (OKX, Bybit, Bitget); elsewhere its order does.</summary>
    public FillCause? Cause { get; init; }

    /// <summary>The venue's time of it.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a fill came about.</summary>
public enum FillCause
{
    /// <summary>Somebody traded: we, the user, another of his programs.</summary>
    Trade,

    /// <summary>The venue liquidated the position, whole or in part.</summary>
    Liquidation,

    /// <summary>The venue took the position off to cover somebody else's liquidation.</summary>
    AutoDeleverage,
}
