using System.Data.Common;
using Npgsql;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>Why nobody wants an entry any more.</summary>
/// <param name="Code">Of the trade that is withdrawn.</param>
/// <param name="Sentence">Of the trade that is withdrawn, and what its user reads.</param>
/// <param name="Closes">Why what is on its way is closed once it has settled.</param>
public sealed record Unwanted(string Code, string Sentence, CloseReason Closes)
{
    public static readonly Unwanted WhaleClosed = new("WHALE_CLOSED", "the whale closed before the entry was sent", CloseReason.WhaleExit);

    public static readonly Unwanted Panic = new("PANIC", "everything is being closed", CloseReason.Panic);

    public static readonly Unwanted FollowEnded = new("FOLLOW_ENDED", "the follow was ended, with its copies, before the entry was sent", CloseReason.Manual);

    public static readonly Unwanted FollowStopped = new(
        "DRAWDOWN_STOP", "the follow reached its drawdown stop before the entry was sent", CloseReason.DrawdownStop);
}

/// <summary>
/// The one way in which entries end that nobody wants any more. One without an attempt is withdrawn: it ends with its reason, its
/// reservation is released, its task ends, its user is told. One with an attempt is the venue's: it owes its close, which is made as
/// soon as it has settled. Which of the two it is, is decided under the lock of its row, for which a beginning attempt
/// (<see cref="TradeStore.StartAttemptsAsync"/>) waits, as this waits for that one.
/// </summary>
/// <remarks>His user is locked before: a plan that holds him is committed then, and its trades are found here.</remarks>
public sealed class UnwantedEntries(TradingDatabase database, TradeStore store)
{
    private const string OnTheirWay = "kind in ('OPEN', 'INCREASE') and status in ('PENDING', 'EXECUTING', 'UNKNOWN')";

    private readonly RowReader<TradeRow> _trades = new(database.Model);
    private readonly RowReader<ReservationRow> _reservations = new(database.Model);

    /// <summary>Ends all entries of a user.</summary>
    public Task EndOfUserAsync(TradingSession session, long userId, Unwanted why, DateTimeOffset now, TradingChanges changes, CancellationToken cancellationToken) =>
        EndAsync(session, "user_id = $1", [userId], why, now, changes, cancellationToken);

    /// <summary>Ends the entries of a follow.</summary>
    public Task EndOfFollowAsync(TradingSession session, long followId, Unwanted why, DateTimeOffset now, TradingChanges changes, CancellationToken cancellationToken) =>
        EndAsync(session, "follow_id = $1", [followId], why, now, changes, cancellationToken);

    /// <summary>Ends a user's entries after a whale, tapped ones too, in a transaction of the caller's that holds the user's row.</summary>
    public async Task EndOfWhaleAsync(
        DbTransaction transaction, long userId, long whaleId, Unwanted why, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var session = TradingSession.Within((NpgsqlTransaction)transaction);
        var changes = new TradingChanges();
        await EndAsync(session, "user_id = $1 and whale_id = $2", [userId, whaleId], why, now, changes, cancellationToken);
        await store.SaveAsync(session, changes, cancellationToken);
    }

    /// <summary>Withdraws an entry whose row is locked, if it has no attempt.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="reservation">Its reservation.</param>
    /// <param name="why">Why.</param>
    /// <param name="now">Our time.</param>
    /// <param name="changes">What is to be written.</param>
    /// <returns>False where it is on its way: it is not changed, and owes.</returns>
    public static bool TryWithdraw(TradeRow entry, ReservationRow? reservation, Unwanted why, DateTimeOffset now, TradingChanges changes)
    {
        if (entry.Status != TradeStatus.Pending || entry.Attempts > 0)
            return false;
        entry.Status = TradeTransitions.Next(entry.Status, TradeEvent.CancelledUnsent).From(entry.Status, TradeEvent.CancelledUnsent);
        entry.ReasonCode = why.Code;
        entry.Reason = why.Sentence;
        entry.LeaseOwner = null;
        entry.LeaseUntil = null;
        changes.Trades.Add(entry);
        changes.Notifications.Add(EntryNotices.NotCopied(entry, now));
        if (entry.TaskId is { } task)
            changes.Tasks.Add(task);
        if (reservation is not { Status: ReservationStatus.Held })
            return true;
        reservation.Status = ReservationStatus.Released;
        reservation.SettledAt = now;
        changes.Reservations.Add(reservation);
        changes.Ledger.Add(LedgerRows.Of(Ledger.EndReservation(entry.Uid, reservation.AmountUsdt), entry.UserId, entry.ApiKeyId, entry.Id, null, now));
        return true;
    }

    private async Task EndAsync(
        TradingSession session, string whose, object[] ids, Unwanted why, DateTimeOffset now, TradingChanges changes, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement($"select * from trades where {whose} and {OnTheirWay} order by id for no key update", ids));
        batch.BatchCommands.Add(TradeStore.Statement(
            $"select * from reservations where trade_id in (select id from trades where {whose} and {OnTheirWay})", ids));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var entries = await _trades.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var reservations = (await _reservations.ReadAllAsync(reader, cancellationToken)).ToDictionary(row => row.TradeId);
        foreach (var entry in entries)
        {
            if (TryWithdraw(entry, reservations.GetValueOrDefault(entry.Id), why, now, changes))
                continue;
            entry.CloseReason = why.Closes;
            entry.OwedFraction = 1m;
            changes.Trades.Add(entry);
        }
    }
}
