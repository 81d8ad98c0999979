using System.Globalization;
using Npgsql;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>
/// A database of 100,000 whales as four venues would fill it, that tells its clients the plan of each statement they run
/// (<c>auto_explain</c>, as notices).
/// </summary>
public sealed class CrowdedDatabase(PostgresServer server) : IAsyncLifetime
{
    public const int Whales = 100_000;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var fill = database.CreateCommand("""
            set synchronous_commit = off;
            create temporary table words (place integer, word text);
            insert into words select place, word from unnest(array[
                'Sky', 'Moon', 'Iron', 'Blue', 'Crypto', 'Alpha', 'Night', 'Golden', 'Lucky', 'Turbo', 'Quiet', 'Deep', 'Wild', 'Swift',
                'Tiny', '大师', '龙', '稳健', '高手', 'Zen']) with ordinality as w(word, place);
            insert into whales (wallet_address, name, whale_type, exchange, exchange_uid, source_trust, data_status, priority_score, tier, rank,
                                score, venue_followers, followers_count, discovered_at)
            select lower(exchange) || '_' || uid, a.word || ' ' || b.word || ' ' || i % 5000, 'CEX_TRADER', exchange, uid, 'UNOFFICIAL',
                   case when i % 100 < 90 then 'ACTIVE' when i % 100 < 98 then 'SHARING_DISABLED' when i % 1000 < 995 then 'DARK' else 'RATE_LIMITED' end,
                   50, 'NORMAL',
                   case when i % 1000 = 0 then 'DIAMOND' when i % 100 < 2 then 'PLATINUM' when i % 100 < 10 then 'GOLD' when i % 100 < 40 then 'SILVER'
                        else 'BRONZE' end,
                   abs(hashint4(i * 11)) % 10000 / 100.0, 0, case when i % 10 = 0 then abs(hashint4(i)) % 50 else 0 end, now()
            from (
                select i, (array['BINANCE', 'OKX', 'BYBIT', 'BITGET'])[1 + i % 4] as exchange,
                       case i % 4 when 1 then upper(substr(md5(i::text), 1, 16)) else (4_000_000_000_000_000_000 + i * 7_919_000_003)::text end as uid
                from generate_series(1, $1) as i) named
            join words a on a.place = 1 + abs(hashint4(i)) % 20
            join words b on b.place = 1 + abs(hashint4(i * 7 + 1)) % 20;
            """.Replace("$1", Whales.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + """
            insert into whale_monitors (whale_id, exchange, exchange_uid, tier, next_poll_at, lease_token, snapshot_number, failures)
            select id, exchange, exchange_uid, tier, now(), 0, 0, 0 from whales;
            insert into whale_stats (whale_id, win_rate, roi7d, roi30d, max_drawdown, total_trades, red_flags, next_refresh_at)
            select id, abs(hashint8(id)) % 1000 / 1000.0, case when id % 10 > 0 then hashint8(id * 3) % 1000 / 1000.0 end, hashint8(id * 7) % 1000 / 1000.0,
                   abs(hashint8(id * 9)) % 1000 / 1000.0, 10, '{}', now()
            from whales;
            insert into whale_markets (market, whale_id) select 'USD-M', id from whales where id % 10 < 9;
            insert into whale_markets (market, whale_id) select 'COIN-M', id from whales where id % 500 = 0;
            """);
        fill.CommandTimeout = 300;
        await fill.ExecuteNonQueryAsync();
        await using var settle = database.CreateCommand("vacuum analyze");
        settle.CommandTimeout = 300;
        await settle.ExecuteNonQueryAsync();
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database;
        await using var explain = database.CreateCommand($"""
            alter database {name} set session_preload_libraries = 'auto_explain';
            alter database {name} set auto_explain.log_min_duration = 0;
            alter database {name} set auto_explain.log_level = 'notice';
            """);
        await explain.ExecuteNonQueryAsync();
        NpgsqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync() => await server.DropDatabaseAsync(ConnectionString);
}
