using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>Accounts and what their venues said of them. The only writer of balances, positions and settings as read.</summary>
public sealed class AccountStore(TradingDatabase database)
{
    private readonly RowReader<UserApiKeyRow> _keys = new(database.Model);
    private readonly RowReader<AccountMarketRow> _markets = new(database.Model);
    private readonly RowReader<AccountInstrumentRow> _instruments = new(database.Model);
    private readonly RowReader<AccountBalanceRow> _balances = new(database.Model);

    /// <summary>An account by its key's id, removed ones too.</summary>
    public async Task<UserApiKeyRow?> ReadKeyAsync(long apiKeyId, CancellationToken cancellationToken) =>
        (await ReadKeysAsync("select * from user_api_keys where id = $1", [apiKeyId], cancellationToken)).SingleOrDefault();

    /// <summary>A user's accounts that are not removed.</summary>
    public Task<List<UserApiKeyRow>> ReadKeysOfUserAsync(long userId, CancellationToken cancellationToken) =>
        ReadKeysAsync("select * from user_api_keys where user_id = $1 and removed_at is null order by id", [userId], cancellationToken);

    /// <summary>Takes accounts whose balances are due, until <paramref name="leaseUntil"/>.</summary>
    public Task<List<UserApiKeyRow>> ClaimForBalancesAsync(
        string owner, DateTimeOffset now, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken) =>
        ReadKeysAsync(
            """
            with due as (
                select id from user_api_keys
                where is_active and removed_at is null and next_balance_at <= $1 and (lease_until is null or lease_until < $1)
                order by next_balance_at limit $4 for update skip locked)
            update user_api_keys k set lease_owner = $2, lease_until = $3 from due where k.id = due.id returning k.*
            """,
            [now, owner, leaseUntil, limit],
            cancellationToken);

    /// <summary>Gives an account back until its next turn.</summary>
    public async Task ReleaseAsync(long apiKeyId, string owner, DateTimeOffset next, CancellationToken cancellationToken)
    {
        await using var batch = database.PassingBatch();
        batch.BatchCommands.Add(TradeStore.Statement(
            "update user_api_keys set next_balance_at = $3, lease_owner = null, lease_until = null where id = $1 and lease_owner = $2",
            apiKeyId, owner, next));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Asks for a reading sooner than due: something filled.</summary>
    public async Task HurryAsync(long[] apiKeyIds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update user_api_keys set next_balance_at = $2 where id = any($1) and next_balance_at > $2", apiKeyIds, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores what a key may do and whether it works.</summary>
    public async Task SaveHealthAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            update user_api_keys
            set health = $2, health_checked_at = $3, can_spot_trade = $4, can_futures_trade = $5, can_withdraw = $6, can_transfer = $7, is_active = is_active and not $6
            where id = $1
            """,
            key.Id, WireName<ApiKeyHealth>.Of(key.Health), key.HealthCheckedAt!.Value, key.CanSpotTrade, key.CanFuturesTrade, key.CanWithdraw,
            key.CanTransfer);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores a reading of one market, unless a later one is there.</summary>
    public async Task SaveReadingAsync(
        AccountMarketRow market, IReadOnlyList<AccountBalanceRow> balances, DateTimeOffset balancesSentAt, CancellationToken cancellationToken)
    {
        var wire = WireName<Market>.Of(market.Market);
        await using var batch = database.PassingBatch();
        if (balances.Count > 0)
        {
            batch.BatchCommands.Add(TradeStore.Statement(
                """
                insert into account_balances (api_key_id, market, asset, total, available, unrealized_pnl, total_usdt, available_usdt, request_sent_at)
                select $1, $2, b.asset, b.total, b.available, b.pnl, b.total_usdt, b.available_usdt, $9
                from unnest($3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[])
                     as b(asset, total, available, pnl, total_usdt, available_usdt)
                on conflict (api_key_id, market, asset) do update
                set total = excluded.total, available = excluded.available, unrealized_pnl = excluded.unrealized_pnl,
                    total_usdt = excluded.total_usdt, available_usdt = excluded.available_usdt, request_sent_at = excluded.request_sent_at
                where account_balances.request_sent_at < excluded.request_sent_at
                """,
                market.ApiKeyId,
                wire,
                balances.Select(balance => balance.Asset).ToArray(),
                balances.Select(balance => balance.Total).ToArray(),
                balances.Select(balance => balance.Available).ToArray(),
                balances.Select(balance => balance.UnrealizedPnl).ToArray(),
                balances.Select(balance => balance.TotalUsdt).ToArray(),
                balances.Select(balance => balance.AvailableUsdt).ToArray(),
                balancesSentAt));
        }

        // What is not shown any more is not there any more, to the last asset.
        batch.BatchCommands.Add(TradeStore.Statement(
            "delete from account_balances where api_key_id = $1 and market = $2 and request_sent_at < $3", market.ApiKeyId, wire, balancesSentAt));

        batch.BatchCommands.Add(TradeStore.Statement(
            """
            insert into account_markets (api_key_id, market, position_mode, mode_read_at, positions, positions_sent_at)
            values ($1, $2, $3, $4, $5::jsonb, $6)
            on conflict (api_key_id, market) do update
            set position_mode = excluded.position_mode, mode_read_at = excluded.mode_read_at,
                positions = excluded.positions, positions_sent_at = excluded.positions_sent_at
            where account_markets.positions_sent_at is null or account_markets.positions_sent_at < excluded.positions_sent_at
            """,
            market.ApiKeyId,
            wire,
            market.PositionMode is { } mode ? WireName<PositionMode>.Of(mode) : DBNull.Value,
            (object?)market.ModeReadAt ?? DBNull.Value,
            market.Positions,
            (object?)market.PositionsSentAt ?? DBNull.Value));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What was read of one market of an account, or null.</summary>
    public async Task<AccountMarketRow?> ReadMarketAsync(long apiKeyId, Market market, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select * from account_markets where api_key_id = $1 and market = $2", apiKeyId, WireName<Market>.Of(market));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _markets.ReadAllAsync(reader, cancellationToken)).SingleOrDefault();
    }

    /// <summary>What was read of the markets of many accounts.</summary>
    public async Task<List<AccountMarketRow>> ReadMarketsAsync(long[] apiKeyIds, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select * from account_markets where api_key_id = any($1)", apiKeyIds);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _markets.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>Balances of a user's accounts.</summary>
    public async Task<List<AccountBalanceRow>> ReadBalancesAsync(long userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select b.* from account_balances b join user_api_keys k on k.id = b.api_key_id
            where k.user_id = $1 and k.removed_at is null order by b.api_key_id, b.market, b.asset
            """,
            userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _balances.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>Leverage and margin mode of an instrument as last read back, or null.</summary>
    public async Task<InstrumentSettings?> ReadSettingsAsync(long apiKeyId, InstrumentId instrument, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select * from account_instruments where api_key_id = $1 and market = $2 and symbol = $3",
            apiKeyId, WireName<Market>.Of(instrument.Market), instrument.Symbol);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _instruments.ReadAllAsync(reader, cancellationToken)).SingleOrDefault() is { } row
            ? new InstrumentSettings(row.Leverage, row.MarginMode)
            : null;
    }

    /// <summary>Stores leverage and margin mode as read back.</summary>
    public async Task SaveSettingsAsync(
        long apiKeyId, InstrumentId instrument, InstrumentSettings settings, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            insert into account_instruments (api_key_id, market, symbol, leverage, margin_mode, read_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (api_key_id, market, symbol) do update
            set leverage = excluded.leverage, margin_mode = excluded.margin_mode, read_at = excluded.read_at
            """,
            apiKeyId, WireName<Market>.Of(instrument.Market), instrument.Symbol, settings.Leverage, WireName<MarginMode>.Of(settings.MarginMode), readAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<UserApiKeyRow>> ReadKeysAsync(string sql, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var command = database.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _keys.ReadAllAsync(reader, cancellationToken);
    }
}
