using Npgsql;
using NpgsqlTypes;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Queues;

/// <summary>A leaderboard taken for a stretch of its sweep.</summary>
/// <param name="Name">The source.</param>
/// <param name="LeaseToken">Fencing token.</param>
/// <param name="Cursor">Where the sweep stopped; null at the top.</param>
public sealed record SourceClaim(string Name, long LeaseToken, string? Cursor);

/// <summary>A trader as a leaderboard lists him, with what we make of it.</summary>
public sealed record WhaleListing
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    public decimal? EquityUsdt { get; init; }

    public int? Followers { get; init; }

    /// <summary>The leaderboard's own numbers.</summary>
    public required SourceNumbers Numbers { get; init; }

    /// <summary>When his statistics are looked at first, for a whale not known before.</summary>
    public required DateTimeOffset FirstLookAt { get; init; }

    /// <summary>0 to 100, for a whale not known before.</summary>
    public required decimal Score { get; init; }

    /// <summary>For a whale not known before.</summary>
    public required WhaleRank Rank { get; init; }

    /// <summary>1 to 100, for a whale not known before.</summary>
    public required int PriorityScore { get; init; }

    /// <summary>For a whale not known before.</summary>
    public required PollingTier Tier { get; init; }

    /// <summary>For a whale not known before.</summary>
    public required DateTimeOffset FirstPollAt { get; init; }
}

/// <summary>How a source does, as one poller sees it.</summary>
/// <param name="Health">HEALTHY, LIMITED, FAILING or UNKNOWN.</param>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="LastCompleteAt">Our time of its last Complete answer.</param>
public sealed record SourceHealth(string Health, string? Reason, DateTimeOffset? LastCompleteAt);

/// <summary>The sources of whales: their health, and their leaderboards as a claim queue.</summary>
public sealed class WhaleSourceQueue(NpgsqlDataSource dataSource)
{
    private const string FenceSql = """
        update whale_sources
        set discovery_cursor = $3, lease_until = $4
        where name = $1 and lease_token = $2
        returning name
        """;

    // A poll's commit holds the monitor's row and then asks for the whale's, which this statement holds: hence "not exists", which asks
    // for no row, before the insert, which waits for a row of the same key that is being changed.
    private const string WhalesSql = """
        with listed as (
            select * from unnest($3::text[], $4::text[], $5::numeric[], $6::integer[], $7::numeric[], $8::text[], $9::integer[], $10::text[],
                                 $11::timestamptz[])
                as l(uid, name, equity, followers, score, rank, priority, tier, first_poll_at)),
        stored as (
            insert into whales (
                wallet_address, name, whale_type, exchange, exchange_uid, source_trust, data_status, priority_score, tier, rank, score,
                equity_usdt, venue_followers, followers_count, discovered_at, last_listed_at)
            select lower($1) || '_' || uid, name, 'CEX_TRADER', $1, uid, $2, 'ACTIVE', priority, tier, rank, score,
                   equity, coalesce(followers, 0), 0, $12, $12
            from listed
            order by uid
            on conflict (exchange, exchange_uid) do update
            set name = excluded.name, last_listed_at = excluded.last_listed_at,
                equity_usdt = coalesce(excluded.equity_usdt, whales.equity_usdt), venue_followers = excluded.venue_followers
            returning id, exchange_uid)
        insert into whale_monitors (whale_id, exchange, exchange_uid, tier, next_poll_at, lease_token, snapshot_number, failures)
        select stored.id, $1, stored.exchange_uid, listed.tier, listed.first_poll_at, 0, 0, 0
        from stored join listed on listed.uid = stored.exchange_uid
        where not exists (select from whale_monitors m where m.whale_id = stored.id)
        on conflict (whale_id) do nothing
        returning whale_id
        """;

    // Our own numbers are made of these and of his closed positions by the hourly look: who was looked at keeps what it found.
    private const string StatsSql = """
        insert into whale_stats (
            whale_id, win_rate, roi7d, roi30d, roi90d, profit30d, max_drawdown, sharpe_ratio, total_trades, red_flags, source_numbers,
            next_refresh_at, updated_at)
        select w.id, l.win_rate, l.roi7, l.roi30, l.roi90, l.profit30, l.drawdown, l.sharpe, 0, '{}', l.numbers::jsonb, l.first_look_at, $10
        from unnest($2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[], $9::numeric[],
                    $11::text[], $12::timestamptz[])
            as l(uid, win_rate, roi7, roi30, roi90, profit30, drawdown, sharpe, numbers, first_look_at)
        join whales w on w.exchange = $1 and w.exchange_uid = l.uid
        order by w.id
        on conflict (whale_id) do update
        set source_numbers = coalesce(whale_stats.source_numbers, '{}') || excluded.source_numbers
        where coalesce(whale_stats.source_numbers, '{}') || excluded.source_numbers is distinct from whale_stats.source_numbers
        """;

    /// <summary>Makes sure that a source has its row.</summary>
    public async Task EnsureAsync(WhaleSource source, Venue venue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var command = dataSource.CreateCommand("""
            insert into whale_sources (name, exchange, trust, health, next_discovery_at, lease_token)
            values ($1, $2, $3, 'UNKNOWN', $4, 0)
            on conflict (name) do update set exchange = excluded.exchange, trust = excluded.trust
            """);
        command.Parameters.Add(new() { Value = source.Name });
        command.Parameters.Add(new() { Value = WireName<Venue>.Of(venue) });
        command.Parameters.Add(new() { Value = WireName<SourceTrust>.Of(source.Trust) });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes a source whose leaderboard is due.</summary>
    /// <returns>Null where it is not due or somebody else has it.</returns>
    public async Task<SourceClaim?> ClaimAsync(
        string name, string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update whale_sources
            set lease_owner = $2, lease_until = $4, lease_token = lease_token + 1
            where name = (
                select name from whale_sources
                where name = $1 and next_discovery_at <= $3 and (lease_until is null or lease_until <= $3)
                for no key update skip locked)
            returning lease_token, discovery_cursor
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = leaseUntil });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken)
            ? new SourceClaim(name, rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetString(1))
            : null;
    }

    /// <summary>Stores a page: who is new, what changed of the others, where the sweep stands. One transaction under the lease's token.</summary>
    /// <returns>How many were new; null where the lease was lost.</returns>
    public async Task<int?> StorePageAsync(
        SourceClaim claim,
        WhaleSource source,
        Venue venue,
        IReadOnlyList<WhaleListing> listings,
        string? nextCursor,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var fence = new NpgsqlCommand(FenceSql, connection, transaction))
        {
            fence.Parameters.Add(new() { Value = claim.Name });
            fence.Parameters.Add(new() { Value = claim.LeaseToken });
            fence.Parameters.Add(Text(nextCursor));
            fence.Parameters.Add(new() { Value = leaseUntil });
            if (await fence.ExecuteScalarAsync(cancellationToken) is null)
                return null;
        }

        var added = 0;
        if (listings.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(WhalesCommand(source, venue, listings, now));
            batch.BatchCommands.Add(StatsCommand(venue, listings, now));
            await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                added++;
        }

        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>Gives a source back.</summary>
    /// <param name="claim">What was claimed.</param>
    /// <param name="nextAt">When its leaderboard is due again.</param>
    /// <param name="sweptAt">Set where the sweep reached the end.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task ReleaseAsync(SourceClaim claim, DateTimeOffset nextAt, DateTimeOffset? sweptAt, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update whale_sources
            set lease_owner = null, lease_until = null, next_discovery_at = $3, last_sweep_at = coalesce($4, last_sweep_at)
            where name = $1 and lease_token = $2
            """);
        command.Parameters.Add(new() { Value = claim.Name });
        command.Parameters.Add(new() { Value = claim.LeaseToken });
        command.Parameters.Add(new() { Value = nextAt });
        command.Parameters.Add(new() { Value = (object?)sweptAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes leaderboards due now.</summary>
    /// <param name="venue">Null: all.</param>
    /// <param name="now">Our time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task MakeDueAsync(Venue? venue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "update whale_sources set next_discovery_at = least(next_discovery_at, $2) where $1 is null or exchange = $1");
        command.Parameters.Add(Text(venue is { } one ? WireName<Venue>.Of(one) : null));
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tells how a source does.</summary>
    public async Task ReportAsync(string name, SourceHealth health, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            update whale_sources
            set health = $2, health_reason = $3, last_complete_at = greatest(last_complete_at, $4)
            where name = $1
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = health.Health });
        command.Parameters.Add(Text(health.Reason));
        command.Parameters.Add(new() { Value = (object?)health.LastCompleteAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand WhalesCommand(WhaleSource source, Venue venue, IReadOnlyList<WhaleListing> listings, DateTimeOffset now) =>
        new(WhalesSql)
        {
            Parameters =
            {
                new() { Value = WireName<Venue>.Of(venue) },
                new() { Value = WireName<SourceTrust>.Of(source.Trust) },
                new() { Value = listings.Select(listing => listing.Uid).ToArray() },
                new() { Value = listings.Select(listing => listing.Name).ToArray() },
                new() { Value = listings.Select(listing => listing.EquityUsdt).ToArray() },
                new() { Value = listings.Select(listing => listing.Followers).ToArray() },
                new() { Value = listings.Select(listing => listing.Score).ToArray() },
                new() { Value = listings.Select(listing => WireName<WhaleRank>.Of(listing.Rank)).ToArray() },
                new() { Value = listings.Select(listing => listing.PriorityScore).ToArray() },
                new() { Value = listings.Select(listing => WireName<PollingTier>.Of(listing.Tier)).ToArray() },
                new() { Value = listings.Select(listing => listing.FirstPollAt).ToArray() },
                new() { Value = now },
            },
        };

    private static NpgsqlBatchCommand StatsCommand(Venue venue, IReadOnlyList<WhaleListing> listings, DateTimeOffset now) => new(StatsSql)
    {
        Parameters =
        {
            new() { Value = WireName<Venue>.Of(venue) },
            new() { Value = listings.Select(listing => listing.Uid).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.WinRate).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.Roi7d).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.Roi30d).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.Roi90d).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.ProfitUsdt30d).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.MaxDrawdown).ToArray() },
            new() { Value = listings.Select(listing => listing.Numbers.SharpeRatio).ToArray() },
            new() { Value = now },
            new() { Value = listings.Select(listing => WhaleStatsQueue.Write(listing.Numbers)).ToArray() },
            new() { Value = listings.Select(listing => listing.FirstLookAt).ToArray() },
        },
    };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
