using System.Text.Json.Serialization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Signals;

/// <summary>Why two signals belong together.</summary>
public enum SignalLink
{
    /// <summary>Stands alone.</summary>
    None,

    /// <summary>A CLOSE and the OPEN of the other side: the OPEN is sent only after the CLOSE is confirmed flat.</summary>
    Flip,

    /// <summary>A CLOSE and the OPEN of the same key: a follow may hold through both.</summary>
    Reopen,
}

/// <summary>A signal as it is stored: everything followers' decisions need, and nothing that is ours to look up.</summary>
public sealed record SignalDraft
{
    /// <summary>Unique name.</summary>
    public required string TxHash { get; init; }

    /// <summary>Our id of the whale.</summary>
    public required long WhaleId { get; init; }

    /// <summary>The whale's line.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>What he did.</summary>
    public required SignalKind Kind { get; init; }

    /// <summary>The Complete snapshot that showed it.</summary>
    public required long SnapshotNumber { get; init; }

    /// <summary>Of what he held: 0.5 halves a REDUCE's followers, 0.4 adds forty percent; 1 for OPEN and CLOSE.</summary>
    public required decimal Fraction { get; init; }

    /// <summary>How much his size changed, above zero, in <see cref="SizeUnit"/>.</summary>
    public required decimal SizeChange { get; init; }

    /// <summary>What he holds after it; zero after a CLOSE.</summary>
    public required decimal Size { get; init; }

    /// <summary>Coins or contracts.</summary>
    public required SizeUnit SizeUnit { get; init; }

    /// <summary>His leverage, where shown.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>His margin mode, where shown.</summary>
    public MarginMode? MarginMode { get; init; }

    /// <summary>Value of the change in USD; zero where the source's numbers do not give it.</summary>
    public required decimal AmountUsd { get; init; }

    /// <summary>Mark price when it was seen, his exit price where history shows it, else his entry price.</summary>
    public required decimal PriceAtSignal { get; init; }

    /// <summary>What the price gate compares with: his entry, or what the added part cost. Null for exits, which pass no gate.</summary>
    public decimal? ReferencePrice { get; init; }

    /// <summary>His equity, where the source shows it.</summary>
    public decimal? EquityUsdt { get; init; }

    /// <summary>10 to 100.</summary>
    public required decimal ConfidenceScore { get; init; }

    /// <summary>The other signal of a flip or a reopening; of the pair the CLOSE is stored first.</summary>
    public string? LinkedTxHash { get; init; }

    /// <summary>Why it is linked.</summary>
    public SignalLink Link { get; init; }

    /// <summary>The source's own time of the change, where it gives one.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Our time of the Complete before: the age counts from here where the source gives no time.</summary>
    public required DateTimeOffset PreviousCompleteAt { get; init; }

    /// <summary>Our time of the decision.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>SELL closes or reduces a long, BUY a short.</summary>
    [JsonIgnore]
    public OrderSide Action => Kind is SignalKind.Open or SignalKind.Increase ? Key.Side.Entry() : Key.Side.Exit();

    /// <summary>True for a CLOSE.</summary>
    [JsonIgnore]
    public bool IsCloseSignal => Kind == SignalKind.Close;

    /// <summary>LOW to VERY_HIGH.</summary>
    [JsonIgnore]
    public SignalConfidence Confidence => Signals.Confidence.BandOf(ConfidenceScore);
}
