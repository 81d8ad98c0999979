using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>What exits are planned from: open positions, and entries on their way, locked in the one order (trades, then positions).</summary>
public sealed class ExitStore(TradingDatabase database)
{
    private const string ActiveClosers =
        """
        select t.position_id from trades t
        where t.position_id = any($1) and t.kind in ('REDUCE', 'CLOSE') and t.status in ('PENDING', 'EXECUTING', 'UNKNOWN')
        """;

    private readonly RowReader<TradeRow> _trades = new(database.Model);
    private readonly RowReader<ReservationRow> _reservations = new(database.Model);
    private readonly RowReader<PositionRow> _positions = new(database.Model);
    private readonly RowReader<UserSettingsRow> _settings = new(database.Model);
    private readonly RowReader<FollowRow> _follows = new(database.Model);
    private readonly RowReader<OrderRow> _orders = new(database.Model);
    private readonly RowReader<AccountMarketRow> _markets = new(database.Model);

    /// <summary>
    /// Locks what a REDUCE or CLOSE concerns and nobody has decided yet: entries of the key on their way, then the copies that carry
    /// whale and key. An entry that is locked here settles after this transaction, and finds what it left.
    /// </summary>
    public async Task<ExitRows> LockAsync(TradingSession session, WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        object[] key =
        [
            signal.WhaleId, WireName<Market>.Of(signal.Market), signal.CexSymbol, WireName<PositionSide>.Of(signal.Side), signal.Id,
        ];
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select t.* from trades t join whale_signals s on s.id = t.signal_id
            where t.whale_id = $1 and s.market = $2 and s.cex_symbol = $3 and s.side = $4 and s.id < $5
              and t.kind in ('OPEN', 'INCREASE') and t.status in ('PENDING', 'EXECUTING', 'UNKNOWN')
              and not exists (select 1 from decisions d where d.signal_id = $5 and d.user_id = t.user_id)
            order by t.id for no key update of t
            """,
            key));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select p.* from positions p
            where p.whale_id = $1 and p.source_market = $2 and p.source_symbol = $3 and p.source_side = $4 and p.status in ('OPEN', 'CLOSING')
              and not exists (select 1 from decisions d where d.signal_id = $5 and d.user_id = p.user_id)
            order by p.id for no key update
            """,
            key));
        List<TradeRow> entries;
        List<PositionRow> positions;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            entries = await _trades.ReadAllAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            positions = await _positions.ReadAllAsync(reader, cancellationToken);
        }

        return await CompleteAsync(session, signal.WhaleId, entries, positions, cancellationToken);
    }

    /// <summary>Locks one position to be left by its user's wish, or because its close is owed.</summary>
    public async Task<ExitRows> LockAsync(TradingSession session, long positionId, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement("select * from positions where id = $1 for no key update", positionId));
        List<PositionRow> positions;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
            positions = await _positions.ReadAllAsync(reader, cancellationToken);
        return await CompleteAsync(session, null, [], positions, cancellationToken);
    }

    /// <summary>With whom a copy shares its venue's position, and what could have taken it off already. Nothing is locked.</summary>
    public async Task<CopyShare> ReadShareAsync(long positionId, CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select own.quantity, coalesce(sum(p.quantity), 0),
                   coalesce(sum(p.quantity) filter (where p.status = 'OPEN' and not exists (
                       select 1 from trades t
                       where t.position_id = p.id and t.kind in ('REDUCE', 'CLOSE') and t.status in ('PENDING', 'EXECUTING', 'UNKNOWN'))), 0)
            from positions own
            left join positions p on p.id <> own.id and p.api_key_id = own.api_key_id and p.market = own.market and p.symbol = own.symbol
                 and p.side = own.side and p.status in ('OPEN', 'CLOSING')
            where own.id = $1
            group by own.quantity
            """,
            positionId));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select * from orders
            where owner = 'POSITION' and owner_id = $1 and fills_booked_at is null
              and status in ('SENT', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN', 'TRIGGERED', 'FILLED')
            order by id
            """,
            positionId));
        batch.BatchCommands.Add(TradeStore.Statement(
            "select m.* from account_markets m join positions p on p.api_key_id = m.api_key_id and p.market = m.market where p.id = $1", positionId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (own, others, staying) = (reader.GetDecimal(0), reader.GetDecimal(1), reader.GetDecimal(2));
        await reader.NextResultAsync(cancellationToken);
        var protective = await _orders.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var markets = await _markets.ReadAllAsync(reader, cancellationToken);
        return new CopyShare(own, others, staying, protective, markets.FirstOrDefault());
    }

    /// <summary>Positions whose owed close is due, without locking them.</summary>
    public async Task<IReadOnlyList<(long PositionId, int Attempts)>> ReadOwedAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select p.id, p.owed_attempts from positions p
            where p.status in ('OPEN', 'CLOSING') and p.owed_close_reason is not null and p.owed_next_at <= $1
              and not exists (
                  select 1 from trades t
                  where t.position_id = p.id and t.kind in ('REDUCE', 'CLOSE') and t.status in ('PENDING', 'EXECUTING', 'UNKNOWN'))
            order by p.owed_next_at limit $2
            """,
            now, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var owed = new List<(long, int)>();
        while (await reader.ReadAsync(cancellationToken))
            owed.Add((reader.GetInt64(0), reader.GetInt32(1)));
        return owed;
    }

    /// <summary>An owed close could not even be planned: it is tried again later, and counted.</summary>
    public async Task PutOffAsync(long positionId, string error, DateTimeOffset next, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            update positions set owed_attempts = owed_attempts + 1, owed_next_at = $3, last_error = $2
            where id = $1 and owed_close_reason is not null
            """,
            positionId, error, next);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ExitRows> CompleteAsync(
        TradingSession session, long? whaleId, List<TradeRow> entries, List<PositionRow> positions, CancellationToken cancellationToken)
    {
        var users = positions.Select(position => position.UserId).Concat(entries.Select(entry => entry.UserId)).Distinct().ToArray();
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(ActiveClosers, positions.Select(position => position.Id).ToArray()));
        batch.BatchCommands.Add(TradeStore.Statement("select * from reservations where trade_id = any($1)", entries.Select(entry => entry.Id).ToArray()));
        batch.BatchCommands.Add(TradeStore.Statement("select * from user_settings where user_id = any($1)", users));
        batch.BatchCommands.Add(TradeStore.Statement(
            "select distinct on (user_id) * from user_whale_follows where user_id = any($1) and whale_id = $2 order by user_id, id desc", users, whaleId ?? 0L));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var closing = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            closing.Add(reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
        var reservations = await _reservations.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var settings = await _settings.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var follows = await _follows.ReadAllAsync(reader, cancellationToken);
        return new ExitRows(
            entries,
            reservations.ToDictionary(reservation => reservation.TradeId),
            positions,
            closing,
            settings.ToDictionary(row => row.UserId),
            follows.ToDictionary(follow => follow.UserId));
    }
}

/// <summary>What an exit concerns, under lock.</summary>
/// <param name="Entries">Entries on their way.</param>
/// <param name="Reservations">Theirs, by trade.</param>
/// <param name="Positions">Open copies.</param>
/// <param name="BeingClosed">Positions that have a closer already.</param>
/// <param name="Settings">By user.</param>
/// <param name="Follows">The newest follow of the whale by user, ended ones too.</param>
public sealed record ExitRows(
    IReadOnlyList<TradeRow> Entries,
    IReadOnlyDictionary<long, ReservationRow> Reservations,
    IReadOnlyList<PositionRow> Positions,
    IReadOnlySet<long> BeingClosed,
    IReadOnlyDictionary<long, UserSettingsRow> Settings,
    IReadOnlyDictionary<long, FollowRow> Follows);

/// <summary>A copy in the position that its venue shows.</summary>
/// <param name="Own">The copy's quantity.</param>
/// <param name="Others">Other copies' of that side.</param>
/// <param name="Staying">Other copies' of which no exit is on its way.</param>
/// <param name="Protective">The copy's protective orders that may have fired.</param>
/// <param name="Reading">What the venue showed last, everybody's part.</param>
public sealed record CopyShare(decimal Own, decimal Others, decimal Staying, IReadOnlyList<OrderRow> Protective, AccountMarketRow? Reading);
