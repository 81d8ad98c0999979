using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>Whose funding is to be read, and what of it is booked.</summary>
public sealed class FundingStore(TradingDatabase database)
{
    // Our clock opened and closed the copies, the venue's charged them; which of them held how much the fills say.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    private readonly RowReader<PositionRow> _positions = new(database.Model);
    private readonly BulkStatement<FundingChargeRow> _charges = BulkStatement<FundingChargeRow>.Insert(
        database.Model, tail: "on conflict (api_key_id, market, venue_charge_id) do nothing returning id");

    /// <summary>
    /// Takes accounts' futures markets whose turn it is, and moves their turn on: those with open copies, and those with copies that
    /// were closed after what is read.
    /// </summary>
    /// <param name="now">Our time.</param>
    /// <param name="next">When they are read again.</param>
    /// <param name="oldest">What is older is not asked for any more.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<FundingReadingRow>> TakeAsync(
        DateTimeOffset now, DateTimeOffset next, DateTimeOffset oldest, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with concerned as (
                select api_key_id, market, opened_at, closed_at from positions where status in ('OPEN', 'CLOSING') and market <> 'SPOT'
                union all
                select api_key_id, market, opened_at, closed_at from positions where closed_at >= $3 and market <> 'SPOT'),
            due as (
                select c.api_key_id, c.market, min(c.opened_at) as opened_at from concerned c
                join user_api_keys k on k.id = c.api_key_id and k.removed_at is null
                left join funding_readings r on r.api_key_id = c.api_key_id and r.market = c.market
                where (r.next_at is null or r.next_at <= $1) and (c.closed_at is null or r.read_until is null or c.closed_at >= r.read_until)
                group by c.api_key_id, c.market
                order by min(r.next_at) nulls first limit $4)
            insert into funding_readings as r (api_key_id, market, read_until, next_at)
            select api_key_id, market, greatest(opened_at - $5, $3), $2 from due
            on conflict (api_key_id, market) do update
            set next_at = excluded.next_at, read_until = greatest(r.read_until, excluded.read_until)
            where r.next_at <= $1
            returning r.api_key_id, r.market, r.read_until
            """,
            now, next, oldest, limit, ClockSlack);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var taken = new List<FundingReadingRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(new FundingReadingRow
            {
                ApiKeyId = reader.GetInt64(0),
                Market = WireName<Market>.Parse(reader.GetString(1)),
                ReadUntil = reader.GetFieldValue<DateTimeOffset>(2),
                NextAt = next,
            });
        }

        return taken;
    }

    /// <summary>Everything before that time is booked.</summary>
    public async Task ReadUntilAsync(long apiKeyId, Market market, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update funding_readings set read_until = $3 where api_key_id = $1 and market = $2 and read_until < $3",
            apiKeyId, WireName<Market>.Of(market), until);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Which of these charges are booked.</summary>
    public async Task<IReadOnlySet<string>> ReadBookedAsync(
        long apiKeyId, Market market, string[] chargeIds, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select venue_charge_id from funding_charges where api_key_id = $1 and market = $2 and venue_charge_id = any($3)",
            apiKeyId, WireName<Market>.Of(market), chargeIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var booked = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            booked.Add(reader.GetString(0));
        return booked;
    }

    /// <summary>Whether a symbol has copies that a charge since then may concern, and whether an order of ours is on its way in it.</summary>
    public async Task<(bool HasCopies, bool IsSending)> LookAsync(
        long apiKeyId, Market market, string symbol, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select exists (
                       select 1 from positions
                       where api_key_id = $1 and market = $2 and symbol = $3 and (closed_at is null or closed_at >= $4 - $5)),
                   exists (
                       select 1 from trades
                       where api_key_id = $1 and market = $2 and symbol = $3 and status in ('EXECUTING', 'UNKNOWN'))
            """,
            apiKeyId, WireName<Market>.Of(market), symbol, since, ClockSlack);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    /// <summary>Locks the copies of a symbol that may have been open at a time, and reads what each of them held then.</summary>
    public async Task<IReadOnlyList<(PositionRow Position, decimal Quantity)>> LockCopiesAsync(
        TradingSession session, long apiKeyId, Market market, string symbol, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var wire = WireName<Market>.Of(market);
        List<PositionRow> positions;
        await using (var locking = session.Batch())
        {
            locking.BatchCommands.Add(TradeStore.Statement(
                """
                select * from positions
                where api_key_id = $1 and market = $2 and symbol = $3 and opened_at <= $4 + $5 and (closed_at is null or closed_at >= $4 - $5)
                order by id for no key update
                """,
                apiKeyId, wire, symbol, at, ClockSlack));
            await using var locked = await locking.ExecuteReaderAsync(cancellationToken);
            positions = await _positions.ReadAllAsync(locked, cancellationToken);
        }

        if (positions.Count == 0)
            return [];

        // Backwards from what it holds now: every fill after that time, and of orders whose fills are not booked yet the orders.
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select f.position_id, f.side, f.quantity from fills f where f.position_id = any($1) and f.filled_at > $2
            union all
            select t.position_id, o.side, o.filled_quantity from orders o join trades t on t.id = o.owner_id
            where o.owner = 'TRADE' and o.api_key_id = $3 and o.market = $4 and o.symbol = $5
              and o.filled_quantity > 0 and o.fills_booked_at is null and t.position_id = any($1)
              and coalesce(o.acknowledged_at, o.ended_at, now()) > $2
            """,
            positions.Select(position => position.Id).ToArray(), at, apiKeyId, wire, symbol));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var held = positions.ToDictionary(position => position.Id, position => position.Quantity);
        var entries = positions.ToDictionary(position => position.Id, position => position.Side.Entry());
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetInt64(0);
            var isEntry = WireName<OrderSide>.Parse(reader.GetString(1)) == entries[id];
            held[id] += isEntry ? -Numeric.Read(reader, 2) : Numeric.Read(reader, 2);
        }

        return [.. positions.Select(position => (position, decimal.Max(0m, held[position.Id]))).Where(copy => copy.Item2 > 0m)];
    }

    /// <summary>Keeps a charge.</summary>
    /// <returns>False where it was booked before.</returns>
    public async Task<bool> AddAsync(TradingSession session, FundingChargeRow charge, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(_charges.Over([charge]));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }
}
