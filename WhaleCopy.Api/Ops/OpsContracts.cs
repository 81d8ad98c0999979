using System.ComponentModel;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Api.Ops;

/// <summary>A list that is short enough to be answered whole.</summary>
internal sealed record OpsList<T>
{
    public required IReadOnlyList<T> Items { get; init; }
}

/// <summary>A circuit breaker of one process.</summary>
internal sealed record CircuitAnswer
{
    public required Venue Exchange { get; init; }

    [Description("What the circuit is kept for.")]
    public required OperationClass Operation { get; init; }

    [Description("Calls are refused without asking the exchange, but for a trial after the break.")]
    public required bool IsOpen { get; init; }

    [Description("When it opened or closed.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The process.")]
    public required string Instance { get; init; }

    [Description("When the process last said so. Processes that have been silent for 30 s are not listed.")]
    public required DateTimeOffset ReportedAt { get; init; }
}

/// <summary>Work that waits.</summary>
internal sealed record QueueAnswer
{
    [Description("SIGNALS, TASKS, TRADES, TRADES_UNKNOWN, NOTIFICATIONS or DEAD_LETTERS.")]
    public required string Name { get; init; }

    public required long Waiting { get; init; }

    [Description("When the oldest of them came.")]
    public required DateTimeOffset? OldestAt { get; init; }
}

/// <summary>How one tier of an exchange's whales is polled.</summary>
internal sealed record TierPollingAnswer
{
    public required Venue Exchange { get; init; }

    public required PollingTier Tier { get; init; }

    public required long Whales { get; init; }

    [Description("Whales whose time to be polled has passed.")]
    public required long Overdue { get; init; }

    [Description("The earliest time of any of them.")]
    public required DateTimeOffset? NextPollAt { get; init; }

    [Description("Average interval achieved between the last two polls, in milliseconds.")]
    public required int? AchievedIntervalMs { get; init; }
}
