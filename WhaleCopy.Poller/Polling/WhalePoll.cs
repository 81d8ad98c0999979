using System.Text.Json;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Polling;

/// <summary>What a poll came to, ready to be stored.</summary>
/// <param name="Outcome">Goes to the monitor in any case.</param>
/// <param name="Change">What else is to be stored; null where nothing is: then the outcome may be stored together with others.</param>
/// <param name="Before">The memory before.</param>
/// <param name="After">The memory after.</param>
/// <param name="ExtraReads">Reads beyond those that every poll costs.</param>
internal sealed record PollReport(MonitorOutcome Outcome, MonitorChange? Change, WhaleBookState Before, WhaleBookState After, int ExtraReads);

/// <summary>One poll of one whale: fetches, asks Core what it means, and says what to store. Stores nothing itself.</summary>
internal sealed class WhalePoll(IVenueReader reader, PollingOptions options, SourceStretch stretch, TimeProvider time)
{
    private readonly WhaleBookOptions _book = options.ToBookOptions();
    private readonly PollIntervals _intervals = options.ToIntervals();

    /// <summary>Polls.</summary>
    /// <param name="claim">Whom.</param>
    /// <param name="traceParent">The poll's trace, stored with its signals.</param>
    /// <param name="deadline">Ends the waiting for the source: no answer in time is no answer, and goes into the book as that.</param>
    /// <param name="cancellationToken">Ends the poll.</param>
    public async Task<PollReport> RunAsync(
        MonitorClaim claim, string? traceParent, CancellationToken deadline, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken);
        var polledAt = time.GetUtcNow();
        var tape = options.Record == AnswerRecording.None ? null : AnswerTape.Start();
        var before = claim.State is null ? WhaleBookState.Begin(polledAt) : WhaleBookState.FromJson(claim.State);
        var context = new WhaleBookContext
        {
            WhaleId = claim.WhaleId,
            Source = reader.Source,
            WhaleScore = claim.Score,
            Options = _book,
        };

        var answer = await AskAsync(claim.Uid, both.Token, cancellationToken);
        var answeredAt = time.GetUtcNow();
        var step = WhaleBook.OnPoll(before, answer, answeredAt, context);
        var extraReads = answer is PollResult.Complete { Snapshot.Positions.Count: 0 } ? 1 : 0;
        if (step.HistoryFrom is { } from)
        {
            extraReads++;
            var history = await AskHistoryAsync(claim.Uid, from, both.Token, cancellationToken);
            step = step.Then(WhaleBook.OnHistory(step.State, history, time.GetUtcNow(), context));
        }

        var now = time.GetUtcNow();
        var schedule = ScheduleOf(claim, step, now);
        var recorded = tape is not null && answer is PollResult.Complete && IsWorthKeeping(before, step)
            ? new AnswerRecord(answeredAt, step.State.SnapshotNumber, tape.Compress())
            : null;
        return new PollReport(
            Outcome(claim, step, ResultOf(answer), polledAt, schedule),
            Change(claim, before, step, answer, schedule, recorded, traceParent, now),
            before,
            step.State,
            extraReads);
    }

    private Schedule ScheduleOf(MonitorClaim claim, BookStep step, DateTimeOffset now)
    {
        var facts = new PollFacts
        {
            Venue = reader.Venue,
            HasOpenCopy = claim.HasOpenCopy,
            Followers = claim.Followers,
            Score = claim.Score,
            State = step.State,
        };
        var tier = PollSchedule.TierOf(facts, now);
        facts = facts with { Stretch = stretch.Of(reader.Venue, tier) };
        var next = PollSchedule.Next(step, facts, _intervals, now, (decimal)Random.Shared.NextDouble());
        return new Schedule(tier, next, PollSchedule.PriorityOf(facts, now));
    }

    private readonly record struct Schedule(PollingTier Tier, DateTimeOffset NextPollAt, int PriorityScore);

    private async Task<PollResult> AskAsync(string uid, CancellationToken deadline, CancellationToken stopping)
    {
        try
        {
            return await reader.PollAsync(uid, deadline);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new PollResult.Unavailable(UnavailableReason.Network);
        }
    }

    private async Task<HistoryResult> AskHistoryAsync(string uid, DateTimeOffset from, CancellationToken deadline, CancellationToken stopping)
    {
        try
        {
            return await reader.ReadHistoryAsync(uid, from, deadline);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new HistoryResult.Unavailable(UnavailableReason.Network);
        }
    }

    private static MonitorOutcome Outcome(MonitorClaim claim, BookStep step, string result, DateTimeOffset polledAt, Schedule schedule) => new()
    {
        WhaleId = claim.WhaleId,
        LeaseToken = claim.LeaseToken,
        DueAt = claim.DueAt,
        State = step.State.ToJson(),
        SnapshotNumber = step.State.SnapshotNumber,
        PolledAt = polledAt,
        LastCompleteAt = step.State.LastCompleteAt,
        Result = result,
        Failures = step.State.Failures,
        AchievedIntervalMs = claim.LastPolledAt is { } last ? (int)long.Clamp((long)(polledAt - last).TotalMilliseconds, 0, int.MaxValue) : null,
        NextPollAt = schedule.NextPollAt,
        Tier = schedule.Tier,
    };

    private bool IsWorthKeeping(WhaleBookState before, BookStep step) =>
        options.Record == AnswerRecording.All
        || ShowsAnother(before, step) || step.Signals.Count > 0
        || before.HasSuspicion || step.State.HasSuspicion
        || before.Dark is not null || step.State.Dark is not null
        || before.SetAside is not null || step.State.SetAside is not null;

    private static bool ShowsAnother(WhaleBookState before, BookStep step) =>
        (!before.HasBaseline && step.State.HasBaseline)
        || step.State.DroppedSuspicions > before.DroppedSuspicions || step.Deltas.Any(IsFirstSeen);

    private MonitorChange? Change(
        MonitorClaim claim,
        WhaleBookState before,
        BookStep step,
        PollResult answer,
        Schedule schedule,
        AnswerRecord? recorded,
        string? traceParent,
        DateTimeOffset now)
    {
        var state = step.State;
        var showsAnother = ShowsAnother(before, step);
        var hasNews = showsAnother || recorded is not null || step.Signals.Count > 0 || step.Notices.Count > 0
            || claim.DataStatus != state.DataStatus || claim.Tier != schedule.Tier
            || before.SharingRecheckAt != state.SharingRecheckAt;
        if (!hasNews)
            return null;

        var snapshot = step.IsAccepted && showsAnother && answer is PollResult.Complete complete
            ? new SnapshotRecord(state.SnapshotNumber, complete.Snapshot.ServerTime, now, PositionsJson(complete.Snapshot), MarketsOf(complete.Snapshot))
            : null;
        return new MonitorChange
        {
            Snapshot = snapshot,
            Signals = step.Signals,
            DataStatus = state.DataStatus,
            SharingRecheckAt = state.SharingRecheckAt,
            EquityUsdt = state.EquityUsdt,
            PriorityScore = schedule.PriorityScore,
            ActiveAt = step.Signals.Count > 0 ? now : null,
            Messages = FollowerMessages.Of(claim.WhaleId, state, step.Notices),
            TraceParent = traceParent,
            Answer = recorded,
            Closed = reader.Source.HasHistory ? [] : ClosedPositions.Of(step.Signals, before.Lines, now),
        };
    }

    // A key that was missing before is missing in the stored book already.
    private static bool IsFirstSeen(PositionDelta delta) => delta is not PositionDelta.CloseSuspected { Previous.Suspicion: not null };

    private static HashSet<Market> MarketsOf(WhaleSnapshot snapshot) => [.. snapshot.Positions.Select(position => position.Key.Market)];

    private static string PositionsJson(WhaleSnapshot snapshot) =>
        JsonSerializer.Serialize([.. snapshot.Positions], WhaleBookJson.Default.WhalePositionArray);

    private static string ResultOf(PollResult answer) => answer switch
    {
        PollResult.Complete => "COMPLETE",
        PollResult.Partial => "PARTIAL",
        PollResult.Hidden => "HIDDEN",
        PollResult.Unavailable unavailable => WireName<UnavailableReason>.Of(unavailable.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
