using System.Text.Json;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Exits;

/// <summary>Exits over the rows of one transaction. Core says how much; this writes it down.</summary>
internal sealed class ExitPlan(
    ExitRows rows, Func<InstrumentId, InstrumentSpec?> instruments, Queue<long> tradeIds, DateTimeOffset now, string owner, DateTimeOffset leaseUntil)
{
    public TradingChanges Changes { get; } = new();

    /// <summary>A whale's REDUCE or CLOSE.</summary>
    public void Of(WhaleSignalRow signal, WhaleSignalRow? reopened)
    {
        var decided = new HashSet<long>();
        foreach (var position in rows.Positions)
        {
            decided.Add(position.UserId);
            var policy = rows.Settings.GetValueOrDefault(position.UserId) ?? new UserSettingsRow { UserId = position.UserId };
            var follow = rows.Follows.GetValueOrDefault(position.UserId);
            var holds = reopened is not null && ReentryRule.Holds(
                follow?.Reentry ?? ReentryPolicy.Hold, signal.PriceAtSignal ?? 0m, reopened.ReferencePrice ?? reopened.PriceAtSignal ?? 0m);
            if (Find(position) is not { } instrument)
            {
                // Its venue cannot be read now: this exit is owed, and nobody else's waits for it.
                OweUnread(signal, position, follow, !holds && (signal.Kind == SignalKind.Close ? policy.AutoCloseOnWhaleExit : follow?.CopyAdjustments ?? true));
                continue;
            }

            var decision = ExitPlanner.Decide(new ExitFacts
            {
                Kind = signal.Kind,
                Fraction = signal.Fraction,
                Own = new OwnCopy(OrderSize.Of(position.Quantity, position.QuantityUnit), position.Status),
                Instrument = instrument,
                Price = PriceOf(position),
                CopyAdjustments = follow?.CopyAdjustments ?? true,
                AutoCloseOnWhaleExit = policy.AutoCloseOnWhaleExit,
                HoldsThroughReopening = holds,
            });
            Decide(signal, position, follow, decision);
        }

        foreach (var entry in rows.Entries)
            Overtake(signal, entry, decided);
    }

    /// <summary>A part of one position, by its user's wish or because it is owed.</summary>
    public Denial? Of(PositionRow position, decimal fraction, CloseReason reason, Guid? taskId)
    {
        var decision = ExitPlanner.Part(
            Instrument(position), OrderSize.Of(position.Quantity, position.QuantityUnit), null, PriceOf(position), fraction);
        if (decision is ExitDecision.Skip skip)
        {
            // Owed and too small to be sold: nothing is owed any more.
            if (taskId is null && position.OwedCloseReason is not null)
            {
                position.Forgive();
                Changes.Positions.Add(position);
            }

            return skip.Denial;
        }

        // A part that the user takes leaves what else is owed of the rest.
        var exit = (ExitDecision.Exit)decision;
        if (taskId is null || exit.ClosesAll)
            position.Forgive();
        Changes.Positions.Add(position);
        Add(position, exit, reason, null, taskId);
        return null;
    }

    private void Decide(WhaleSignalRow signal, PositionRow position, FollowRow? follow, ExitDecision decision)
    {
        switch (decision)
        {
            case ExitDecision.Exit exit when rows.BeingClosed.Contains(position.Id):
                Owe(position, exit.ClosesAll ? 1m : signal.Fraction);
                Store(signal, position.UserId, follow, DecisionOutcome.Copied, "EXIT_OWED", "another exit of this copy is on its way; this one follows", exit.Numbers);
                break;
            case ExitDecision.Exit exit:
                Add(position, exit, CloseReason.WhaleExit, signal, null);
                Store(signal, position.UserId, follow, DecisionOutcome.Copied, "COPIED", "copied", exit.Numbers);
                break;
            case ExitDecision.Skip { Denial.Reason: DenialReason.PositionClosing } closing when signal.Kind == SignalKind.Close:
                // If the close on its way fails, the whale's is still owed.
                Owe(position, 1m);
                Store(signal, position.UserId, follow, DecisionOutcome.Copied, "EXIT_OWED", closing.Denial.Sentence, closing.Denial.Numbers);
                break;
            case ExitDecision.Skip skip:
                Store(signal, position.UserId, follow, DecisionOutcome.Skipped, skip.Denial.Code, skip.Denial.Sentence, skip.Denial.Numbers);
                break;
        }
    }

    private void OweUnread(WhaleSignalRow signal, PositionRow position, FollowRow? follow, bool isWanted)
    {
        if (!isWanted)
        {
            Store(signal, position.UserId, follow, DecisionOutcome.Skipped, WireName<DenialReason>.Of(DenialReason.WhaleExitOff), "the copy is kept", DecisionNumbers.None);
            return;
        }

        Owe(position, signal.Kind == SignalKind.Close ? 1m : signal.Fraction);
        Store(signal, position.UserId, follow, DecisionOutcome.Copied, "EXIT_OWED", $"{position.Symbol} could not be read at the venue; the exit follows", DecisionNumbers.None);
    }

    private void Overtake(WhaleSignalRow signal, TradeRow entry, HashSet<long> decided)
    {
        var follow = rows.Follows.GetValueOrDefault(entry.UserId);
        var settings = rows.Settings.GetValueOrDefault(entry.UserId);
        var isWanted = signal.Kind == SignalKind.Close ? settings?.AutoCloseOnWhaleExit ?? true : follow?.CopyAdjustments ?? true;
        var isFirst = decided.Add(entry.UserId);
        if (signal.Kind == SignalKind.Close && UnwantedEntries.TryWithdraw(entry, rows.Reservations.GetValueOrDefault(entry.Id), Unwanted.WhaleClosed, now, Changes))
        {
            if (isFirst)
                Store(signal, entry.UserId, follow, DecisionOutcome.Copied, "ENTRY_WITHDRAWN", "the entry had not been sent and was withdrawn", DecisionNumbers.None);
            return;
        }

        if (!isWanted)
        {
            if (isFirst)
                Store(signal, entry.UserId, follow, DecisionOutcome.Skipped, WireName<DenialReason>.Of(DenialReason.WhaleExitOff), "copies are kept when the whale closes", DecisionNumbers.None);
            return;
        }

        entry.Owe(CloseReason.WhaleExit, signal.Kind == SignalKind.Close ? 1m : signal.Fraction);
        Changes.Trades.Add(entry);
        if (isFirst)
            Store(signal, entry.UserId, follow, DecisionOutcome.Copied, "EXIT_OWED", "the entry is on its way; its exit follows as soon as it settles", DecisionNumbers.None);
    }

    private void Add(PositionRow position, ExitDecision.Exit exit, CloseReason reason, WhaleSignalRow? signal, Guid? taskId)
    {
        Changes.NewTrades.Add(new TradeRow
        {
            Id = tradeIds.Dequeue(),
            Uid = Guid.CreateVersion7(now),
            UserId = position.UserId,
            SignalId = signal?.Id,
            WhaleId = position.WhaleId,
            FollowId = position.FollowId,
            PositionId = position.Id,
            ApiKeyId = position.ApiKeyId,
            TaskId = taskId,
            IsCopyTrade = signal is not null,
            Exchange = position.Exchange,
            Market = position.Market,
            Symbol = position.Symbol,
            TradeType = position.PositionType,
            Kind = exit.ClosesAll ? SignalKind.Close : SignalKind.Reduce,
            Side = position.Side.Exit(),
            PositionSide = position.Side,
            OrderType = OrderType.Market,
            Quantity = exit.Size.Value,
            QuantityUnit = exit.Size.Unit,
            ReferencePrice = signal?.PriceAtSignal,
            Leverage = position.Leverage,
            MarginMode = position.MarginMode,
            Status = TradeStatus.Pending,
            CloseReason = reason,
            WhaleChangedAt = signal?.WhaleChangedAt,
            SeenAt = signal?.DetectedAt,
            DecidedAt = now,
            CreatedAt = now,
            TraceParent = signal?.TraceParent,
            LeaseOwner = owner,
            LeaseUntil = leaseUntil,
            NextAttemptAt = now,
        });
    }

    private void Store(
        WhaleSignalRow signal, long userId, FollowRow? follow, DecisionOutcome outcome, string code, string sentence, DecisionNumbers numbers) =>
        Changes.Decisions.Add(new DecisionRow
        {
            SignalId = signal.Id,
            UserId = userId,
            WhaleId = signal.WhaleId,
            FollowId = follow?.Id,
            Outcome = outcome,
            ReasonCode = code,
            Reason = sentence,
            Numbers = JsonSerializer.Serialize(numbers.ToDictionary()),
            DecidedAt = now,
        });

    private void Owe(PositionRow position, decimal fraction)
    {
        position.Owe(CloseReason.WhaleExit, fraction, now);
        Changes.Positions.Add(position);
    }

    private InstrumentSpec? Find(PositionRow position) => instruments(new InstrumentId(position.Exchange, position.Market, position.Symbol));

    private InstrumentSpec Instrument(PositionRow position) =>
        Find(position) ?? throw new InvalidOperationException($"The instrument {position.Symbol} of {WireName<Venue>.Of(position.Exchange)} is not known.");

    private static decimal PriceOf(PositionRow position) => position.CurrentPrice is > 0m ? position.CurrentPrice.Value : position.EntryPrice;
}
