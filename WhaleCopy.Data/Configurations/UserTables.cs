using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Configurations;

internal sealed class UserTable : IEntityTypeConfiguration<UserRow>
{
    public void Configure(EntityTypeBuilder<UserRow> builder)
    {
        builder.ToTable("users");
        builder.HasIndex(user => user.TelegramId).IsUnique().HasDatabaseName("ix_users_telegram_id");
        builder.HasIndex(user => user.SubscriptionTier).HasDatabaseName("ix_users_subscription_tier");
        builder.HasOne(user => user.Settings).WithOne().HasForeignKey<UserSettingsRow>(settings => settings.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UserSettingsTable : IEntityTypeConfiguration<UserSettingsRow>
{
    public void Configure(EntityTypeBuilder<UserSettingsRow> builder)
    {
        builder.ToTable("user_settings", table =>
        {
            table.HasCheckConstraint("ck_user_settings_stop", "stop_loss_percent > 0 and stop_loss_percent < 100");
            table.HasCheckConstraint("ck_user_settings_leverage", "default_leverage between 1 and 125 and max_leverage between 1 and 125");
            table.HasCheckConstraint("ck_user_settings_delay", "auto_copy_delay_seconds between 0 and 30");
            table.HasCheckConstraint("ck_user_settings_sizes", "max_trade_size_usdt > 0 and daily_loss_limit_usdt >= 0 and max_open_positions >= 0");
        });
        builder.HasKey(settings => settings.UserId);
        builder.Property(settings => settings.UserId).ValueGeneratedNever();
    }
}

internal sealed class UserApiKeyTable : IEntityTypeConfiguration<UserApiKeyRow>
{
    public void Configure(EntityTypeBuilder<UserApiKeyRow> builder)
    {
        builder.ToTable("user_api_keys", table =>
            table.HasCheckConstraint("ck_user_api_keys_no_withdrawal", "not (is_active and can_withdraw)"));
        builder.HasOne(key => key.User).WithMany(user => user.ApiKeys).HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(key => new { key.Exchange, key.KeyFingerprint }).IsUnique().HasFilter("removed_at is null");
        builder.HasIndex(key => key.UserId);
        builder.HasIndex(key => key.NextBalanceAt).HasFilter("is_active");
    }
}

internal sealed class AccountBalanceTable : IEntityTypeConfiguration<AccountBalanceRow>
{
    public void Configure(EntityTypeBuilder<AccountBalanceRow> builder)
    {
        builder.ToTable("account_balances");
        builder.HasKey(balance => new { balance.ApiKeyId, balance.Market, balance.Asset });
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(balance => balance.ApiKeyId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountMarketTable : IEntityTypeConfiguration<AccountMarketRow>
{
    public void Configure(EntityTypeBuilder<AccountMarketRow> builder)
    {
        builder.ToTable("account_markets");
        builder.HasKey(row => new { row.ApiKeyId, row.Market });
        builder.Property(row => row.Positions).HasColumnType("jsonb");
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(row => row.ApiKeyId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountInstrumentTable : IEntityTypeConfiguration<AccountInstrumentRow>
{
    public void Configure(EntityTypeBuilder<AccountInstrumentRow> builder)
    {
        builder.ToTable("account_instruments");
        builder.HasKey(row => new { row.ApiKeyId, row.Market, row.Symbol });
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(row => row.ApiKeyId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TotpRecoveryCodeTable : IEntityTypeConfiguration<TotpRecoveryCodeRow>
{
    public void Configure(EntityTypeBuilder<TotpRecoveryCodeRow> builder)
    {
        builder.ToTable("totp_recovery_codes");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(code => new { code.UserId, code.CodeHash }).IsUnique();
    }
}

internal sealed class SubscriptionTable : IEntityTypeConfiguration<SubscriptionRow>
{
    public void Configure(EntityTypeBuilder<SubscriptionRow> builder)
    {
        builder.ToTable("subscriptions", table => table.HasCheckConstraint("ck_subscriptions_period", "expires_at > started_at"));
        builder.HasOne<UserRow>().WithMany().HasForeignKey(subscription => subscription.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(subscription => new { subscription.UserId, subscription.ExpiresAt });
    }
}

internal sealed class AuditLogTable : IEntityTypeConfiguration<AuditLogRow>
{
    public void Configure(EntityTypeBuilder<AuditLogRow> builder)
    {
        builder.ToTable("audit_log");
        builder.Property(entry => entry.Details).HasColumnType("jsonb");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(entry => entry.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(entry => new { entry.UserId, entry.CreatedAt });
    }
}
