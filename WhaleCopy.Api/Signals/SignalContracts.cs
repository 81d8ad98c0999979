using System.ComponentModel;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Signals;

/// <summary>What a whale did.</summary>
internal sealed record Signal
{
    public required long Id { get; init; }
    public required long WhaleId { get; init; }
    public required string WhaleName { get; init; }

    [Description("The whale's exchange.")]
    public required Venue? Exchange { get; init; }
    public required string TxHash { get; init; }
    public required SignalKind Kind { get; init; }
    public required OrderSide Action { get; init; }
    public required PositionSide Side { get; init; }
    public required Market Market { get; init; }
    public required string CexSymbol { get; init; }
    public required bool CexAvailable { get; init; }
    public required decimal? Leverage { get; init; }
    public required bool IsCloseSignal { get; init; }

    [Description("Of what he held: 0.5 halves it; 1 for OPEN and CLOSE.")]
    public required decimal Fraction { get; init; }
    public required decimal AmountUsd { get; init; }
    public required decimal? PriceAtSignal { get; init; }
    public required SignalConfidence Confidence { get; init; }

    [Description("10 to 100.")]
    public required decimal ConfidenceScore { get; init; }
    public required SignalStatus Status { get; init; }
    public required long? LinkedSignalId { get; init; }
    public required DateTimeOffset DetectedAt { get; init; }
    public required DateTimeOffset? ProcessedAt { get; init; }

    [Description("What was decided about it for the caller; null where nothing was yet.")]
    public required SignalDecision? Decision { get; init; }
}

/// <summary>What was decided about a signal for the caller.</summary>
internal sealed record SignalDecision
{
    public required DecisionOutcome Outcome { get; init; }
    public required string ReasonCode { get; init; }
    public required string Reason { get; init; }
    public required long? TradeId { get; init; }
}

/// <summary>How to copy a signal by hand.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CopyRequest
{
    [Description("Margin in USDT; absent: as the follow and the settings say.")]
    public decimal? SizeUsdt { get; init; }

    [Description("Only there.")]
    public Venue? Exchange { get; init; }
}

/// <summary>A copy that was asked for; GET /tasks/{task_id} tells the outcome.</summary>
internal sealed record CopyQueued
{
    public required TaskState Status { get; init; }
    public required Guid TaskId { get; init; }
    public required long SignalId { get; init; }
    public required string EstimatedExecution { get; init; }
}
