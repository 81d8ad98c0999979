using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Data;

public sealed class SchemaTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_has_no_change_that_no_migration_makes()
    {
        await using var context = Context();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Cancelled));
    }

    [Fact]
    public async Task Every_enum_column_refuses_a_word_that_is_no_member()
    {
        await using var context = Context();
        var missing = (
            from entity in context.Model.GetEntityTypes()
            from property in entity.GetProperties()
            let type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType
            where type.IsEnum
            let name = $"ck_{entity.GetTableName()}_{property.GetColumnName()}"
            select name).ToHashSet();
        Assert.NotEmpty(missing);

        await using var command = postgres.DataSource.CreateCommand("select conname from pg_constraint where contype = 'c'");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
            missing.Remove(reader.GetString(0));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task An_unknown_tier_is_refused_by_the_database()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            "insert into users (telegram_id, subscription_tier, is_active, is_banned, is_admin, is_paused, is_panicked, total_balance, "
            + "available_balance, totp_enabled, created_at) values (1, 'GOLD', true, false, false, false, false, 0, 0, false, now())"));

        Assert.Equal("ck_users_subscription_tier", error.ConstraintName);
    }

    [Fact]
    public async Task A_key_that_can_withdraw_cannot_be_active()
    {
        var user = await InsertUserAsync(2);

        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            "insert into user_api_keys (user_id, exchange, api_key_encrypted, api_secret_encrypted, key_tail, key_fingerprint, is_active, "
            + "is_testnet, can_spot_trade, can_futures_trade, can_withdraw, health, created_at, next_balance_at) "
            + $"values ({user}, 'BINANCE', 'x', 'x', 'abcd', 'f', true, false, true, true, true, 'OK', now(), now())"));

        Assert.Equal("ck_user_api_keys_no_withdrawal", error.ConstraintName);
    }

    [Fact]
    public async Task A_second_copy_of_one_signal_is_refused_by_the_database()
    {
        var user = await InsertUserAsync(3);
        var (key, signal) = await InsertKeyAndSignalAsync(user);
        await InsertTradeAsync(user, key, signal);

        var error = await Assert.ThrowsAsync<PostgresException>(() => InsertTradeAsync(user, key, signal));

        Assert.Equal("ux_trades_signal_user", error.ConstraintName);
    }

    [Theory]
    [InlineData("update ledger_entries set amount_usdt = 0")]
    [InlineData("delete from ledger_entries")]
    public async Task The_ledger_is_only_added_to(string change)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(change));

        Assert.Equal("ledger_entries is append-only: book a correcting entry", error.MessageText);
    }

    [Fact]
    public async Task Migrating_at_once_from_many_sides_applies_everything_once()
    {
        var connection = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = $"migrate_{Guid.NewGuid():N}" };
        await ExecuteAsync($"create database {connection.Database} template template0");
        var services = new ServiceCollection();
        services.AddSingleton(NpgsqlDataSource.Create(connection.ConnectionString));
        services.AddWhaleCopyData();
        await using var provider = services.BuildServiceProvider();
        var migrator = provider.GetRequiredService<DatabaseMigrator>();

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => migrator.MigrateAsync(Cancelled)));

        await using var context = Context();
        Assert.Equal(context.Database.GetMigrations(), applied.SelectMany(names => names));
    }

    [Fact]
    public void Every_row_enum_has_distinct_wire_names()
    {
        Assert.Equal(WireName<TradeStatus>.All.Count, WireName<TradeStatus>.All.Distinct().Count());
        Assert.Contains("PARTIALLY_FILLED", WireName<TradeStatus>.All);
    }

    private WhaleCopyDbContext Context()
    {
        var options = new DbContextOptionsBuilder<WhaleCopyDbContext>();
        DataServices.Configure(options, postgres.DataSource);
        return new WhaleCopyDbContext(options.Options);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = postgres.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private Task<long> InsertUserAsync(long telegramId) => ScalarAsync(
        "insert into users (telegram_id, subscription_tier, is_active, is_banned, is_admin, is_paused, is_panicked, total_balance, "
        + $"available_balance, totp_enabled, created_at) values ({telegramId}, 'FREE', true, false, false, false, false, 0, 0, false, now()) returning id");

    private async Task<(long Key, long Signal)> InsertKeyAndSignalAsync(long user)
    {
        var key = await ScalarAsync(
            "insert into user_api_keys (user_id, exchange, api_key_encrypted, api_secret_encrypted, key_tail, key_fingerprint, is_active, "
            + "is_testnet, can_spot_trade, can_futures_trade, can_withdraw, health, created_at, next_balance_at) "
            + $"values ({user}, 'BINANCE', 'x', 'x', 'abcd', 'k{user}', true, false, true, true, false, 'OK', now(), now()) returning id");
        var whale = await ScalarAsync(
            "insert into whales (wallet_address, name, whale_type, exchange, exchange_uid, source_trust, data_status, priority_score, tier, rank, "
            + "score, venue_followers, followers_count, discovered_at) "
            + $"values ('binance_{user}', 'w', 'CEX_TRADER', 'BINANCE', '{user}', 'UNOFFICIAL', 'ACTIVE', 50, 'NORMAL', 'BRONZE', 0, 0, 0, now()) returning id");
        var signal = await ScalarAsync(
            "insert into whale_signals (whale_id, tx_hash, snapshot_number, kind, action, side, market, cex_symbol, cex_available, is_close_signal, "
            + "fraction, whale_size_change, whale_size, whale_size_unit, amount_usd, confidence, confidence_score, status, link, detected_at, attempts, next_attempt_at) "
            + $"values ({whale}, 'h{user}', 1, 'OPEN', 'BUY', 'LONG', 'USD-M', 'BTCUSDT', true, false, 1, 1, 1, 'BASE', 1, 'LOW', 10, 'PENDING', 'NONE', now(), 0, now()) returning id");
        return (key, signal);
    }

    private Task InsertTradeAsync(long user, long key, long signal) => ExecuteAsync(
        "insert into trades (uid, user_id, signal_id, api_key_id, is_copy_trade, exchange, market, symbol, trade_type, kind, side, position_side, "
        + "order_type, quantity, quantity_unit, filled_quantity, margin_usdt, trade_value_usdt, leverage, margin_mode, fee_usdt, status, decided_at, "
        + "created_at, attempts, next_attempt_at) "
        + $"values (gen_random_uuid(), {user}, {signal}, {key}, true, 'BINANCE', 'USD-M', 'BTCUSDT', 'FUTURES', 'OPEN', 'BUY', 'LONG', 'MARKET', 1, "
        + "'BASE', 0, 1, 1, 1, 'ISOLATED', 0, 'PENDING', now(), now(), 0, now())");
}
