using Npgsql;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>
/// The only writer of trades, orders, reservations, positions and their ledger. Rows are locked in one order everywhere: users,
/// then trades, then positions, each by id, so that no two transactions wait for each other in a circle.
/// </summary>
public sealed class TradeStore
{
    private readonly TradingDatabase _database;
    private readonly RowReader<TradeRow> _trades;
    private readonly RowReader<OrderRow> _orders;
    private readonly RowReader<ReservationRow> _reservations;
    private readonly RowReader<PositionRow> _positions;
    private readonly RowReader<WhaleSignalRow> _signals;
    private readonly BulkStatement<OrderRow> _startAttempts;
    private readonly BulkStatement<OrderRow> _startProtection;
    private readonly ChangeWriter _writer;

    public TradeStore(TradingDatabase database)
    {
        _database = database;
        _trades = new RowReader<TradeRow>(database.Model);
        _orders = new RowReader<OrderRow>(database.Model);
        _reservations = new RowReader<ReservationRow>(database.Model);
        _positions = new RowReader<PositionRow>(database.Model);
        _signals = new RowReader<WhaleSignalRow>(database.Model);
        _writer = new ChangeWriter(database.Model);

        // I1: Executing and the attempt's row in one statement, and only by the owner of a live lease.
        _startAttempts = BulkStatement<OrderRow>.InsertBehind(
            database.Model,
            """
            moved as (
                update trades t
                set status = 'EXECUTING', attempts = u.attempt, client_order_id = u.client_order_id,
                    sent_at = coalesce(t.sent_at, u.sent_at), next_attempt_at = u.fence_at, reason_code = null, reason = null
                from u
                where t.id = u.owner_id and t.lease_owner = {0} and t.lease_until > {1}
                  and ((t.status = 'PENDING' and u.attempt = 1) or (t.status = 'UNKNOWN' and u.attempt = t.attempts + 1))
                returning t.id, t.position_id, t.kind),
            leaving as (
                select p.id from positions p
                where p.id in (select m.position_id from moved m where m.kind = 'CLOSE') and p.status = 'OPEN'
                order by p.id for no key update),
            closing as (
                update positions p set status = 'CLOSING'
                from leaving
                where p.id = leaving.id and p.status = 'OPEN')
            """,
            "u.owner_id in (select id from moved)",
            "returning owner_id, id");
        _startProtection = BulkStatement<OrderRow>.InsertBehind(
            database.Model,
            """
            held as (
                select p.id from positions p
                where p.id in (select owner_id from u) and p.lease_owner = {0} and p.lease_until > {1}
                order by p.id for no key update)
            """,
            "u.owner_id in (select id from held)",
            "returning client_order_id");
    }

    /// <summary>Draws ids from a table's sequence.</summary>
    public static async Task<Queue<long>> DrawIdsAsync(TradingSession session, string table, int count, CancellationToken cancellationToken)
    {
        var ids = new Queue<long>(count);
        if (count == 0)
            return ids;
        await using var batch = session.Batch();
        batch.BatchCommands.Add(Statement(
            "select nextval(pg_get_serial_sequence($1, 'id')) from generate_series(1, $2)", table, count));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Enqueue(reader.GetInt64(0));
        return ids;
    }

    /// <summary>
    /// Commits attempts before their first byte: the trade is Executing and its order Sent, with the time that the request is
    /// signed with. An attempt whose trade is another's by now, or was withdrawn, is left out.
    /// </summary>
    /// <returns>The order row's id by the trade's.</returns>
    public async Task<IReadOnlyDictionary<long, long>> StartAttemptsAsync(
        IReadOnlyList<OrderRow> attempts, string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = _database.Batch();
        batch.BatchCommands.Add(_startAttempts.Over([.. attempts.OrderBy(attempt => attempt.OwnerId)], owner, now));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var started = new Dictionary<long, long>(attempts.Count);
        while (await reader.ReadAsync(cancellationToken))
            started[reader.GetInt64(0)] = reader.GetInt64(1);
        return started;
    }

    /// <summary>Locks trades by id, then the positions that they change, and reads all that hangs on them.</summary>
    public async Task<LockedTrades> LockTradesAsync(TradingSession session, long[] tradeIds, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(Statement("select * from trades where id = any($1) order by id for no key update", tradeIds));
        batch.BatchCommands.Add(Statement("select * from orders where owner = 'TRADE' and owner_id = any($1) order by id", tradeIds));
        batch.BatchCommands.Add(Statement("select * from reservations where trade_id = any($1)", tradeIds));
        batch.BatchCommands.Add(Statement(
            "select s.* from whale_signals s where s.id in (select t.signal_id from trades t where t.id = any($1))", tradeIds));
        List<TradeRow> trades;
        List<OrderRow> orders;
        List<ReservationRow> reservations;
        List<WhaleSignalRow> signals;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            trades = await _trades.ReadAllAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            orders = await _orders.ReadAllAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            reservations = await _reservations.ReadAllAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            signals = await _signals.ReadAllAsync(reader, cancellationToken);
        }

        var positions = await LockPositionsAsync(session, trades, signals, cancellationToken);
        return new LockedTrades(trades, orders, reservations, signals, positions);
    }

    /// <summary>Locks the positions of trades: their own, and of an entry that has none yet the open copy of its key.</summary>
    private async Task<List<PositionRow>> LockPositionsAsync(
        TradingSession session, List<TradeRow> trades, List<WhaleSignalRow> signals, CancellationToken cancellationToken)
    {
        var own = trades.Where(trade => trade.PositionId is not null).Select(trade => trade.PositionId!.Value).ToArray();
        var signalOf = signals.ToDictionary(signal => signal.Id);
        var keys = trades
            .Where(trade => trade.PositionId is null && trade.SignalId is { } id && signalOf.ContainsKey(id))
            .Select(trade => (Trade: trade, Signal: signalOf[trade.SignalId!.Value]))
            .ToList();
        if (own.Length + keys.Count == 0)
            return [];
        await using var batch = session.Batch();
        batch.BatchCommands.Add(Statement(
            """
            select p.* from positions p
            where p.id = any(array(
                select unnest($1::bigint[])
                union
                select e.id from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[]) as k(user_id, whale_id, market, symbol, side)
                join positions e on e.user_id = k.user_id and e.whale_id = k.whale_id and e.source_market = k.market
                     and e.source_symbol = k.symbol and e.source_side = k.side and e.status in ('OPEN', 'CLOSING')))
            order by p.id
            for no key update
            """,
            own,
            keys.Select(key => key.Trade.UserId).ToArray(),
            keys.Select(key => key.Trade.WhaleId).ToArray(),
            keys.Select(key => WireName<Market>.Of(key.Signal.Market)).ToArray(),
            keys.Select(key => key.Signal.CexSymbol).ToArray(),
            keys.Select(key => WireName<PositionSide>.Of(key.Signal.Side)).ToArray()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await _positions.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>Locks positions by id and reads the orders that protect them. One that does not exist is left out.</summary>
    public async Task<IReadOnlyDictionary<long, LockedPosition>> LockPositionsAsync(
        TradingSession session, long[] positionIds, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(Statement("select * from positions where id = any($1) order by id for no key update", positionIds));
        batch.BatchCommands.Add(Statement("select * from orders where owner = 'POSITION' and owner_id = any($1) order by id", positionIds));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var positions = await _positions.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var orders = (await _orders.ReadAllAsync(reader, cancellationToken)).ToLookup(order => order.OwnerId);
        return positions.ToDictionary(position => position.Id, position => new LockedPosition(position, [.. orders[position.Id]]));
    }

    /// <summary>Writes everything in one round trip.</summary>
    public async Task SaveAsync(TradingSession session, TradingChanges changes, CancellationToken cancellationToken)
    {
        if (changes.IsEmpty)
            return;
        await using var batch = session.Batch();
        _writer.Write(changes, batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The trades with these ids, not locked.</summary>
    public async Task<IReadOnlyList<TradeRow>> ReadAsync(long[] tradeIds, CancellationToken cancellationToken)
    {
        await using var command = _database.Command("select * from trades where id = any($1) order by id", tradeIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _trades.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>True where a position still holds at least that much.</summary>
    public async Task<bool> HoldsAsync(long positionId, decimal quantity, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(
            "select exists (select 1 from positions where id = $1 and status in ('OPEN', 'CLOSING') and quantity >= $2)", positionId, quantity);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Inserts protective orders before they are sent, of those positions that this executor still holds.</summary>
    /// <returns>Their client order ids; what is missing is another's by now.</returns>
    public async Task<IReadOnlySet<string>> StartProtectionAsync(
        IReadOnlyList<OrderRow> orders, string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = _database.Batch();
        batch.BatchCommands.Add(_startProtection.Over(orders, owner, now));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var started = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            started.Add(reader.GetString(0));
        return started;
    }

    /// <summary>Every attempt of these trades' orders, oldest first, by trade.</summary>
    public async Task<ILookup<long, OrderRow>> ReadOrdersAsync(long[] tradeIds, CancellationToken cancellationToken)
    {
        await using var command = _database.Command("select * from orders where owner = 'TRADE' and owner_id = any($1) order by attempt", tradeIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _orders.ReadAllAsync(reader, cancellationToken)).ToLookup(order => order.OwnerId);
    }

    /// <summary>Venue order ids of other orders of ours in an account and symbol since a moment: their fills are explained.</summary>
    public async Task<IReadOnlyList<string>> ReadExplainedOrdersAsync(
        long apiKeyId, string symbol, DateTimeOffset since, long exceptTradeId, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(
            """
            select venue_order_id from orders
            where api_key_id = $1 and symbol = $2 and venue_order_id is not null and (ended_at is null or ended_at >= $3)
              and not (owner = 'TRADE' and owner_id = $4)
            """,
            apiKeyId, symbol, since, exceptTradeId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0));
        return ids;
    }

    internal static NpgsqlBatchCommand Statement(string sql, params IReadOnlyList<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>Trades under lock with what hangs on them.</summary>
public sealed class LockedTrades(
    IReadOnlyList<TradeRow> trades,
    IReadOnlyList<OrderRow> orders,
    IReadOnlyList<ReservationRow> reservations,
    IReadOnlyList<WhaleSignalRow> signals,
    IReadOnlyList<PositionRow> positions)
{
    private readonly ILookup<long, OrderRow> _orders = orders.ToLookup(order => order.OwnerId);
    private readonly Dictionary<long, ReservationRow> _reservations = reservations.ToDictionary(reservation => reservation.TradeId);
    private readonly Dictionary<long, WhaleSignalRow> _signals = signals.ToDictionary(signal => signal.Id);
    private readonly List<PositionRow> _positions = [.. positions];

    /// <summary>The trades, by id.</summary>
    public IReadOnlyDictionary<long, TradeRow> Trades { get; } = trades.ToDictionary(trade => trade.Id);

    /// <summary>Every attempt of a trade, oldest first.</summary>
    public IEnumerable<OrderRow> OrdersOf(TradeRow trade) => _orders[trade.Id];

    /// <summary>The reservation of an entry.</summary>
    public ReservationRow? ReservationOf(TradeRow trade) => _reservations.GetValueOrDefault(trade.Id);

    /// <summary>The signal it copies.</summary>
    public WhaleSignalRow? SignalOf(TradeRow trade) => trade.SignalId is { } id ? _signals.GetValueOrDefault(id) : null;

    /// <summary>The position that a trade changes, or null where an entry has yet to open it.</summary>
    public PositionRow? PositionOf(TradeRow trade)
    {
        if (trade.PositionId is { } id)
            return _positions.Find(position => position.Id == id);
        return SignalOf(trade) is { } signal
            ? _positions.Find(position => position.UserId == trade.UserId && position.WhaleId == trade.WhaleId
                && position.SourceMarket == signal.Market && position.SourceSymbol == signal.CexSymbol && position.SourceSide == signal.Side
                && position.Status is PositionStatus.Open or PositionStatus.Closing)
            : null;
    }

    /// <summary>Lets a later trade of the same transaction find a position that an earlier one opened.</summary>
    public void Opened(PositionRow position) => _positions.Add(position);
}

/// <summary>A position under lock with the orders that protect it.</summary>
public sealed record LockedPosition(PositionRow Position, IReadOnlyList<OrderRow> Orders);
