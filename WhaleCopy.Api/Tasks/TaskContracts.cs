using System.ComponentModel;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Tasks;

/// <summary>A command and what became of it.</summary>
internal sealed record TaskAnswer
{
    public required Guid TaskId { get; init; }
    public required TaskState Status { get; init; }
    public required IReadOnlyList<long> TradeIds { get; init; }
    public required IReadOnlyList<long> PositionIds { get; init; }
    public required string? ReasonCode { get; init; }

    [Description("Why it failed or did nothing, for people.")]
    public required string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }

    public static TaskAnswer Of(TaskRow row) => new()
    {
        TaskId = row.Id,
        Status = row.Status,
        TradeIds = row.TradeIds,
        PositionIds = row.PositionIds,
        ReasonCode = row.ReasonCode,
        Reason = row.Reason,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
    };

    /// <summary>The task as it was accepted: what a repeat of its request answers, whatever became of it since.</summary>
    public static TaskAnswer AsAccepted(TaskRow row) => Of(row) with
    {
        Status = TaskState.Queued,
        TradeIds = [],
        PositionIds = row.PositionId is { } position ? [position] : [],
        ReasonCode = null,
        Reason = null,
        FinishedAt = null,
    };
}
