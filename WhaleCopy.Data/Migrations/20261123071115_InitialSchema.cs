using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace WhaleCopy.Data.Migrations
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    telegram_id = table.Column<long>(type: "bigint", nullable: false),
                    username = table.Column<string>(type: "text", nullable: true),
                    first_name = table.Column<string>(type: "text", nullable: true),
                    last_name = table.Column<string>(type: "text", nullable: true),
                    start_param = table.Column<string>(type: "text", nullable: true),
                    subscription_tier = table.Column<string>(type: "text", nullable: false),
                    subscription_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    is_banned = table.Column<bool>(type: "boolean", nullable: false),
                    is_admin = table.Column<bool>(type: "boolean", nullable: false),
                    is_paused = table.Column<bool>(type: "boolean", nullable: false),
                    is_panicked = table.Column<bool>(type: "boolean", nullable: false),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    total_balance = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    available_balance = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    totp_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    totp_secret_encrypted = table.Column<string>(type: "text", nullable: true),
                    totp_last_step = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.CheckConstraint("ck_users_subscription_tier", "subscription_tier in ('FREE', 'PRO', 'ELITE')");
                });

            migrationBuilder.CreateTable(
                name: "whale_sources",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    trust = table.Column<string>(type: "text", nullable: false),
                    health = table.Column<string>(type: "text", nullable: false),
                    health_reason = table.Column<string>(type: "text", nullable: true),
                    last_complete_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    discovery_cursor = table.Column<string>(type: "text", nullable: true),
                    next_discovery_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_sweep_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_token = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_sources", x => x.name);
                    table.CheckConstraint("ck_whale_sources_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_whale_sources_trust", "trust in ('OFFICIAL', 'FOLLOWER_VIEW', 'UNOFFICIAL')");
                });

            migrationBuilder.CreateTable(
                name: "whales",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    wallet_address = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    whale_type = table.Column<string>(type: "text", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: true),
                    exchange_uid = table.Column<string>(type: "text", nullable: true),
                    source_trust = table.Column<string>(type: "text", nullable: false),
                    data_status = table.Column<string>(type: "text", nullable: false),
                    sharing_disabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sharing_recheck_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    priority_score = table.Column<int>(type: "integer", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    rank = table.Column<string>(type: "text", nullable: false),
                    score = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    equity_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    venue_followers = table.Column<int>(type: "integer", nullable: false),
                    followers_count = table.Column<int>(type: "integer", nullable: false),
                    last_activity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    discovered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_listed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whales", x => x.id);
                    table.CheckConstraint("ck_whales_data_status", "data_status in ('ACTIVE', 'SHARING_DISABLED', 'RATE_LIMITED', 'DARK')");
                    table.CheckConstraint("ck_whales_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_whales_priority_score", "priority_score between 1 and 100");
                    table.CheckConstraint("ck_whales_rank", "rank in ('BRONZE', 'SILVER', 'GOLD', 'PLATINUM', 'DIAMOND')");
                    table.CheckConstraint("ck_whales_score", "score between 0 and 100");
                    table.CheckConstraint("ck_whales_source", "whale_type <> 'CEX_TRADER' or (exchange is not null and exchange_uid is not null)");
                    table.CheckConstraint("ck_whales_source_trust", "source_trust in ('OFFICIAL', 'FOLLOWER_VIEW', 'UNOFFICIAL')");
                    table.CheckConstraint("ck_whales_tier", "tier in ('CRITICAL', 'HIGH', 'NORMAL', 'LOW')");
                    table.CheckConstraint("ck_whales_whale_type", "whale_type in ('CEX_TRADER', 'ONCHAIN_WALLET')");
                });

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    details = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_log", x => x.id);
                    table.ForeignKey(
                        name: "fk_audit_log_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "dead_letters",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    source = table.Column<string>(type: "text", nullable: false),
                    source_id = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    error = table.Column<string>(type: "text", nullable: false),
                    context = table.Column<string>(type: "jsonb", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dropped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dead_letters", x => x.id);
                    table.CheckConstraint("ck_dead_letters_source", "source in ('SIGNAL', 'TRADE', 'POSITION', 'TASK', 'NOTIFICATION')");
                    table.ForeignKey(
                        name: "fk_dead_letters_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "notifications",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    dedupe_key = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notifications", x => x.id);
                    table.CheckConstraint("ck_notifications_status", "status in ('PENDING', 'SENT', 'MUTED', 'FAILED')");
                    table.ForeignKey(
                        name: "fk_notifications_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "subscriptions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subscriptions", x => x.id);
                    table.CheckConstraint("ck_subscriptions_period", "expires_at > started_at");
                    table.CheckConstraint("ck_subscriptions_tier", "tier in ('FREE', 'PRO', 'ELITE')");
                    table.ForeignKey(
                        name: "fk_subscriptions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "totp_recovery_codes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    code_hash = table.Column<string>(type: "text", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_totp_recovery_codes", x => x.id);
                    table.ForeignKey(
                        name: "fk_totp_recovery_codes_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_api_keys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    api_key_encrypted = table.Column<string>(type: "text", nullable: false),
                    api_secret_encrypted = table.Column<string>(type: "text", nullable: false),
                    passphrase_encrypted = table.Column<string>(type: "text", nullable: true),
                    key_tail = table.Column<string>(type: "text", nullable: false),
                    key_fingerprint = table.Column<string>(type: "text", nullable: false),
                    label = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    is_testnet = table.Column<bool>(type: "boolean", nullable: false),
                    can_spot_trade = table.Column<bool>(type: "boolean", nullable: false),
                    can_futures_trade = table.Column<bool>(type: "boolean", nullable: false),
                    can_withdraw = table.Column<bool>(type: "boolean", nullable: false),
                    ip_restricted = table.Column<bool>(type: "boolean", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    health = table.Column<string>(type: "text", nullable: false),
                    health_checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_balance_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_api_keys", x => x.id);
                    table.CheckConstraint("ck_user_api_keys_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_user_api_keys_health", "health in ('UNCHECKED', 'OK', 'INVALID', 'EXPIRED', 'RESTRICTED')");
                    table.CheckConstraint("ck_user_api_keys_no_withdrawal", "not (is_active and can_withdraw)");
                    table.ForeignKey(
                        name: "fk_user_api_keys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "user_settings",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    trading_mode = table.Column<string>(type: "text", nullable: false),
                    preferred_exchange = table.Column<string>(type: "text", nullable: true),
                    auto_copy_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    auto_copy_delay_seconds = table.Column<int>(type: "integer", nullable: false),
                    default_trade_size_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    max_trade_size_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    stop_loss_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    take_profit_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    daily_loss_limit_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    max_open_positions = table.Column<int>(type: "integer", nullable: false),
                    default_leverage = table.Column<int>(type: "integer", nullable: false),
                    max_leverage = table.Column<int>(type: "integer", nullable: false),
                    auto_close_on_tp = table.Column<bool>(type: "boolean", nullable: false),
                    auto_close_on_whale_exit = table.Column<bool>(type: "boolean", nullable: false),
                    insufficient_funds = table.Column<string>(type: "text", nullable: false),
                    symbols_allowed = table.Column<string[]>(type: "text[]", nullable: false),
                    symbols_denied = table.Column<string[]>(type: "text[]", nullable: false),
                    auto_transfer = table.Column<bool>(type: "boolean", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    notifications_muted = table.Column<string[]>(type: "text[]", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_settings", x => x.user_id);
                    table.CheckConstraint("ck_user_settings_delay", "auto_copy_delay_seconds between 0 and 30");
                    table.CheckConstraint("ck_user_settings_insufficient_funds", "insufficient_funds in ('SHRINK', 'SKIP')");
                    table.CheckConstraint("ck_user_settings_leverage", "default_leverage between 1 and 125 and max_leverage between 1 and 125");
                    table.CheckConstraint("ck_user_settings_preferred_exchange", "preferred_exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_user_settings_sizes", "max_trade_size_usdt > 0 and daily_loss_limit_usdt >= 0 and max_open_positions >= 0");
                    table.CheckConstraint("ck_user_settings_stop", "stop_loss_percent > 0 and stop_loss_percent < 100");
                    table.CheckConstraint("ck_user_settings_trading_mode", "trading_mode in ('SPOT', 'FUTURES', 'MIXED')");
                    table.ForeignKey(
                        name: "fk_user_settings_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_whale_follows",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    auto_copy_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    sizing_mode = table.Column<string>(type: "text", nullable: true),
                    trade_size_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    trade_size_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    quantity_multiplier = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    equity_multiplier = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    copy_leverage = table.Column<bool>(type: "boolean", nullable: false),
                    leverage = table.Column<int>(type: "integer", nullable: true),
                    margin_mode = table.Column<string>(type: "text", nullable: false),
                    stop_loss_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    take_profit_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    trailing_stop_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    max_slippage_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    entry_order = table.Column<string>(type: "text", nullable: false),
                    below_minimum = table.Column<string>(type: "text", nullable: false),
                    reentry = table.Column<string>(type: "text", nullable: false),
                    copy_adjustments = table.Column<bool>(type: "boolean", nullable: false),
                    copy_existing = table.Column<bool>(type: "boolean", nullable: false),
                    source_dark_action = table.Column<string>(type: "text", nullable: false),
                    symbols_allowed = table.Column<string[]>(type: "text[]", nullable: false),
                    symbols_denied = table.Column<string[]>(type: "text[]", nullable: false),
                    max_symbol_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    budget_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    max_drawdown_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    exchange = table.Column<string>(type: "text", nullable: true),
                    followed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    balance_at_follow_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    profit_high_water_mark_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    equity_high_water_mark_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    realized_pnl_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_whale_follows", x => x.id);
                    table.CheckConstraint("ck_follows_leverage", "leverage is null or leverage between 1 and 125");
                    table.CheckConstraint("ck_follows_slippage", "max_slippage_percent is null or max_slippage_percent between 0.1 and 3");
                    table.CheckConstraint("ck_follows_stop", "stop_loss_percent is null or (stop_loss_percent > 0 and stop_loss_percent < 100)");
                    table.CheckConstraint("ck_user_whale_follows_below_minimum", "below_minimum in ('SKIP', 'ROUND_UP', 'ACCUMULATE')");
                    table.CheckConstraint("ck_user_whale_follows_entry_order", "entry_order in ('LIMIT_IOC', 'MARKET')");
                    table.CheckConstraint("ck_user_whale_follows_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_user_whale_follows_margin_mode", "margin_mode in ('ISOLATED', 'CROSS')");
                    table.CheckConstraint("ck_user_whale_follows_reentry", "reentry in ('HOLD', 'REENTER')");
                    table.CheckConstraint("ck_user_whale_follows_sizing_mode", "sizing_mode in ('FIXED_USDT', 'PERCENT_OF_BALANCE', 'QUANTITY_MULTIPLIER', 'EQUITY_RATIO')");
                    table.CheckConstraint("ck_user_whale_follows_source_dark_action", "source_dark_action in ('HOLD', 'TIGHTEN', 'CLOSE')");
                    table.ForeignKey(
                        name: "fk_user_whale_follows_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_user_whale_follows_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "whale_answers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    snapshot_number = table.Column<long>(type: "bigint", nullable: false),
                    bodies = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_answers", x => x.id);
                    table.ForeignKey(
                        name: "fk_whale_answers_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "whale_closed_positions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    size_unit = table.Column<string>(type: "text", nullable: false),
                    entry_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    exit_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    realized_pnl_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    leverage = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_closed_positions", x => x.id);
                    table.CheckConstraint("ck_whale_closed_positions_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_whale_closed_positions_side", "side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_whale_closed_positions_size_unit", "size_unit in ('BASE', 'CONTRACTS')");
                    table.ForeignKey(
                        name: "fk_whale_closed_positions_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "whale_monitors",
                columns: table => new
                {
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    exchange_uid = table.Column<string>(type: "text", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: false),
                    next_poll_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_token = table.Column<long>(type: "bigint", nullable: false),
                    snapshot_number = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: true),
                    last_polled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_complete_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_result = table.Column<string>(type: "text", nullable: true),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    achieved_interval_ms = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_monitors", x => x.whale_id);
                    table.CheckConstraint("ck_whale_monitors_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_whale_monitors_tier", "tier in ('CRITICAL', 'HIGH', 'NORMAL', 'LOW')");
                    table.ForeignKey(
                        name: "fk_whale_monitors_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "whale_signals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    tx_hash = table.Column<string>(type: "text", nullable: false),
                    snapshot_number = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    cex_symbol = table.Column<string>(type: "text", nullable: false),
                    cex_available = table.Column<bool>(type: "boolean", nullable: false),
                    leverage = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    margin_mode = table.Column<string>(type: "text", nullable: true),
                    is_close_signal = table.Column<bool>(type: "boolean", nullable: false),
                    fraction = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    whale_size_change = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    whale_size = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    whale_size_unit = table.Column<string>(type: "text", nullable: false),
                    amount_usd = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    price_at_signal = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    reference_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    whale_equity_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    confidence = table.Column<string>(type: "text", nullable: false),
                    confidence_score = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    linked_signal_id = table.Column<long>(type: "bigint", nullable: true),
                    link = table.Column<string>(type: "text", nullable: false),
                    whale_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    previous_complete_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    detected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    processed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_signals", x => x.id);
                    table.CheckConstraint("ck_whale_signals_action", "action in ('BUY', 'SELL')");
                    table.CheckConstraint("ck_whale_signals_close", "is_close_signal = (kind = 'CLOSE')");
                    table.CheckConstraint("ck_whale_signals_confidence", "confidence in ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH')");
                    table.CheckConstraint("ck_whale_signals_confidence_score", "confidence_score between 0 and 100");
                    table.CheckConstraint("ck_whale_signals_fraction", "fraction > 0");
                    table.CheckConstraint("ck_whale_signals_kind", "kind in ('OPEN', 'INCREASE', 'REDUCE', 'CLOSE')");
                    table.CheckConstraint("ck_whale_signals_link", "link in ('NONE', 'FLIP', 'REOPEN')");
                    table.CheckConstraint("ck_whale_signals_margin_mode", "margin_mode in ('ISOLATED', 'CROSS')");
                    table.CheckConstraint("ck_whale_signals_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_whale_signals_side", "side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_whale_signals_status", "status in ('PENDING', 'PROCESSING', 'PROCESSED', 'SKIPPED', 'EXPIRED', 'DEAD_LETTER')");
                    table.CheckConstraint("ck_whale_signals_whale_size_unit", "whale_size_unit in ('BASE', 'CONTRACTS')");
                    table.ForeignKey(
                        name: "fk_whale_signals_whale_signals_linked_signal_id",
                        column: x => x.linked_signal_id,
                        principalTable: "whale_signals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_whale_signals_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "whale_snapshots",
                columns: table => new
                {
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    server_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    positions = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_snapshots", x => new { x.whale_id, x.number });
                    table.ForeignKey(
                        name: "fk_whale_snapshots_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "whale_stats",
                columns: table => new
                {
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    win_rate = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    roi7d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    roi30d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    roi90d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    profit7d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    profit30d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    profit90d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    max_drawdown = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    sharpe_ratio = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    average_holding_seconds = table.Column<long>(type: "bigint", nullable: true),
                    average_leverage = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    turnover30d = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    total_trades = table.Column<int>(type: "integer", nullable: false),
                    red_flags = table.Column<string[]>(type: "text[]", nullable: false),
                    equity_curve = table.Column<string>(type: "jsonb", nullable: true),
                    entry_distance_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    minimum_budget_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    source_numbers = table.Column<string>(type: "jsonb", nullable: true),
                    history_read_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_refresh_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_whale_stats", x => x.whale_id);
                    table.ForeignKey(
                        name: "fk_whale_stats_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_balances",
                columns: table => new
                {
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    asset = table.Column<string>(type: "text", nullable: false),
                    total = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    available = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    unrealized_pnl = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    total_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    available_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    request_sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_balances", x => new { x.api_key_id, x.market, x.asset });
                    table.CheckConstraint("ck_account_balances_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_account_balances_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_instruments",
                columns: table => new
                {
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    leverage = table.Column<int>(type: "integer", nullable: false),
                    margin_mode = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_instruments", x => new { x.api_key_id, x.market, x.symbol });
                    table.CheckConstraint("ck_account_instruments_margin_mode", "margin_mode in ('ISOLATED', 'CROSS')");
                    table.CheckConstraint("ck_account_instruments_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.ForeignKey(
                        name: "fk_account_instruments_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_markets",
                columns: table => new
                {
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    position_mode = table.Column<string>(type: "text", nullable: true),
                    mode_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    positions = table.Column<string>(type: "jsonb", nullable: false),
                    positions_sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_markets", x => new { x.api_key_id, x.market });
                    table.CheckConstraint("ck_account_markets_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_account_markets_position_mode", "position_mode in ('ONE_WAY', 'HEDGE')");
                    table.ForeignKey(
                        name: "fk_account_markets_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "orders",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    owner = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    leg = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    client_order_id = table.Column<string>(type: "text", nullable: false),
                    venue_order_id = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    position_side = table.Column<string>(type: "text", nullable: false),
                    order_type = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quantity_unit = table.Column<string>(type: "text", nullable: false),
                    limit_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    trigger_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    reduce_only = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    receive_window_ms = table.Column<int>(type: "integer", nullable: false),
                    fence_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    position_before = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    position_before_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    filled_quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    average_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    fee_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    reject_code = table.Column<string>(type: "text", nullable: true),
                    reject_meaning = table.Column<string>(type: "text", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    lookups = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fills_booked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders", x => x.id);
                    table.CheckConstraint("ck_orders_attempt", "sequence >= 0 and attempt >= 1");
                    table.CheckConstraint("ck_orders_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_orders_leg", "leg in ('ENTRY', 'EXIT', 'STOP', 'TAKE_PROFIT', 'EMERGENCY')");
                    table.CheckConstraint("ck_orders_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_orders_order_type", "order_type in ('MARKET', 'LIMIT_IOC')");
                    table.CheckConstraint("ck_orders_owner", "owner in ('TRADE', 'POSITION')");
                    table.CheckConstraint("ck_orders_position_side", "position_side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_orders_quantity", "quantity > 0 and filled_quantity >= 0");
                    table.CheckConstraint("ck_orders_quantity_unit", "quantity_unit in ('BASE', 'CONTRACTS')");
                    table.CheckConstraint("ck_orders_reject_meaning", "reject_meaning in ('RATE_LIMITED', 'INVALID_KEY', 'INSUFFICIENT_BALANCE', 'INVALID_SIZE', 'DUPLICATE_CLIENT_ORDER_ID', 'UNKNOWN_ORDER', 'MARKET_CLOSED', 'TIMEOUT_UNKNOWN_OUTCOME', 'TRANSIENT', 'REJECTED', 'ALREADY_SET', 'UNLISTED')");
                    table.CheckConstraint("ck_orders_sent", "status in ('PREPARED', 'REJECTED', 'NEVER_ACCEPTED') or signed_at is not null");
                    table.CheckConstraint("ck_orders_side", "side in ('BUY', 'SELL')");
                    table.CheckConstraint("ck_orders_status", "status in ('PREPARED', 'SENT', 'ACCEPTED', 'PARTIALLY_FILLED', 'FILLED', 'CANCELLED', 'EXPIRED', 'REJECTED', 'UNKNOWN', 'NEVER_ACCEPTED', 'TRIGGERED')");
                    table.ForeignKey(
                        name: "fk_orders_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_orders_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "follow_residuals",
                columns: table => new
                {
                    follow_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quantity_unit = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_follow_residuals", x => new { x.follow_id, x.market, x.symbol, x.side });
                    table.CheckConstraint("ck_follow_residuals_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_follow_residuals_quantity_unit", "quantity_unit in ('BASE', 'CONTRACTS')");
                    table.CheckConstraint("ck_follow_residuals_side", "side in ('LONG', 'SHORT')");
                    table.ForeignKey(
                        name: "fk_follow_residuals_follows_follow_id",
                        column: x => x.follow_id,
                        principalTable: "user_whale_follows",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "decisions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    signal_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    whale_id = table.Column<long>(type: "bigint", nullable: false),
                    follow_id = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    numbers = table.Column<string>(type: "jsonb", nullable: false),
                    warnings = table.Column<string[]>(type: "text[]", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decisions", x => x.id);
                    table.CheckConstraint("ck_decisions_outcome", "outcome in ('COPIED', 'SKIPPED')");
                    table.ForeignKey(
                        name: "fk_decisions_follows_follow_id",
                        column: x => x.follow_id,
                        principalTable: "user_whale_follows",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_decisions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_decisions_whale_signals_signal_id",
                        column: x => x.signal_id,
                        principalTable: "whale_signals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fills",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    venue_fill_id = table.Column<string>(type: "text", nullable: false),
                    venue_order_id = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: true),
                    trade_id = table.Column<long>(type: "bigint", nullable: true),
                    position_id = table.Column<long>(type: "bigint", nullable: true),
                    side = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quantity_unit = table.Column<string>(type: "text", nullable: false),
                    price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    fee = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    fee_asset = table.Column<string>(type: "text", nullable: false),
                    fee_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    filled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fills", x => x.id);
                    table.CheckConstraint("ck_fills_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_fills_quantity", "quantity > 0 and price > 0");
                    table.CheckConstraint("ck_fills_quantity_unit", "quantity_unit in ('BASE', 'CONTRACTS')");
                    table.CheckConstraint("ck_fills_side", "side in ('BUY', 'SELL')");
                    table.ForeignKey(
                        name: "fk_fills_orders_order_id",
                        column: x => x.order_id,
                        principalTable: "orders",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_fills_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ledger_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    entry_key = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    trade_id = table.Column<long>(type: "bigint", nullable: true),
                    position_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    amount_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_entries", x => x.id);
                    table.CheckConstraint("ck_ledger_entries_kind", "kind in ('RESERVED', 'RESERVATION_ENDED', 'USED', 'REALIZED_PNL', 'FEE', 'FUNDING', 'COMMISSION')");
                    table.ForeignKey(
                        name: "fk_ledger_entries_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_ledger_entries_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "positions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    whale_id = table.Column<long>(type: "bigint", nullable: true),
                    follow_id = table.Column<long>(type: "bigint", nullable: true),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_trade_id = table.Column<long>(type: "bigint", nullable: true),
                    exit_trade_id = table.Column<long>(type: "bigint", nullable: true),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    position_type = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    source_market = table.Column<string>(type: "text", nullable: false),
                    source_symbol = table.Column<string>(type: "text", nullable: false),
                    source_side = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quantity_unit = table.Column<string>(type: "text", nullable: false),
                    entered_quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    entry_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    current_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    priced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    exit_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    leverage = table.Column<int>(type: "integer", nullable: false),
                    margin_mode = table.Column<string>(type: "text", nullable: false),
                    margin_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    notional_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    stop_loss_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    stop_loss_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    stop_loss_order_id = table.Column<string>(type: "text", nullable: true),
                    take_profit_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    take_profit_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    take_profit_order_id = table.Column<string>(type: "text", nullable: true),
                    trailing_stop_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    trailing_anchor_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    protection = table.Column<string>(type: "text", nullable: false),
                    next_protection_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    unrealized_pnl = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    unrealized_pnl_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    realized_pnl = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    fees_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    funding_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    close_reason = table.Column<string>(type: "text", nullable: true),
                    owed_close_reason = table.Column<string>(type: "text", nullable: true),
                    owed_fraction = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    owed_next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owed_attempts = table.Column<int>(type: "integer", nullable: false),
                    dark_action_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    next_sync_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    agreed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    missing_quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    missing_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_positions", x => x.id);
                    table.CheckConstraint("ck_positions_close_reason", "close_reason in ('MANUAL', 'STOP_LOSS', 'TAKE_PROFIT', 'TRAILING_STOP', 'WHALE_EXIT', 'LIQUIDATION', 'AUTO_DELEVERAGE', 'EXTERNAL', 'PANIC', 'DRAWDOWN_STOP', 'PROTECTION_FAILED')");
                    table.CheckConstraint("ck_positions_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_positions_margin_mode", "margin_mode in ('ISOLATED', 'CROSS')");
                    table.CheckConstraint("ck_positions_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_positions_owed_close_reason", "owed_close_reason in ('MANUAL', 'STOP_LOSS', 'TAKE_PROFIT', 'TRAILING_STOP', 'WHALE_EXIT', 'LIQUIDATION', 'AUTO_DELEVERAGE', 'EXTERNAL', 'PANIC', 'DRAWDOWN_STOP', 'PROTECTION_FAILED')");
                    table.CheckConstraint("ck_positions_position_type", "position_type in ('SPOT', 'FUTURES')");
                    table.CheckConstraint("ck_positions_protection", "protection in ('PROTECTED', 'PENDING', 'UNPROTECTED', 'NONE')");
                    table.CheckConstraint("ck_positions_quantity", "quantity >= 0 and entered_quantity >= quantity");
                    table.CheckConstraint("ck_positions_quantity_unit", "quantity_unit in ('BASE', 'CONTRACTS')");
                    table.CheckConstraint("ck_positions_side", "side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_positions_source_market", "source_market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_positions_source_side", "source_side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_positions_status", "status in ('OPEN', 'CLOSING', 'CLOSED', 'LIQUIDATED')");
                    table.ForeignKey(
                        name: "fk_positions_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_positions_user_whale_follows_follow_id",
                        column: x => x.follow_id,
                        principalTable: "user_whale_follows",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_positions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_positions_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    idempotency_key = table.Column<string>(type: "text", nullable: true),
                    request_hash = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    signal_id = table.Column<long>(type: "bigint", nullable: true),
                    position_id = table.Column<long>(type: "bigint", nullable: true),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    trade_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    position_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tasks", x => x.id);
                    table.CheckConstraint("ck_tasks_kind", "kind in ('COPY_SIGNAL', 'CLOSE_POSITION', 'PANIC', 'UPDATE_PROTECTION')");
                    table.CheckConstraint("ck_tasks_status", "status in ('queued', 'running', 'done', 'failed')");
                    table.ForeignKey(
                        name: "fk_tasks_positions_position_id",
                        column: x => x.position_id,
                        principalTable: "positions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_whale_signals_signal_id",
                        column: x => x.signal_id,
                        principalTable: "whale_signals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "trades",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    uid = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    signal_id = table.Column<long>(type: "bigint", nullable: true),
                    whale_id = table.Column<long>(type: "bigint", nullable: true),
                    follow_id = table.Column<long>(type: "bigint", nullable: true),
                    position_id = table.Column<long>(type: "bigint", nullable: true),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_copy_trade = table.Column<bool>(type: "boolean", nullable: false),
                    exchange = table.Column<string>(type: "text", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    symbol = table.Column<string>(type: "text", nullable: false),
                    trade_type = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    side = table.Column<string>(type: "text", nullable: false),
                    position_side = table.Column<string>(type: "text", nullable: false),
                    order_type = table.Column<string>(type: "text", nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    quantity_unit = table.Column<string>(type: "text", nullable: false),
                    limit_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    reference_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    filled_quantity = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    executed_price = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    margin_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    trade_value_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    leverage = table.Column<int>(type: "integer", nullable: false),
                    margin_mode = table.Column<string>(type: "text", nullable: false),
                    stop_loss_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    take_profit_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    trailing_stop_percent = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    fee_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    realized_pnl = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    close_reason = table.Column<string>(type: "text", nullable: true),
                    owed_fraction = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: true),
                    exchange_order_id = table.Column<string>(type: "text", nullable: true),
                    client_order_id = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    after_trade_id = table.Column<long>(type: "bigint", nullable: true),
                    whale_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    filled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trades", x => x.id);
                    table.CheckConstraint("ck_trades_close_reason", "close_reason in ('MANUAL', 'STOP_LOSS', 'TAKE_PROFIT', 'TRAILING_STOP', 'WHALE_EXIT', 'LIQUIDATION', 'AUTO_DELEVERAGE', 'EXTERNAL', 'PANIC', 'DRAWDOWN_STOP', 'PROTECTION_FAILED')");
                    table.CheckConstraint("ck_trades_exchange", "exchange in ('BINANCE', 'OKX', 'BYBIT', 'BITGET')");
                    table.CheckConstraint("ck_trades_kind", "kind in ('OPEN', 'INCREASE', 'REDUCE', 'CLOSE')");
                    table.CheckConstraint("ck_trades_margin_mode", "margin_mode in ('ISOLATED', 'CROSS')");
                    table.CheckConstraint("ck_trades_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_trades_order_type", "order_type in ('MARKET', 'LIMIT_IOC')");
                    table.CheckConstraint("ck_trades_position_side", "position_side in ('LONG', 'SHORT')");
                    table.CheckConstraint("ck_trades_quantity", "quantity > 0 and filled_quantity >= 0");
                    table.CheckConstraint("ck_trades_quantity_unit", "quantity_unit in ('BASE', 'CONTRACTS')");
                    table.CheckConstraint("ck_trades_side", "side in ('BUY', 'SELL')");
                    table.CheckConstraint("ck_trades_status", "status in ('PENDING', 'EXECUTING', 'FILLED', 'PARTIALLY_FILLED', 'FAILED', 'CANCELLED', 'SKIPPED', 'UNKNOWN')");
                    table.CheckConstraint("ck_trades_trade_type", "trade_type in ('SPOT', 'FUTURES')");
                    table.ForeignKey(
                        name: "fk_trades_positions_position_id",
                        column: x => x.position_id,
                        principalTable: "positions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_tasks_task_id",
                        column: x => x.task_id,
                        principalTable: "tasks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_trades_after_trade_id",
                        column: x => x.after_trade_id,
                        principalTable: "trades",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_user_whale_follows_follow_id",
                        column: x => x.follow_id,
                        principalTable: "user_whale_follows",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_whale_signals_signal_id",
                        column: x => x.signal_id,
                        principalTable: "whale_signals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_trades_whales_whale_id",
                        column: x => x.whale_id,
                        principalTable: "whales",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reservations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    trade_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    api_key_id = table.Column<long>(type: "bigint", nullable: false),
                    market = table.Column<string>(type: "text", nullable: false),
                    amount_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    worst_loss_usdt = table.Column<decimal>(type: "numeric(38,18)", precision: 38, scale: 18, nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reservations", x => x.id);
                    table.CheckConstraint("ck_reservations_amount", "amount_usdt >= 0 and worst_loss_usdt >= 0");
                    table.CheckConstraint("ck_reservations_market", "market in ('SPOT', 'USD-M', 'COIN-M')");
                    table.CheckConstraint("ck_reservations_status", "status in ('HELD', 'USED', 'RELEASED')");
                    table.ForeignKey(
                        name: "fk_reservations_trades_trade_id",
                        column: x => x.trade_id,
                        principalTable: "trades",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reservations_user_api_keys_api_key_id",
                        column: x => x.api_key_id,
                        principalTable: "user_api_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_user_id_created_at",
                table: "audit_log",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_open",
                table: "dead_letters",
                column: "created_at",
                filter: "retried_at is null and dropped_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_dead_letters_user_id",
                table: "dead_letters",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_decisions_follow_id",
                table: "decisions",
                column: "follow_id");

            migrationBuilder.CreateIndex(
                name: "ix_decisions_signal_id_user_id",
                table: "decisions",
                columns: new[] { "signal_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_decisions_user_id_id",
                table: "decisions",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_fills_order_id",
                table: "fills",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_fills_position_id",
                table: "fills",
                column: "position_id");

            migrationBuilder.CreateIndex(
                name: "ix_fills_trade_id",
                table: "fills",
                column: "trade_id");

            migrationBuilder.CreateIndex(
                name: "ux_fills_venue_fill",
                table: "fills",
                columns: new[] { "api_key_id", "market", "symbol", "venue_fill_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_api_key_id",
                table: "ledger_entries",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_entry_key",
                table: "ledger_entries",
                column: "entry_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_position_id",
                table: "ledger_entries",
                column: "position_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_trade_id",
                table: "ledger_entries",
                column: "trade_id");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_user_id_created_at",
                table: "ledger_entries",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_notifications_queue",
                table: "notifications",
                column: "next_attempt_at",
                filter: "status = 'PENDING'");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_user_id_dedupe_key",
                table: "notifications",
                columns: new[] { "user_id", "dedupe_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notifications_user_id_id",
                table: "notifications",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_client_order_id",
                table: "orders",
                column: "client_order_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_fills_owed",
                table: "orders",
                column: "ended_at",
                filter: "filled_quantity > 0 and fills_booked_at is null and ended_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_orders_in_flight",
                table: "orders",
                columns: new[] { "api_key_id", "symbol" },
                filter: "status in ('PREPARED', 'SENT', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN')");

            migrationBuilder.CreateIndex(
                name: "ix_orders_user_id",
                table: "orders",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ux_orders_intent",
                table: "orders",
                columns: new[] { "owner", "owner_id", "leg", "sequence", "attempt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_positions_api_key_id",
                table: "positions",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_positions_entry_trade_id",
                table: "positions",
                column: "entry_trade_id");

            migrationBuilder.CreateIndex(
                name: "ix_positions_exit_trade_id",
                table: "positions",
                column: "exit_trade_id");

            migrationBuilder.CreateIndex(
                name: "ix_positions_follow_id",
                table: "positions",
                column: "follow_id");

            migrationBuilder.CreateIndex(
                name: "ix_positions_owed_queue",
                table: "positions",
                column: "owed_next_at",
                filter: "status in ('OPEN', 'CLOSING') and owed_close_reason is not null");

            migrationBuilder.CreateIndex(
                name: "ix_positions_protection_queue",
                table: "positions",
                column: "next_protection_at",
                filter: "protection in ('PENDING', 'UNPROTECTED')");

            migrationBuilder.CreateIndex(
                name: "ix_positions_source",
                table: "positions",
                columns: new[] { "whale_id", "source_symbol" },
                filter: "status in ('OPEN', 'CLOSING')");

            migrationBuilder.CreateIndex(
                name: "ix_positions_symbol_status",
                table: "positions",
                columns: new[] { "symbol", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_positions_sync_queue",
                table: "positions",
                column: "next_sync_at",
                filter: "status in ('OPEN', 'CLOSING')");

            migrationBuilder.CreateIndex(
                name: "ix_positions_uid",
                table: "positions",
                column: "uid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_positions_user_status",
                table: "positions",
                columns: new[] { "user_id", "status", "closed_at" });

            migrationBuilder.CreateIndex(
                name: "ux_positions_one_copy",
                table: "positions",
                columns: new[] { "user_id", "whale_id", "source_market", "source_symbol", "source_side" },
                unique: true,
                filter: "status in ('OPEN', 'CLOSING') and whale_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_reservations_api_key_id_market_settled_at",
                table: "reservations",
                columns: new[] { "api_key_id", "market", "settled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_reservations_held",
                table: "reservations",
                column: "user_id",
                filter: "status = 'HELD'");

            migrationBuilder.CreateIndex(
                name: "ix_reservations_trade_id",
                table: "reservations",
                column: "trade_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_subscriptions_user_id_expires_at",
                table: "subscriptions",
                columns: new[] { "user_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_position_id",
                table: "tasks",
                column: "position_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_queue",
                table: "tasks",
                column: "next_attempt_at",
                filter: "status in ('queued', 'running')");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_signal_id",
                table: "tasks",
                column: "signal_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_user_id_idempotency_key",
                table: "tasks",
                columns: new[] { "user_id", "idempotency_key" },
                unique: true,
                filter: "idempotency_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_totp_recovery_codes_user_id_code_hash",
                table: "totp_recovery_codes",
                columns: new[] { "user_id", "code_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_trades_after_trade_id",
                table: "trades",
                column: "after_trade_id");

            migrationBuilder.CreateIndex(
                name: "ix_trades_api_key_id",
                table: "trades",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_trades_follow_id",
                table: "trades",
                column: "follow_id");

            migrationBuilder.CreateIndex(
                name: "ix_trades_queue",
                table: "trades",
                column: "next_attempt_at",
                filter: "status in ('PENDING', 'EXECUTING', 'UNKNOWN')");

            migrationBuilder.CreateIndex(
                name: "ix_trades_task_id",
                table: "trades",
                column: "task_id");

            migrationBuilder.CreateIndex(
                name: "ix_trades_uid",
                table: "trades",
                column: "uid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_trades_user_newest",
                table: "trades",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_trades_user_status",
                table: "trades",
                columns: new[] { "user_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_trades_whale_id",
                table: "trades",
                column: "whale_id");

            migrationBuilder.CreateIndex(
                name: "ux_trades_one_closer",
                table: "trades",
                column: "position_id",
                unique: true,
                filter: "kind in ('REDUCE', 'CLOSE') and status in ('PENDING', 'EXECUTING', 'UNKNOWN')");

            migrationBuilder.CreateIndex(
                name: "ux_trades_signal_user",
                table: "trades",
                columns: new[] { "signal_id", "user_id" },
                unique: true,
                filter: "signal_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_user_api_keys_exchange_key_fingerprint",
                table: "user_api_keys",
                columns: new[] { "exchange", "key_fingerprint" },
                unique: true,
                filter: "removed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_user_api_keys_next_balance_at",
                table: "user_api_keys",
                column: "next_balance_at",
                filter: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_user_api_keys_user_id",
                table: "user_api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_whale_follows_user_id_whale_id",
                table: "user_whale_follows",
                columns: new[] { "user_id", "whale_id" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_user_whale_follows_whale_id",
                table: "user_whale_follows",
                column: "whale_id",
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_users_subscription_tier",
                table: "users",
                column: "subscription_tier");

            migrationBuilder.CreateIndex(
                name: "ix_users_telegram_id",
                table: "users",
                column: "telegram_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_whale_answers_taken_at",
                table: "whale_answers",
                column: "taken_at");

            migrationBuilder.CreateIndex(
                name: "ix_whale_answers_whale_id_taken_at",
                table: "whale_answers",
                columns: new[] { "whale_id", "taken_at" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_closed_positions_whale_id_closed_at",
                table: "whale_closed_positions",
                columns: new[] { "whale_id", "closed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_closed_positions_whale_id_source_key",
                table: "whale_closed_positions",
                columns: new[] { "whale_id", "source_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_whale_monitors_exchange_tier_next_poll_at",
                table: "whale_monitors",
                columns: new[] { "exchange", "tier", "next_poll_at" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_cex_symbol",
                table: "whale_signals",
                column: "cex_symbol");

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_linked_signal_id",
                table: "whale_signals",
                column: "linked_signal_id");

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_queue",
                table: "whale_signals",
                column: "next_attempt_at",
                filter: "status in ('PENDING', 'PROCESSING')");

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_status_detected",
                table: "whale_signals",
                columns: new[] { "status", "detected_at" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_tx_hash",
                table: "whale_signals",
                column: "tx_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_whale_signals_whale_id_id",
                table: "whale_signals",
                columns: new[] { "whale_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_stats_max_drawdown_whale_id",
                table: "whale_stats",
                columns: new[] { "max_drawdown", "whale_id" });

            migrationBuilder.CreateIndex(
                name: "ix_whale_stats_refresh_queue",
                table: "whale_stats",
                column: "next_refresh_at");

            migrationBuilder.CreateIndex(
                name: "ix_whale_stats_roi30d_whale_id",
                table: "whale_stats",
                columns: new[] { "roi30d", "whale_id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_whale_stats_roi7d_whale_id",
                table: "whale_stats",
                columns: new[] { "roi7d", "whale_id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_whale_stats_win_rate_whale_id",
                table: "whale_stats",
                columns: new[] { "win_rate", "whale_id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_whales_data_status_priority",
                table: "whales",
                columns: new[] { "data_status", "priority_score" });

            migrationBuilder.CreateIndex(
                name: "ix_whales_exchange_exchange_uid",
                table: "whales",
                columns: new[] { "exchange", "exchange_uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_whales_exchange_status",
                table: "whales",
                columns: new[] { "exchange", "data_status" });

            migrationBuilder.CreateIndex(
                name: "ix_whales_followers_count_id",
                table: "whales",
                columns: new[] { "followers_count", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_whales_score_id",
                table: "whales",
                columns: new[] { "score", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_whales_wallet_address",
                table: "whales",
                column: "wallet_address",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_fills_positions_position_id",
                table: "fills",
                column: "position_id",
                principalTable: "positions",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_fills_trades_trade_id",
                table: "fills",
                column: "trade_id",
                principalTable: "trades",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_ledger_entries_positions_position_id",
                table: "ledger_entries",
                column: "position_id",
                principalTable: "positions",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_ledger_entries_trades_trade_id",
                table: "ledger_entries",
                column: "trade_id",
                principalTable: "trades",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_positions_trades_entry_trade_id",
                table: "positions",
                column: "entry_trade_id",
                principalTable: "trades",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_positions_trades_exit_trade_id",
                table: "positions",
                column: "exit_trade_id",
                principalTable: "trades",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_positions_user_api_keys_api_key_id",
                table: "positions");

            migrationBuilder.DropForeignKey(
                name: "fk_trades_user_api_keys_api_key_id",
                table: "trades");

            migrationBuilder.DropForeignKey(
                name: "fk_positions_users_user_id",
                table: "positions");

            migrationBuilder.DropForeignKey(
                name: "fk_tasks_users_user_id",
                table: "tasks");

            migrationBuilder.DropForeignKey(
                name: "fk_trades_users_user_id",
                table: "trades");

            migrationBuilder.DropForeignKey(
                name: "fk_user_whale_follows_users_user_id",
                table: "user_whale_follows");

            migrationBuilder.DropForeignKey(
                name: "fk_positions_user_whale_follows_follow_id",
                table: "positions");

            migrationBuilder.DropForeignKey(
                name: "fk_trades_user_whale_follows_follow_id",
                table: "trades");

            migrationBuilder.DropForeignKey(
                name: "fk_tasks_whale_signals_signal_id",
                table: "tasks");

            migrationBuilder.DropForeignKey(
                name: "fk_trades_whale_signals_signal_id",
                table: "trades");

            migrationBuilder.DropForeignKey(
                name: "fk_tasks_positions_position_id",
                table: "tasks");

            migrationBuilder.DropForeignKey(
                name: "fk_trades_positions_position_id",
                table: "trades");

            migrationBuilder.DropTable(
                name: "account_balances");

            migrationBuilder.DropTable(
                name: "account_instruments");

            migrationBuilder.DropTable(
                name: "account_markets");

            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "dead_letters");

            migrationBuilder.DropTable(
                name: "decisions");

            migrationBuilder.DropTable(
                name: "fills");

            migrationBuilder.DropTable(
                name: "follow_residuals");

            migrationBuilder.DropTable(
                name: "ledger_entries");

            migrationBuilder.DropTable(
                name: "notifications");

            migrationBuilder.DropTable(
                name: "reservations");

            migrationBuilder.DropTable(
                name: "subscriptions");

            migrationBuilder.DropTable(
                name: "totp_recovery_codes");

            migrationBuilder.DropTable(
                name: "user_settings");

            migrationBuilder.DropTable(
                name: "whale_answers");

            migrationBuilder.DropTable(
                name: "whale_closed_positions");

            migrationBuilder.DropTable(
                name: "whale_monitors");

            migrationBuilder.DropTable(
                name: "whale_snapshots");

            migrationBuilder.DropTable(
                name: "whale_sources");

            migrationBuilder.DropTable(
                name: "whale_stats");

            migrationBuilder.DropTable(
                name: "orders");

            migrationBuilder.DropTable(
                name: "user_api_keys");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "user_whale_follows");

            migrationBuilder.DropTable(
                name: "whale_signals");

            migrationBuilder.DropTable(
                name: "positions");

            migrationBuilder.DropTable(
                name: "trades");

            migrationBuilder.DropTable(
                name: "tasks");

            migrationBuilder.DropTable(
                name: "whales");
        }
    }
}
