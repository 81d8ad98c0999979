using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using VenueOrder = WhaleCopy.Standalone.Demo.VenueOrder;

namespace WhaleCopy.System.Tests.Engine;

/// <summary>Compares what the database says of one user with what the venue did, order by order.</summary>
internal sealed class EngineBooks(EngineCluster cluster)
{
    private const string OurPrefix = "wc";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>What is still on its way for these users; empty when everything is at rest.</summary>
    public async Task<string> RestlessAsync(IReadOnlyCollection<long> users)
    {
        const string restless =
            """
            select concat_ws(' ', 'signal', id, kind, status, last_error) from whale_signals
            where whale_id = $1 and status in ('PENDING', 'PROCESSING')
            union all
            select concat_ws(' ', 'trade', id, kind, status, 'attempt', attempts, last_error) from trades
            where user_id = any($2) and status in ('PENDING', 'EXECUTING', 'UNKNOWN')
            union all
            select concat_ws(' ', 'position', id, status, quantity, protection, 'owed', owed_close_reason, 'missing', missing_quantity, last_error) from positions
            where user_id = any($2) and (status = 'CLOSING' or owed_close_reason is not null or missing_quantity is not null
                or protection <> case when status = 'OPEN' then 'PROTECTED' else 'NONE' end)
            union all
            select concat_ws(' ', 'order', owner, owner_id, leg, attempt, status, 'filled', filled_quantity) from orders
            where user_id = any($2) and (status in ('SENT', 'UNKNOWN') or (owner = 'TRADE' and filled_quantity > 0 and fills_booked_at is null))
            union all
            select concat_ws(' ', 'position', p.id, 'has no commission, not even of zero') from positions p
            where p.user_id = any($2) and p.follow_id is not null and p.status = 'CLOSED'
              and not exists (select 1 from ledger_entries e where e.position_id = p.id and e.kind = 'COMMISSION')
            """;
        await using var command = cluster.Database.CreateCommand(restless);
        command.Parameters.Add(new() { Value = cluster.WhaleId });
        command.Parameters.Add(new() { Value = users.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var found = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            found.Add(reader.GetString(0));
        return string.Join("; ", found);
    }

    /// <summary>Everything that must hold whenever a user's affairs are at rest; what does not. So many orders are the user's own.</summary>
    public async Task<List<string>> WrongAsync(Copier user, int byHand = 0)
    {
        await using var context = cluster.Context();
        var trades = await context.Trades.AsNoTracking().Where(trade => trade.UserId == user.UserId).OrderBy(trade => trade.Id).ToListAsync(Cancelled);
        var orders = await context.Orders.AsNoTracking().Where(order => order.UserId == user.UserId).OrderBy(order => order.Id).ToListAsync(Cancelled);
        var positions = await context.Positions.AsNoTracking().Where(position => position.UserId == user.UserId).OrderBy(position => position.Id).ToListAsync(Cancelled);
        var accepted = (await cluster.Venue.OrdersAsync("binance", user.ApiKey, Cancelled)).Where(order => order.Outcome == "ACCEPTED").ToList();
        var atVenue = accepted.Where(order => byHand == 0 || order.ClientOrderId?.StartsWith(OurPrefix, StringComparison.Ordinal) == true).ToList();
        var held = await cluster.Venue.PositionsAsync("binance", user.ApiKey, Cancelled);

        var wrong = new List<string>();
        Expect(wrong, accepted.Count - atVenue.Count == byHand, $"the user made {accepted.Count - atVenue.Count} orders of his own, not {byHand}");
        OneOrderAnIntent(wrong, trades, orders, atVenue);
        OneStopACopy(wrong, positions, atVenue);
        foreach (var symbol in positions.Select(position => position.Symbol).Concat(held.Select(position => position.Symbol)).Distinct())
        {
            var copies = positions.Where(position => position.Symbol == symbol).Sum(position => position.Side == PositionSide.Long ? position.Quantity : -position.Quantity);
            var shows = held.Where(position => position.Symbol == symbol).Sum(position => position.Side == "LONG" ? position.Quantity : -position.Quantity);
            Expect(wrong, copies == shows, $"the copies hold {copies} {symbol}, the venue {shows}");
        }

        wrong.AddRange(await LedgerAsync(user));
        if (wrong.Count > 0)
            wrong.AddRange(Tell(trades, orders, positions, atVenue));
        return wrong;
    }

    private static void OneOrderAnIntent(List<string> wrong, List<TradeRow> trades, List<OrderRow> orders, List<VenueOrder> atVenue)
    {
        var ours = orders.ToDictionary(order => order.ClientOrderId);
        foreach (var stray in atVenue.Where(order => order.ClientOrderId is not { } id || !ours.ContainsKey(id)))
            wrong.Add($"the venue accepted {stray.ClientOrderId}, which is no row of ours");
        foreach (var twice in atVenue.GroupBy(order => order.ClientOrderId).Where(group => group.Count() > 1))
            wrong.Add($"the venue accepted {twice.Key} {twice.Count()} times");
        foreach (var trade in trades)
        {
            var ids = orders.Where(order => order.Owner == OrderOwner.Trade && order.OwnerId == trade.Id).Select(order => order.ClientOrderId).ToHashSet();
            var accepted = atVenue.Where(order => order.ClientOrderId is { } id && ids.Contains(id)).ToList();
            Expect(wrong, accepted.Count <= 1, $"trade {trade.Id} has {accepted.Count} orders at the venue");
            var filled = accepted.Sum(order => order.FilledQuantity);
            Expect(wrong, filled == trade.FilledQuantity, $"trade {trade.Id} says {trade.FilledQuantity} filled, the venue {filled}");
            Expect(wrong, filled <= trade.Quantity, $"trade {trade.Id} wanted {trade.Quantity} and got {filled}");
        }

        foreach (var signal in trades.Where(trade => trade.SignalId is not null).GroupBy(trade => (trade.SignalId, trade.PositionId)).Where(group => group.Count() > 1))
            wrong.Add($"signal {signal.Key.SignalId} made {signal.Count()} trades");
    }

    private static void OneStopACopy(List<string> wrong, List<PositionRow> positions, List<VenueOrder> atVenue)
    {
        var live = atVenue.Where(order => order.IsProtective && order.Status == "NEW").ToList();
        foreach (var copy in positions.Where(position => position.Status == PositionStatus.Open))
        {
            var stops = live.Where(order => order.Symbol == copy.Symbol).ToList();
            Expect(
                wrong,
                stops is [{ ReduceOnly: true } stop] && stop.Quantity == copy.Quantity,
                $"position {copy.Id} of {copy.Quantity} has the live stops [{string.Join(", ", stops.Select(order => order.Quantity))}]");
        }

        foreach (var order in live.Where(order => !positions.Exists(position => position.Status == PositionStatus.Open && position.Symbol == order.Symbol)))
            wrong.Add($"stop {order.ClientOrderId} of {order.Symbol} is alive and protects nothing");
    }

    /// <summary>The ledger's sums are the columns, and nothing stays reserved for what is settled.</summary>
    private async Task<List<string>> LedgerAsync(Copier user)
    {
        const string differences =
            """
            select 'reserved', coalesce((select sum(amount_usdt) from ledger_entries where user_id = $1 and kind in ('RESERVED', 'RESERVATION_ENDED')), 0),
                   coalesce((select sum(amount_usdt) from reservations where user_id = $1 and status = 'HELD'), 0)
            union all
            select 'used margin of position ' || p.id, coalesce((select sum(amount_usdt) from ledger_entries where position_id = p.id and kind = 'USED'), 0), p.margin_usdt
            from positions p where p.user_id = $1
            union all
            select 'result of position ' || p.id,
                   coalesce((select sum(amount_usdt) from ledger_entries where position_id = p.id and kind in ('REALIZED_PNL', 'FEE', 'FUNDING')), 0), p.realized_pnl
            from positions p where p.user_id = $1
            union all
            select 'held for settled trade ' || t.id, r.amount_usdt, 0
            from trades t join reservations r on r.trade_id = t.id
            where t.user_id = $1 and r.status = 'HELD' and t.status not in ('PENDING', 'EXECUTING', 'UNKNOWN')
            """;
        await using var command = cluster.Database.CreateCommand(differences);
        command.Parameters.Add(new() { Value = user.UserId });
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var wrong = new List<string>();
        while (await reader.ReadAsync(Cancelled))
        {
            var (ledger, column) = (reader.GetDecimal(1), reader.GetDecimal(2));
            Expect(wrong, ledger == column, $"{reader.GetString(0)}: the ledger says {ledger}, the column {column}");
        }

        return wrong;
    }

    private static IEnumerable<string> Tell(List<TradeRow> trades, List<OrderRow> orders, List<PositionRow> positions, List<VenueOrder> atVenue) =>
    [
        .. trades.Select(trade => Text($"  trade {trade.Id} {trade.Kind} {trade.Status} {trade.FilledQuantity} of {trade.Quantity} attempts {trade.Attempts} {trade.ReasonCode} {trade.Reason} {trade.LastError}")),
        .. orders.Select(order => Text($"  order {order.Owner} {order.OwnerId} {order.Leg} {order.Sequence}/{order.Attempt} {order.Status} {order.Quantity} {order.ClientOrderId} {order.Message}")),
        .. positions.Select(position => Text($"  position {position.Id} {position.Status} {position.Quantity} {position.Protection} {position.CloseReason}")),
        .. atVenue.Select(order => Text($"  venue {order.ClientOrderId} {order.Type} {order.Side} {order.FilledQuantity} of {order.Quantity} {order.Status} {order.ReceivedAt:HH:mm:ss.fff}")),
    ];

    private static void Expect(List<string> wrong, bool holds, string otherwise)
    {
        if (!holds)
            wrong.Add(otherwise);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
