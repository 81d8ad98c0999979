using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Users;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Intake;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Follows;

/// <summary>
/// The books of follows: the commission of a close, one ledger entry each, above the follow's high-water mark; and the drawdown
/// stop, which ends entries and closes the copies.
/// </summary>
internal sealed class FollowStep(
    TradingDatabase database,
    FollowStore follows,
    TradeStore store,
    AfterCommit after,
    OwedBell owed,
    ExecutorInstance instance,
    ILogger<FollowStep> logger)
{
    /// <summary>Accrues the commission of one closed copy. A close that brings none has an entry of zero: it is settled.</summary>
    public async Task SettleAsync(PositionRow closed, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        var (follow, user, settled, isSettled) = await follows.LockAsync(session, closed, cancellationToken);
        if (isSettled)
            return; // another executor was faster
        var tier = TierLimits.Of(TierLimits.Effective(user.SubscriptionTier, user.SubscriptionExpiresAt, closed.ClosedAt ?? instance.Now));
        var (commission, mark) = CommissionAccrual.OnClose(settled + closed.RealizedPnl, follow.ProfitHighWaterMarkUsdt, tier.CommissionPercent);
        var changes = new TradingChanges();
        changes.Ledger.Add(LedgerRows.Of(
            Ledger.Commission($"position:{closed.Uid:N}", commission), closed.UserId, closed.ApiKeyId, null, closed.Id, instance.Now));
        await store.SaveAsync(session, changes, cancellationToken);
        await FollowStore.RaiseAsync(session, follow.Id, mark, cancellationToken);
        CrashPoint.Hit("before-commission-commit");
        await session.CommitAsync(cancellationToken);
    }

    /// <summary>Stops a follow whose drawdown has reached its limit.</summary>
    public async Task GuardAsync(FollowRow follow, decimal unrealizedUsdt, CancellationToken cancellationToken)
    {
        var facts = new DrawdownFacts(follow.RealizedPnlUsdt + unrealizedUsdt, follow.EquityHighWaterMarkUsdt, follow.BalanceAtFollowUsdt);
        if (DrawdownStop.Check(facts, RowMapping.SettingsOf(follow)) is not { } denial)
            return;
        await using var session = await database.BeginAsync(cancellationToken);
        var changes = new TradingChanges();
        if (!await follows.StopAsync(session, follow.Id, instance.Now, changes, cancellationToken))
            return;
        changes.Notifications.Add(Notices.DrawdownStop(follow, denial.Sentence, instance.Now));
        await store.SaveAsync(session, changes, cancellationToken);
        await session.CommitAsync(cancellationToken);
        FollowLog.Stopped(logger, follow.Id, denial.Sentence);
        after.Changed(changes.Trades, []);
        owed.Ring();
    }
}
