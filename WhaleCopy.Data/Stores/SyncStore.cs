using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>What the sync reads and writes besides positions themselves.</summary>
public sealed class SyncStore(TradingDatabase database)
{
    // "wc-price": of all executors one values the positions at a time.
    private const long PriceLock = 0x77632D7072696365;

    private readonly RowReader<PositionRow> _positions = new(database.Model);
    private readonly RowReader<OrderRow> _orders = new(database.Model);

    /// <summary>How many coins the last reading of an account's spot wallet showed, locked ones included.</summary>
    public async Task<decimal> ReadCoinsAsync(long apiKeyId, string asset, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select coalesce(sum(total), 0) from account_balances where api_key_id = $1 and market = 'SPOT' and asset = $2", apiKeyId, asset);
        return (decimal)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The open copies of an account's market and the protective orders that may have fired.</summary>
    public async Task<AccountCopies> ReadCopiesAsync(long apiKeyId, Market market, CancellationToken cancellationToken)
    {
        var wire = WireName<Market>.Of(market);
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            "select * from positions where api_key_id = $1 and market = $2 and status in ('OPEN', 'CLOSING') order by id", apiKeyId, wire));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select o.* from orders o
            join positions p on p.id = o.owner_id
            where o.owner = 'POSITION' and p.api_key_id = $1 and p.market = $2 and p.status in ('OPEN', 'CLOSING')
              and o.status in ('SENT', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN', 'TRIGGERED', 'FILLED')
            order by o.id
            """,
            apiKeyId, wire));
        batch.BatchCommands.Add(TradeStore.Statement(
            "select distinct symbol from trades where api_key_id = $1 and market = $2 and status in ('PENDING', 'EXECUTING', 'UNKNOWN')", apiKeyId, wire));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select held.symbol, last.ended_at
            from (select distinct symbol from positions where api_key_id = $1 and market = $2 and status in ('OPEN', 'CLOSING')) held
            cross join lateral (
                select max(o.ended_at) as ended_at from orders o
                where o.api_key_id = $1 and o.market = $2 and o.symbol = held.symbol and o.owner = 'TRADE') last
            where last.ended_at is not null
            """,
            apiKeyId, wire));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var positions = await _positions.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var orders = await _orders.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var busy = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            busy.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellationToken);
        var lastEnded = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            lastEnded[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return new AccountCopies(positions, orders.ToLookup(order => order.OwnerId), busy, lastEnded);
    }

    /// <summary>
    /// Venue order ids of ours in an account and symbol, and how much of which fill is booked: what is left is others', unless an
    /// order of ours is on its way, whose id is not known yet. Ask after the fills were read: every order that is among them is
    /// then either on its way or known.
    /// </summary>
    public async Task<KnownFills> ReadKnownAsync(long apiKeyId, Market market, string symbol, CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            "select exists (select 1 from trades where api_key_id = $1 and market = $2 and symbol = $3 and status in ('EXECUTING', 'UNKNOWN'))",
            apiKeyId, WireName<Market>.Of(market), symbol));
        batch.BatchCommands.Add(TradeStore.Statement(
            "select venue_order_id from orders where api_key_id = $1 and market = $2 and symbol = $3 and venue_order_id is not null and owner = 'TRADE'",
            apiKeyId, WireName<Market>.Of(market), symbol));
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            select split_part(venue_fill_id, '/', 1), sum(quantity) from fills
            where api_key_id = $1 and market = $2 and symbol = $3 group by 1
            """,
            apiKeyId, WireName<Market>.Of(market), symbol));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isSending = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            orders.Add(reader.GetString(0));
        await reader.NextResultAsync(cancellationToken);
        var booked = new Dictionary<string, decimal>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            booked[reader.GetString(0)] = Numeric.Read(reader, 1);
        return new KnownFills(isSending, orders, booked);
    }

    /// <summary>Orders of trades that filled and whose fills are not booked, oldest first; those of a removed key cannot be read any more.</summary>
    /// <param name="endedBefore">Only orders that were final by then.</param>
    /// <param name="except">Orders that are left in peace for now, so that they keep nobody else's waiting.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<OrderRow>> ReadUnbookedAsync(
        DateTimeOffset endedBefore, long[] except, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select o.* from orders o
            where o.owner = 'TRADE' and o.filled_quantity > 0 and o.fills_booked_at is null and o.ended_at is not null and o.ended_at <= $1
              and o.id <> all($2) and exists (select 1 from user_api_keys k where k.id = o.api_key_id and k.removed_at is null)
            order by o.ended_at limit $3
            """,
            endedBefore, except, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _orders.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>Which venues and markets have open copies.</summary>
    public async Task<IReadOnlyList<(Venue Venue, Market Market)>> ReadOpenMarketsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select distinct exchange, market from positions where status in ('OPEN', 'CLOSING')");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var markets = new List<(Venue, Market)>();
        while (await reader.ReadAsync(cancellationToken))
            markets.Add((WireName<Venue>.Parse(reader.GetString(0)), WireName<Market>.Parse(reader.GetString(1))));
        return markets;
    }

    /// <summary>
    /// Values every open copy. Only one executor does at a time; a copy whose quantity changed meanwhile is left for the next turn.
    /// </summary>
    /// <param name="value">The price, unrealised profit, its percentage and the trailing anchor of a copy; null where there is no price.</param>
    /// <param name="now">Our time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The instruments that were priced; null where another executor is at it.</returns>
    public async Task<IReadOnlyList<PositionRow>?> ValueAsync(
        Func<PositionRow, PositionValue?> value, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = await database.BeginAsync(cancellationToken);
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement("select pg_try_advisory_xact_lock($1)", PriceLock));
        batch.BatchCommands.Add(TradeStore.Statement("select * from positions where status in ('OPEN', 'CLOSING')"));
        List<PositionRow> positions;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(0))
                return null;
            await reader.NextResultAsync(cancellationToken);
            positions = await _positions.ReadAllAsync(reader, cancellationToken);
        }

        var valued = positions.Select(position => (Position: position, Value: value(position))).Where(pair => pair.Value is not null).ToList();
        if (valued.Count == 0)
            return [];
        await using var update = session.Batch();
        update.BatchCommands.Add(TradeStore.Statement(
            """
            with held as (select id from positions where id = any($2) order by id for no key update)
            update positions p
            set current_price = u.price, unrealized_pnl = u.pnl, unrealized_pnl_percent = u.percent, priced_at = $1,
                trailing_anchor_price = coalesce(u.anchor, p.trailing_anchor_price),
                protection = case when u.moves and p.protection = 'PROTECTED' then 'PENDING' else p.protection end,
                next_protection_at = case when u.moves and p.protection = 'PROTECTED' then $1 else p.next_protection_at end
            from unnest($2::bigint[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::boolean[])
                 as u(id, quantity, price, pnl, percent, anchor, moves), held
            where p.id = u.id and p.id = held.id and p.quantity = u.quantity and p.status in ('OPEN', 'CLOSING')
            """,
            now,
            valued.Select(pair => pair.Position.Id).ToArray(),
            valued.Select(pair => pair.Position.Quantity).ToArray(),
            valued.Select(pair => pair.Value!.Price).ToArray(),
            valued.Select(pair => pair.Value!.UnrealizedUsdt).ToArray(),
            valued.Select(pair => pair.Value!.UnrealizedPercent).ToArray(),
            valued.Select(pair => pair.Value!.TrailingAnchor).ToArray(),
            valued.Select(pair => pair.Value!.MovesStop).ToArray()));
        await update.ExecuteNonQueryAsync(cancellationToken);
        await session.CommitAsync(cancellationToken);
        return [.. valued.Select(pair => pair.Position)];
    }
}

/// <summary>What is known of an account's fills in a symbol.</summary>
/// <param name="IsSending">An order of ours is on its way: a fill may be ours and its order's id not known yet.</param>
/// <param name="Orders">Venue order ids of ours.</param>
/// <param name="Booked">How much of a fill is booked, by its id.</param>
public sealed record KnownFills(bool IsSending, IReadOnlySet<string> Orders, IReadOnlyDictionary<string, decimal> Booked);

/// <summary>What a copy is worth now.</summary>
/// <param name="Price">Mark, or the last price on spot.</param>
/// <param name="UnrealizedUsdt">Profit, were it closed at that price.</param>
/// <param name="UnrealizedPercent">Of its margin.</param>
/// <param name="TrailingAnchor">Best mark since the entry, where it trails.</param>
/// <param name="MovesStop">The trailing stop has to follow.</param>
public sealed record PositionValue(decimal Price, decimal UnrealizedUsdt, decimal UnrealizedPercent, decimal? TrailingAnchor, bool MovesStop);

/// <summary>The open copies of one market of an account.</summary>
/// <param name="Positions">Open and closing.</param>
/// <param name="Protective">Their protective orders that may have fired, by position.</param>
/// <param name="Busy">Symbols in which an order of ours is on its way.</param>
/// <param name="LastEnded">When an order of ours last ended, by symbol: a reading from before proves nothing.</param>
public sealed record AccountCopies(
    IReadOnlyList<PositionRow> Positions,
    ILookup<long, OrderRow> Protective,
    IReadOnlySet<string> Busy,
    IReadOnlyDictionary<string, DateTimeOffset> LastEnded);
