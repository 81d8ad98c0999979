using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Queues;

/// <summary>A whale taken for a look at his statistics.</summary>
public sealed record StatsClaim
{
    public required long WhaleId { get; init; }

    public required string Uid { get; init; }

    /// <summary>What his source says, as stored.</summary>
    public required SourceNumbers Source { get; init; }

    /// <summary>Up to when his history is known.</summary>
    public DateTimeOffset? HistoryReadTo { get; init; }

    public decimal? EquityUsdt { get; init; }

    public DateTimeOffset? LastActivityAt { get; init; }

    /// <summary>The monitoring state as JSON; null before the first poll.</summary>
    public string? State { get; init; }

    /// <summary>How many follow him here; counted to ten.</summary>
    public required int Followers { get; init; }

    /// <summary>When his next look was due: what is stored must find the lease it took.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }
}

/// <summary>What a look at a whale's statistics stores.</summary>
public sealed record StatsResult
{
    public required WhaleStatistics Numbers { get; init; }

    public required SourceNumbers Source { get; init; }

    public required Copyability Copyability { get; init; }

    /// <summary>The equity curve as the Api answers it, as JSON; null where returns cannot be told.</summary>
    public string? EquityCurve { get; init; }

    public decimal? EquityUsdt { get; init; }

    public DateTimeOffset? HistoryReadTo { get; init; }

    public required WhaleRank Rank { get; init; }

    /// <summary>1 to 100.</summary>
    public required int PriorityScore { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset NextRefreshAt { get; init; }
}

/// <summary>The whales whose statistics are due. A claim moves the due time to its lease's end: what a dead poller took comes back then.</summary>
public sealed class WhaleStatsQueue(NpgsqlDataSource dataSource)
{
    private const string ClaimSql = """
        with due as (
            select s.whale_id
            from whale_stats s join whale_monitors m on m.whale_id = s.whale_id
            where s.next_refresh_at <= $2 and m.exchange = $1
            order by s.next_refresh_at
            limit $4
            for no key update of s skip locked)
        update whale_stats s set next_refresh_at = $3
        from due, whales w, whale_monitors m
        where s.whale_id = due.whale_id and w.id = due.whale_id and m.whale_id = due.whale_id
        returning s.whale_id, m.exchange_uid, s.source_numbers, s.history_read_to, w.equity_usdt, w.last_activity_at, m.state,
            (select count(*)::int from (
                select from user_whale_follows f where f.whale_id = s.whale_id and f.ended_at is null limit 10) followers)
        """;

    private const string ClosedSql = """
        insert into whale_closed_positions (
            whale_id, source_key, market, symbol, side, size, size_unit, entry_price, exit_price, realized_pnl_usdt, leverage, opened_at, closed_at)
        select $1, c.*
        from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[], $8::numeric[], $9::numeric[], $10::numeric[],
                    $11::numeric[], $12::timestamptz[], $13::timestamptz[]) as c
        on conflict (whale_id, source_key) do nothing
        """;

    // In one order for everybody: two who store the same do not wait for each other in a circle.
    private const string MarketsSql = """
        insert into whale_markets (market, whale_id)
        select distinct m, $1 from unnest($2::text[]) as m order by m
        on conflict (market, whale_id) do nothing
        """;

    // The whale is locked before his numbers, as discovery does: the other way round the two would wait for each other.
    private const string StoreSql = """
        with whale as (select id from whales where id = $1 for no key update),
        refreshed as (
            update whale_stats
            set win_rate = $3, roi7d = $4, roi30d = $5, roi90d = $6, profit7d = $7, profit30d = $8, profit90d = $9, max_drawdown = $10,
                sharpe_ratio = $11, average_holding_seconds = $12, average_leverage = $13, turnover30d = $14, total_trades = $15,
                red_flags = $16, equity_curve = $17::jsonb, entry_distance_percent = $18, minimum_budget_usdt = $19,
                source_numbers = $20::jsonb, history_read_to = coalesce($21, history_read_to), next_refresh_at = $22, updated_at = $23
            from whale
            where whale_id = whale.id and next_refresh_at = $2
            returning whale_id)
        update whales w
        set score = $24, rank = $25, priority_score = $26, equity_usdt = coalesce($27, w.equity_usdt)
        from refreshed where w.id = refreshed.whale_id
        returning w.id
        """;

    /// <summary>Takes up to <paramref name="limit"/> whales of a venue, the longest due first.</summary>
    public async Task<IReadOnlyList<StatsClaim>> ClaimAsync(
        Venue venue, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken)
    {
        // What the database keeps is compared with what it gave: microseconds.
        leaseUntil = new DateTimeOffset(leaseUntil.Ticks - (leaseUntil.Ticks % TimeSpan.TicksPerMicrosecond), leaseUntil.Offset);
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.Add(new() { Value = WireName<Venue>.Of(venue) });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = leaseUntil });
        command.Parameters.Add(new() { Value = limit });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var claims = new List<StatsClaim>();
        while (await rows.ReadAsync(cancellationToken))
        {
            claims.Add(new StatsClaim
            {
                WhaleId = rows.GetInt64(0),
                Uid = rows.GetString(1),
                Source = rows.IsDBNull(2) ? new SourceNumbers() : ReadSource(rows.GetString(2)),
                HistoryReadTo = rows.IsDBNull(3) ? null : rows.GetFieldValue<DateTimeOffset>(3),
                EquityUsdt = rows.IsDBNull(4) ? null : Numeric.Read(rows, 4),
                LastActivityAt = rows.IsDBNull(5) ? null : rows.GetFieldValue<DateTimeOffset>(5),
                State = rows.IsDBNull(6) ? null : rows.GetString(6),
                Followers = rows.GetInt32(7),
                LeaseUntil = leaseUntil,
            });
        }

        return claims;
    }

    /// <summary>Closed positions of a whale from a moment on, oldest first.</summary>
    public async Task<IReadOnlyList<ClosedPosition>> ReadClosedAsync(long whaleId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            select market, symbol, side, size, size_unit, entry_price, exit_price, realized_pnl_usdt, leverage, opened_at, closed_at
            from whale_closed_positions where whale_id = $1 and closed_at >= $2 order by closed_at
            """);
        command.Parameters.Add(new() { Value = whaleId });
        command.Parameters.Add(new() { Value = from });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var closed = new List<ClosedPosition>();
        while (await rows.ReadAsync(cancellationToken))
        {
            closed.Add(new ClosedPosition
            {
                Key = new PositionKey(WireName<Market>.Parse(rows.GetString(0)), rows.GetString(1), WireName<PositionSide>.Parse(rows.GetString(2))),
                Size = Numeric.Read(rows, 3),
                SizeUnit = WireName<SizeUnit>.Parse(rows.GetString(4)),
                EntryPrice = rows.IsDBNull(5) ? null : Numeric.Read(rows, 5),
                ExitPrice = rows.IsDBNull(6) ? null : Numeric.Read(rows, 6),
                RealizedPnlUsdt = rows.IsDBNull(7) ? null : Numeric.Read(rows, 7),
                Leverage = rows.IsDBNull(8) ? null : Numeric.Read(rows, 8),
                OpenedAt = rows.IsDBNull(9) ? null : rows.GetFieldValue<DateTimeOffset>(9),
                ClosedAt = rows.GetFieldValue<DateTimeOffset>(10),
            });
        }

        return closed;
    }

    /// <summary>Stores closed positions; what is known is left as it is.</summary>
    public async Task AddClosedAsync(long whaleId, IReadOnlyList<ClosedPosition> closed, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(ClosedCommand(whaleId, closed));
        batch.BatchCommands.Add(MarketsCommand(whaleId, closed.Select(position => position.Key.Market)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores a look.</summary>
    /// <returns>False where the lease was over and somebody else looked: nothing was written.</returns>
    public async Task<bool> StoreAsync(StatsClaim claim, StatsResult result, CancellationToken cancellationToken)
    {
        var numbers = result.Numbers;
        await using var command = dataSource.CreateCommand(StoreSql);
        command.Parameters.Add(new() { Value = claim.WhaleId });
        command.Parameters.Add(new() { Value = claim.LeaseUntil });
        decimal?[] fractions =
        [
            numbers.WinRate, numbers.Roi7d, numbers.Roi30d, numbers.Roi90d, numbers.Profit7d, numbers.Profit30d, numbers.Profit90d,
            numbers.MaxDrawdown, numbers.SharpeRatio,
        ];
        foreach (var value in fractions)
            command.Parameters.Add(Number(value));
        command.Parameters.Add(new()
        {
            Value = numbers.AverageHolding is { } held ? (long)held.TotalSeconds : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bigint,
        });
        command.Parameters.Add(Number(numbers.AverageLeverage));
        command.Parameters.Add(Number(numbers.Turnover30d));
        command.Parameters.Add(new() { Value = numbers.TotalTrades });
        command.Parameters.Add(new() { Value = numbers.RedFlags.Select(WireName<RedFlag>.Of).ToArray() });
        command.Parameters.Add(Text(result.EquityCurve));
        command.Parameters.Add(Number(result.Copyability.EntryDistancePercent));
        command.Parameters.Add(Number(result.Copyability.MinimumBudgetUsdt));
        command.Parameters.Add(Text(Write(result.Source)));
        command.Parameters.Add(new() { Value = (object?)result.HistoryReadTo ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = result.NextRefreshAt });
        command.Parameters.Add(new() { Value = result.UpdatedAt });
        command.Parameters.Add(new() { Value = numbers.Score });
        command.Parameters.Add(new() { Value = WireName<WhaleRank>.Of(result.Rank) });
        command.Parameters.Add(new() { Value = result.PriorityScore });
        command.Parameters.Add(Number(result.EquityUsdt));
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>What a source says of a whale, as it is stored.</summary>
    internal static string Write(SourceNumbers numbers) => JsonSerializer.Serialize(numbers, WhaleBookJson.Default.SourceNumbers);

    internal static NpgsqlBatchCommand MarketsCommand(long whaleId, IEnumerable<Market> markets) => new(MarketsSql)
    {
        Parameters =
        {
            new() { Value = whaleId },
            new() { Value = markets.Select(WireName<Market>.Of).ToArray() },
        },
    };

    internal static NpgsqlBatchCommand ClosedCommand(long whaleId, IReadOnlyList<ClosedPosition> closed) => new(ClosedSql)
    {
        Parameters =
        {
            new() { Value = whaleId },
            new() { Value = closed.Select(position => position.SourceKey).ToArray() },
            new() { Value = closed.Select(position => WireName<Market>.Of(position.Key.Market)).ToArray() },
            new() { Value = closed.Select(position => position.Key.Symbol).ToArray() },
            new() { Value = closed.Select(position => WireName<PositionSide>.Of(position.Key.Side)).ToArray() },
            new() { Value = closed.Select(position => position.Size).ToArray() },
            new() { Value = closed.Select(position => WireName<SizeUnit>.Of(position.SizeUnit)).ToArray() },
            new() { Value = closed.Select(position => position.EntryPrice).ToArray() },
            new() { Value = closed.Select(position => position.ExitPrice).ToArray() },
            new() { Value = closed.Select(position => position.RealizedPnlUsdt).ToArray() },
            new() { Value = closed.Select(position => position.Leverage).ToArray() },
            new() { Value = closed.Select(position => position.OpenedAt).ToArray() },
            new() { Value = closed.Select(position => position.ClosedAt).ToArray() },
        },
    };

    private static SourceNumbers ReadSource(string json) =>
        JsonSerializer.Deserialize(json, WhaleBookJson.Default.SourceNumbers) ?? new SourceNumbers();

    // The columns keep so many decimals.
    private static NpgsqlParameter Number(decimal? value) =>
        new() { Value = value is { } number ? decimal.Round(number, 8) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
