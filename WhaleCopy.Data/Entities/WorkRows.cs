using System.Text.Json.Serialization;

namespace WhaleCopy.Data.Entities;

/// <summary>What a user asked for.</summary>
public enum TaskKind
{
    CopySignal,
    ClosePosition,
    Panic,
    UpdateProtection,
}

/// <summary>Where a task stands; lower case on the wire, as the founding API has it.</summary>
public enum TaskState
{
    [JsonStringEnumMemberName("queued")]
    Queued,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("done")]
    Done,
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>A user's command: a row with the caller's idempotency key before it is a call.</summary>
public sealed class TaskRow
{
    public required Guid Id { get; set; }
    public required long UserId { get; set; }
    public required TaskKind Kind { get; set; }

    /// <summary>The caller's Idempotency-Key; unique with the user. A repeat answers the first result.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>Hash of the request, so that one key cannot stand for two.</summary>
    public string? RequestHash { get; set; }
    public TaskState Status { get; set; }
    public long? SignalId { get; set; }
    public long? PositionId { get; set; }

    /// <summary>Size, exchange, percent as JSON.</summary>
    public required string Payload { get; set; }
    public long[] TradeIds { get; set; } = [];
    public long[] PositionIds { get; set; } = [];
    public string? ReasonCode { get; set; }
    public string? Reason { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
}

/// <summary>Where dead letters come from.</summary>
public enum DeadLetterSource
{
    Signal,
    Trade,
    Position,
    Task,
    Notification,
}

/// <summary>Work given up after its last attempt, with what is needed to understand and retry it.</summary>
public sealed class DeadLetterRow
{
    public long Id { get; set; }
    public required DeadLetterSource Source { get; set; }
    public required string SourceId { get; set; }
    public long? UserId { get; set; }
    public required string Error { get; set; }
    public required string Context { get; set; }
    public required int Attempts { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? RetriedAt { get; set; }
    public DateTimeOffset? DroppedAt { get; set; }
}

/// <summary>Where a notification stands.</summary>
public enum NotificationStatus
{
    Pending,
    Sent,
    Muted,
    Failed,
}

/// <summary>A message to a user, and its place in the queue of the bot.</summary>
public sealed class NotificationRow
{
    public long Id { get; set; }
    public required long UserId { get; set; }
    public required string Kind { get; set; }

    /// <summary>Unique with the user: one event is told once.</summary>
    public required string DedupeKey { get; set; }
    public required string Title { get; set; }
    public required string Body { get; set; }

    /// <summary>Ids behind it (signal, trade, position, whale) as JSON.</summary>
    public required string Data { get; set; }
    public NotificationStatus Status { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? ReadAt { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public string? LastError { get; set; }
}
