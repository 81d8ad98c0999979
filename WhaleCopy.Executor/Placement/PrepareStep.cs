using System.Text.Json;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Intake;

namespace WhaleCopy.Executor.Placement;

/// <summary>What planning a batch came to.</summary>
/// <param name="Trades">Prepared, and held by this executor where they are due now.</param>
/// <param name="Skips">The refusals by user.</param>
/// <param name="Outdated">Not decided: their accounts were read before an exit of ours, and must be read again.</param>
internal sealed record PreparedBatch(
    IReadOnlyList<TradeRow> Trades, IReadOnlyDictionary<long, Denial> Skips, IReadOnlyList<(FollowerRows Follower, MarketSelection.Chosen Market)> Outdated);

/// <summary>
/// Phase 1: one transaction a batch of users. Their rows are locked in the order of their ids, their money is read, Core decides,
/// and trades, reservations, decisions and ledger are inserted; the database refuses a second trade of a signal and user. What
/// could change between reading and writing is read under the lock, so there is nothing to check again.
/// </summary>
internal sealed class PrepareStep(
    TradingDatabase database,
    PlanningStore planning,
    TradeStore store,
    ExecutorInstance instance,
    IOptions<CopyingOptions> copying,
    IOptions<ExecutorOptions> executor)
{
    private readonly RiskLimits _limits = copying.Value.ToLimits();

    /// <summary>Decides and reserves for these users.</summary>
    /// <param name="entry">The signal and what belongs to it.</param>
    /// <param name="followers">The users.</param>
    /// <param name="manual">The tap, where it is one.</param>
    /// <param name="isLast">The accounts were read anew: what they show counts, however old.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PreparedBatch> RunAsync(
        EntrySignal entry, IReadOnlyList<FollowerRows> followers, ManualCopy? manual, bool isLast, CancellationToken cancellationToken)
    {
        var begun = instance.Now;
        await using var session = await database.BeginAsync(cancellationToken);
        var ordered = followers.OrderBy(follower => follower.User.Id).ToList();
        var money = await planning.LockMoneyAsync(
            session,
            [.. ordered.Select(follower => follower.User.Id)],
            [.. ordered.Select(follower => RowMapping.DayStartOf(follower.Settings, begun))],
            begun - copying.Value.MaxAccountAge - copying.Value.MaxAccountAge,
            entry.Signal,
            cancellationToken);
        var now = instance.Now; // the locks may have been waited for: ages count from here

        var skips = new Dictionary<long, Denial>();
        var outdated = new List<(FollowerRows Follower, MarketSelection.Chosen Market)>();
        var copies = new List<(FollowerRows Follower, EntryDecision.Copy Copy, TradeRow? After)>();
        var changes = new TradingChanges();
        foreach (var read in ordered.Where(follower => IsOpen(follower, money, manual)))
        {
            var follower = read with { Follow = money.Follows.GetValueOrDefault(read.User.Id) };
            if (Overtaken(follower, money, manual) is var (code, sentence))
            {
                skips[follower.User.Id] = new Denial(DenialReason.NoOpenCopy, sentence, DecisionNumbers.None);
                changes.Decisions.Add(DecisionOf(entry.Signal, read, DecisionOutcome.Skipped, code, sentence, DecisionNumbers.None, [], now));
                continue;
            }

            var facts = new EntryFactsOf(entry.Signal, entry.Linked, follower, money);
            var (decision, market) = Decide(entry, follower, facts, manual, now);
            switch (decision)
            {
                case EntryDecision.Skip { Denial.Reason: DenialReason.OppositePosition } when !isLast && market is not null && facts.IsReadingOlderThanExit(market):
                    outdated.Add((follower, market));
                    break;
                case EntryDecision.Copy copy:
                    copies.Add((follower, copy, facts.LinkedExit));
                    break;
                case EntryDecision.Skip skip:
                    skips[follower.User.Id] = skip.Denial;
                    changes.Decisions.Add(DecisionOf(entry.Signal, follower, DecisionOutcome.Skipped, skip.Denial.Code, skip.Denial.Sentence, skip.Denial.Numbers, [], now));
                    if (skip.Residual is { } residual && follower.Follow is { } follow)
                        changes.Residuals.Add(ResidualOf(entry.Signal, follow.Id, residual, now));
                    break;
            }
        }

        var ids = await TradeStore.DrawIdsAsync(session, "trades", copies.Count, cancellationToken);
        foreach (var (follower, copy, after) in copies)
            Reserve(changes, entry.Signal, follower, copy, after, manual, ids.Dequeue(), now);

        CrashPoint.Hit("before-prepare-commit");
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        CrashPoint.Hit("after-prepare-commit");
        return new PreparedBatch(changes.NewTrades, skips, outdated);
    }

    /// <summary>Nobody has decided: a user may still tap what was skipped for him, a plan never decides twice.</summary>
    private static bool IsOpen(FollowerRows follower, MoneyRows money, ManualCopy? manual) =>
        !money.AlreadyCopied.Contains(follower.User.Id) && (manual is not null || !money.AlreadyDecided.Contains(follower.User.Id));

    /// <summary>What happened between the reading of the followers and their locks.</summary>
    private static (string Code, string Sentence)? Overtaken(FollowerRows follower, MoneyRows money, ManualCopy? manual) =>
        money.IsOvertaken ? ("WHALE_CLOSED_AGAIN", "the whale had closed it again before it was copied")
        : manual is null && follower.Follow is null ? ("FOLLOW_ENDED", "the follow ended before it was copied")
        : null;

    /// <summary>Stores one refusal for all of these users: the signal is nobody's any more.</summary>
    public async Task SkipAllAsync(
        WhaleSignalRow signal, IReadOnlyList<FollowerRows> followers, string code, string sentence, CancellationToken cancellationToken)
    {
        var changes = new TradingChanges();
        changes.Decisions.AddRange(followers.Select(follower =>
            DecisionOf(signal, follower, DecisionOutcome.Skipped, code, sentence, DecisionNumbers.None, [], instance.Now)));
        await using var session = await database.BeginAsync(cancellationToken);
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
    }

    public static DecisionRow DecisionOf(
        WhaleSignalRow signal,
        FollowerRows follower,
        DecisionOutcome outcome,
        string code,
        string sentence,
        DecisionNumbers numbers,
        IReadOnlyCollection<string> warnings,
        DateTimeOffset now) => new()
        {
            SignalId = signal.Id,
            UserId = follower.User.Id,
            WhaleId = signal.WhaleId,
            FollowId = follower.Follow?.Id,
            Outcome = outcome,
            ReasonCode = code,
            Reason = sentence,
            Numbers = JsonSerializer.Serialize(numbers.ToDictionary()),
            Warnings = [.. warnings],
            DecidedAt = now,
        };

    private (EntryDecision Decision, MarketSelection.Chosen? Market) Decide(EntrySignal entry, FollowerRows follower, EntryFactsOf facts, ManualCopy? manual, DateTimeOffset now)
    {
        var policy = RowMapping.PolicyOf(follower, now);
        var selection = entry.Select(follower, policy, facts.Copy, manual);
        if (selection is MarketSelection.Refused refused)
            return (new EntryDecision.Skip(refused.Denial), null);
        var market = (MarketSelection.Chosen)selection;
        if (!entry.Tickers.TryGetValue(market.Instrument.Id, out var ticker))
            return (Skip(DenialReason.PriceUnavailable, $"no fresh price of {market.Instrument.Id.Symbol}"), market);
        var decision = facts.Build(policy, market, ticker, _limits, manual, now) is { } known
            ? EntryPlanner.Decide(known)
            : Skip(DenialReason.NoAccount, "your exchange account could not be read lately");
        return (decision, market);
    }

    private static EntryDecision.Skip Skip(DenialReason reason, string sentence) => new(new Denial(reason, sentence, DecisionNumbers.None));

    private void Reserve(
        TradingChanges changes,
        WhaleSignalRow signal,
        FollowerRows follower,
        EntryDecision.Copy copy,
        TradeRow? after,
        ManualCopy? manual,
        long tradeId,
        DateTimeOffset now)
    {
        var order = copy.Order;
        var delay = manual is null ? TimeSpan.FromSeconds(follower.Settings.AutoCopyDelaySeconds) : TimeSpan.Zero;
        var isDue = delay == TimeSpan.Zero && after is null;
        var trade = new TradeRow
        {
            Id = tradeId,
            Uid = Guid.CreateVersion7(now),
            UserId = follower.User.Id,
            SignalId = signal.Id,
            WhaleId = signal.WhaleId,
            FollowId = follower.Follow?.Id,
            ApiKeyId = order.Account.AccountId,
            TaskId = manual?.TaskId,
            IsCopyTrade = true,
            Exchange = order.Instrument.Id.Venue,
            Market = order.Instrument.Id.Market,
            Symbol = order.Instrument.Id.Symbol,
            TradeType = order.Instrument.Id.Market == Market.Spot ? TradeType.Spot : TradeType.Futures,
            Kind = signal.Kind,
            Side = order.Side,
            PositionSide = order.PositionSide,
            OrderType = order.Type,
            Quantity = order.Size.Value,
            QuantityUnit = order.Size.Unit,
            LimitPrice = order.LimitPrice,
            ReferencePrice = order.ReferencePrice,
            MarginUsdt = Cents.Of(order.MarginUsdt),
            TransferUsdt = order.TransferUsdt,
            Leverage = order.Leverage,
            MarginMode = order.MarginMode,
            StopLossPercent = order.StopLossPercent,
            TakeProfitPercent = order.TakeProfitPercent,
            TrailingStopPercent = order.TrailingStopPercent,
            Status = TradeStatus.Pending,
            AfterTradeId = after?.Id,
            WhaleChangedAt = signal.WhaleChangedAt,
            SeenAt = signal.DetectedAt,
            DecidedAt = now,
            CreatedAt = now,
            TraceParent = signal.TraceParent,
            LeaseOwner = isDue ? instance.Name : null,
            LeaseUntil = isDue ? now + executor.Value.Lease : null,
            NextAttemptAt = now + delay,
        };
        changes.NewTrades.Add(trade);
        changes.Decisions.Add(DecisionOf(signal, follower, DecisionOutcome.Copied, "COPIED", "copied", copy.Numbers, [.. copy.Warnings], now));
        var amount = Cents.Of(order.ReserveUsdt);
        changes.NewReservations.Add(new ReservationRow
        {
            TradeId = tradeId,
            UserId = trade.UserId,
            ApiKeyId = trade.ApiKeyId,
            Market = trade.Market,
            AmountUsdt = amount,
            WorstLossUsdt = Cents.Of(order.WorstLossUsdt),
            Status = ReservationStatus.Held,
            CreatedAt = now,
        });
        changes.Ledger.Add(LedgerRows.Of(Ledger.Reserve(trade.Uid, amount), trade.UserId, trade.ApiKeyId, tradeId, null, now));
        if (copy.UsesResidual && follower.Follow is { } follow)
            changes.Residuals.Add(ResidualOf(signal, follow.Id, OrderSize.Of(0m, order.Size.Unit), now));
    }

    private static FollowResidualRow ResidualOf(WhaleSignalRow signal, long followId, OrderSize residual, DateTimeOffset now) => new()
    {
        FollowId = followId,
        Market = signal.Market,
        Symbol = signal.CexSymbol,
        Side = signal.Side,
        Quantity = residual.Value,
        QuantityUnit = residual.Unit,
        UpdatedAt = now,
    };
}
