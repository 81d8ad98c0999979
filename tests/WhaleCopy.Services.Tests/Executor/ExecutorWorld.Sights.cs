using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.Services.Tests.Executor;

/// <content>What the database and the venue show.</content>
public sealed partial class ExecutorWorld
{
    public async Task<List<PositionRow>> PositionsAsync(Copier copier)
    {
        await using var context = Context();
        return await context.Positions.AsNoTracking().Where(position => position.UserId == copier.UserId).OrderBy(position => position.Id).ToListAsync(Cancelled);
    }

    public async Task<List<TradeRow>> TradesAsync(Copier copier)
    {
        await using var context = Context();
        return await context.Trades.AsNoTracking().Where(trade => trade.UserId == copier.UserId).OrderBy(trade => trade.Id).ToListAsync(Cancelled);
    }

    /// <summary>What a user was told of a kind.</summary>
    public async Task<List<NotificationRow>> NoticesAsync(Copier copier, string kind)
    {
        await using var context = Context();
        return await context.Notifications.AsNoTracking().Where(row => row.UserId == copier.UserId && row.Kind == kind).ToListAsync(Cancelled);
    }

    public async Task<DecisionRow?> DecisionAsync(Copier copier, long signalId)
    {
        await using var context = Context();
        return await context.Decisions.AsNoTracking().SingleOrDefaultAsync(decision => decision.UserId == copier.UserId && decision.SignalId == signalId, Cancelled);
    }

    /// <summary>Waits until every user concerned has a decision.</summary>
    public Task SettledAsync(long signalId) => Eventually.ObserveAsync(
        async () =>
        {
            await using var context = Context();
            return await context.WhaleSignals.Where(signal => signal.Id == signalId).Select(signal => signal.Status).SingleAsync(Cancelled);
        },
        status => status is SignalStatus.Processed or SignalStatus.Skipped,
        Soon);

    /// <summary>The user's one position once it is protected.</summary>
    public Task<PositionRow> ProtectedAsync(Copier copier) => PositionAsync(
        copier, position => position.Status == PositionStatus.Open && position.Protection == ProtectionStatus.Protected);

    /// <summary>The user's newest position once it is as expected.</summary>
    public async Task<PositionRow> PositionAsync(
        Copier copier, Func<PositionRow, bool> isExpected, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(isExpected))] string expectation = "")
    {
        var seen = await Eventually.ObserveAsync(
            async () => new Seen<PositionRow>((await PositionsAsync(copier)).LastOrDefault(), await TellAsync(copier)),
            row => row.Row is { } position && isExpected(position),
            Soon,
            expectation);
        return seen.Row!;
    }

    /// <summary>The user's newest trade once it is as expected.</summary>
    public async Task<TradeRow> TradeAsync(
        Copier copier, Func<TradeRow, bool> isExpected, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(isExpected))] string expectation = "")
    {
        var seen = await Eventually.ObserveAsync(
            async () => new Seen<TradeRow>((await TradesAsync(copier)).LastOrDefault(), await TellAsync(copier)),
            row => row.Row is { } trade && isExpected(trade),
            Soon,
            expectation);
        return seen.Row!;
    }

    /// <summary>Waits until an executor has read the user's account.</summary>
    public Task AccountReadAsync(Copier copier) => Eventually.ObserveAsync(
        async () =>
        {
            await using var context = Context();
            return await context.AccountMarkets.CountAsync(row => row.ApiKeyId == copier.ApiKeyId, Cancelled);
        },
        markets => markets > 1,
        Soon);

    public Task<DecisionRow> DecidedAsync(Copier copier, long signalId) => Eventually.ObserveAsync(
        async () => (await DecisionAsync(copier, signalId))!, decision => decision is not null, Soon);

    public async Task<TaskRow> TaskEndedAsync(Guid id) => await Eventually.ObserveAsync(
        async () =>
        {
            await using var context = Context();
            return await context.Tasks.AsNoTracking().SingleAsync(task => task.Id == id, Cancelled);
        },
        task => task.Status is TaskState.Done or TaskState.Failed,
        Soon);

    /// <summary>Orders that the venue accepted, oldest first: its truth.</summary>
    public async Task<List<VenueOrder>> VenueOrdersAsync(Copier copier, bool protective = false) =>
        [.. (await Venue.OrdersAsync("binance", copier.ApiKey, Cancelled)).Where(order => order.Outcome == "ACCEPTED" && order.IsProtective == protective)];

    public async Task<decimal> VenueQuantityAsync(Copier copier, string symbol = "BTCUSDT") =>
        (await Venue.PositionsAsync("binance", copier.ApiKey, Cancelled))
            .Where(position => position.Symbol == symbol)
            .Sum(position => position.Side == "LONG" ? position.Quantity : -position.Quantity);

    /// <summary>Protective orders that are alive at the venue.</summary>
    public async Task<List<VenueOrder>> LiveStopsAsync(Copier copier) =>
        [.. (await VenueOrdersAsync(copier, protective: true)).Where(order => order.Status == "NEW" && order.Type.StartsWith("STOP", StringComparison.Ordinal))];

    /// <summary>
    /// I30 and I31 over the whole database: the ledger's sums are the columns, what was reserved is held, used or released once, and
    /// no order was sent without its row.
    /// </summary>
    public async Task MoneyAddsUpAsync()
    {
        const string differences =
            """
            select 'reserved of user ' || u.id, coalesce(l.amount, 0), coalesce(r.amount, 0)
            from users u
            left join (select user_id, sum(amount_usdt) as amount from ledger_entries where kind in ('RESERVED', 'RESERVATION_ENDED') group by 1) l on l.user_id = u.id
            left join (select user_id, sum(amount_usdt) as amount from reservations where status = 'HELD' group by 1) r on r.user_id = u.id
            where coalesce(l.amount, 0) <> coalesce(r.amount, 0)
            union all
            select 'used margin of position ' || p.id, coalesce(l.amount, 0), p.margin_usdt
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind = 'USED' group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> p.margin_usdt
            union all
            select 'realised net of position ' || p.id, coalesce(l.amount, 0), p.realized_pnl
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind in ('REALIZED_PNL', 'FEE', 'FUNDING') group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> p.realized_pnl
            union all
            select 'fees of position ' || p.id, coalesce(l.amount, 0), -p.fees_usdt
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind = 'FEE' group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> -p.fees_usdt
            union all
            select 'funding of position ' || p.id, coalesce(l.amount, 0), p.funding_usdt
            from positions p
            left join (select position_id, sum(amount_usdt) as amount from ledger_entries where kind = 'FUNDING' group by 1) l on l.position_id = p.id
            where coalesce(l.amount, 0) <> p.funding_usdt
            union all
            select 'reservation of settled trade ' || t.id, 1, 0
            from trades t join reservations r on r.trade_id = t.id
            where t.status in ('FILLED', 'PARTIALLY_FILLED', 'FAILED', 'CANCELLED', 'SKIPPED') and r.status = 'HELD'
            """;
        await using var command = Database.CreateCommand(differences);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var found = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            found.Add($"{reader.GetString(0)}: ledger {reader.GetDecimal(1)}, column {reader.GetDecimal(2)}");
        Assert.Empty(found);
    }

    private async Task<string> TellAsync(Copier copier)
    {
        var trades = await TradesAsync(copier);
        var positions = await PositionsAsync(copier);
        await using var context = Context();
        var orders = await context.Orders.AsNoTracking().Where(order => order.UserId == copier.UserId).OrderBy(order => order.Id).ToListAsync(Cancelled);
        var decisions = await context.Decisions.AsNoTracking().Where(decision => decision.UserId == copier.UserId).ToListAsync(Cancelled);
        var signals = await context.WhaleSignals.AsNoTracking().OrderBy(signal => signal.Id).ToListAsync(Cancelled);
        return string.Join(
            "; ",
            [
                .. decisions.Select(decision => $"decision {decision.Outcome} {decision.ReasonCode} {decision.Reason}"),
                .. trades.Select(trade => $"trade {trade.Id} {trade.Kind} {trade.Status} {trade.FilledQuantity} of {trade.Quantity} {trade.ReasonCode} {trade.Reason} {trade.LastError}"),
                .. orders.Select(order => $"order {order.Owner} {order.Leg} {order.Attempt} {order.Status} {order.Quantity} @{order.TriggerPrice} {order.RejectCode} {order.Message}"),
                .. positions.Select(position => $"position {position.Id} {position.Status} {position.Quantity} {position.Protection} {position.CloseReason} owed {position.OwedCloseReason} {position.LastError}"),
                .. signals.TakeLast(5).Select(signal => $"signal {signal.Id} {signal.Kind} {signal.Status} {signal.LastError}"),
            ]);
    }

    private sealed record Seen<T>(T? Row, string Told)
    {
        public override string ToString() => Told;
    }
}
