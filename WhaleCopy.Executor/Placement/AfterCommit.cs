using WhaleCopy.Contracts;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Placement;

/// <summary>What a commit sets going. Nothing here is needed for correctness: every table is swept.</summary>
internal sealed class AfterCommit(
    LiveEvents live, ProtectionBell protection, ReconcileBell reconcile, FillsBell fills, BalanceBell balances, OwedBell owed)
{
    public void Changed(IEnumerable<TradeRow> trades, IEnumerable<PositionRow> positions)
    {
        foreach (var trade in trades)
        {
            live.Publish(LiveEvent.Trade(trade.UserId, trade.Id));
            if (trade.Status is TradeStatus.Executing or TradeStatus.Unknown)
                reconcile.Ring();
            if (trade.FilledQuantity > 0m)
            {
                fills.Ring();
                balances.Hurry(trade.ApiKeyId);
            }
        }

        foreach (var position in positions)
            Changed(position);
    }

    public void Booked(TradeRow trade, PositionRow? position)
    {
        live.Publish(LiveEvent.Trade(trade.UserId, trade.Id));
        if (position is not null)
            Shown(position);
    }

    public void Shown(PositionRow position) => live.Publish(LiveEvent.Position(position.UserId, position.Id));

    public void Changed(PositionRow position)
    {
        live.Publish(LiveEvent.Position(position.UserId, position.Id));
        protection.Ring(position.Id);
        if (position.OwedCloseReason is not null)
            owed.Ring();
    }
}
