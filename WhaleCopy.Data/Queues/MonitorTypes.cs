using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Queues;

/// <summary>A whale taken for one poll. Nobody else polls him before the lease is over.</summary>
public sealed record MonitorClaim
{
    public required long WhaleId { get; init; }

    public required string Uid { get; init; }

    public required PollingTier Tier { get; init; }

    /// <summary>When the poll was due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? LastPolledAt { get; init; }

    /// <summary>Fencing token: the commit must carry it, and is refused once somebody else has claimed the whale.</summary>
    public required long LeaseToken { get; init; }

    /// <summary>The monitoring state as JSON; null before the first poll.</summary>
    public string? State { get; init; }

    /// <summary>0 to 100.</summary>
    public required decimal Score { get; init; }

    public required WhaleDataStatus DataStatus { get; init; }

    /// <summary>Somebody has a copy of him open.</summary>
    public required bool HasOpenCopy { get; init; }

    /// <summary>How many follow him here; counted to ten.</summary>
    public required int Followers { get; init; }
}

/// <summary>What every poll writes to its whale's monitor, whatever came out of it.</summary>
public sealed record MonitorOutcome
{
    public required long WhaleId { get; init; }

    public required long LeaseToken { get; init; }

    /// <summary>The due time the claim saw: a due time set meanwhile (a re-check) is kept.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required string State { get; init; }

    public required long SnapshotNumber { get; init; }

    public required DateTimeOffset PolledAt { get; init; }

    public DateTimeOffset? LastCompleteAt { get; init; }

    /// <summary>COMPLETE, PARTIAL, HIDDEN, or why there was no answer.</summary>
    public required string Result { get; init; }

    public required int Failures { get; init; }

    /// <summary>From the poll before to this one; null at the first.</summary>
    public int? AchievedIntervalMs { get; init; }

    public required DateTimeOffset NextPollAt { get; init; }

    public required PollingTier Tier { get; init; }
}

/// <summary>What a poll that found something writes besides.</summary>
public sealed record MonitorChange
{
    /// <summary>The book after it, where the book changed.</summary>
    public SnapshotRecord? Snapshot { get; init; }

    /// <summary>Exits before entries, the CLOSE of a pair before its OPEN: ids are given in this order.</summary>
    public IReadOnlyList<SignalDraft> Signals { get; init; } = [];

    public required WhaleDataStatus DataStatus { get; init; }

    /// <summary>Set while sharing reads as disabled.</summary>
    public DateTimeOffset? SharingRecheckAt { get; init; }

    public decimal? EquityUsdt { get; init; }

    /// <summary>1 to 100.</summary>
    public required int PriorityScore { get; init; }

    /// <summary>When the whale last did something, where he did now.</summary>
    public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>What everybody who follows the whale or holds a copy of him is told.</summary>
    public IReadOnlyList<FollowerMessage> Messages { get; init; } = [];

    /// <summary>W3C trace context of the poll.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The answer as it came, where it is kept.</summary>
    public AnswerRecord? Answer { get; init; }

    /// <summary>Positions that this poll saw end, where the source has no history that tells them better.</summary>
    public IReadOnlyList<ClosedPosition> Closed { get; init; } = [];
}

/// <summary>An answer as it came.</summary>
/// <param name="TakenAt">Our time of it.</param>
/// <param name="SnapshotNumber">The number it was given; the last one's where it was not accepted.</param>
/// <param name="Bodies">Compressed.</param>
public sealed record AnswerRecord(DateTimeOffset TakenAt, long SnapshotNumber, byte[] Bodies);

/// <summary>A numbered book.</summary>
/// <param name="Number">Of the Complete answer that showed it.</param>
/// <param name="ServerTime">The source's time.</param>
/// <param name="TakenAt">Our time.</param>
/// <param name="Positions">As JSON.</param>
/// <param name="Markets">Those of the positions.</param>
public sealed record SnapshotRecord(
    long Number, DateTimeOffset ServerTime, DateTimeOffset TakenAt, string Positions, IReadOnlyCollection<Market> Markets);

/// <summary>A message to a whale's followers.</summary>
/// <param name="Kind">WHALE_DARK, WHALE_BACK, …</param>
/// <param name="DedupeKey">One event, one key.</param>
/// <param name="Title">Shown first.</param>
/// <param name="Body">One or two sentences.</param>
public sealed record FollowerMessage(string Kind, string DedupeKey, string Title, string Body);

/// <summary>What the database gave a committed change.</summary>
/// <param name="Signals">Every signal that this commit stored, in the order of its drafts.</param>
/// <param name="Told">The messages that this commit stored.</param>
public sealed record CommittedChange(IReadOnlyList<StoredSignal> Signals, IReadOnlyList<StoredMessage> Told);

/// <summary>A stored message.</summary>
/// <param name="Id">Its row.</param>
/// <param name="UserId">Whose it is.</param>
public sealed record StoredMessage(long Id, long UserId);

/// <summary>A stored signal.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Draft">What it says.</param>
public sealed record StoredSignal(long Id, SignalDraft Draft);
