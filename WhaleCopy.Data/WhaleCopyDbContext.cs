using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data.Configurations;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data;

/// <summary>The one schema. Which service writes what: docs/architecture.md, "Table ownership".</summary>
public sealed class WhaleCopyDbContext(DbContextOptions<WhaleCopyDbContext> options) : DbContext(options)
{
    public DbSet<UserRow> Users => Set<UserRow>();
    public DbSet<UserSettingsRow> UserSettings => Set<UserSettingsRow>();
    public DbSet<UserApiKeyRow> UserApiKeys => Set<UserApiKeyRow>();
    public DbSet<AccountBalanceRow> AccountBalances => Set<AccountBalanceRow>();
    public DbSet<AccountMarketRow> AccountMarkets => Set<AccountMarketRow>();
    public DbSet<AccountInstrumentRow> AccountInstruments => Set<AccountInstrumentRow>();
    public DbSet<TotpRecoveryCodeRow> TotpRecoveryCodes => Set<TotpRecoveryCodeRow>();
    public DbSet<SubscriptionRow> Subscriptions => Set<SubscriptionRow>();
    public DbSet<AuditLogRow> AuditLog => Set<AuditLogRow>();
    public DbSet<WhaleRow> Whales => Set<WhaleRow>();
    public DbSet<WhaleMarketRow> WhaleMarkets => Set<WhaleMarketRow>();
    public DbSet<WhaleMonitorRow> WhaleMonitors => Set<WhaleMonitorRow>();
    public DbSet<WhaleSnapshotRow> WhaleSnapshots => Set<WhaleSnapshotRow>();
    public DbSet<WhaleStatsRow> WhaleStats => Set<WhaleStatsRow>();
    public DbSet<WhaleClosedPositionRow> WhaleClosedPositions => Set<WhaleClosedPositionRow>();
    public DbSet<WhaleAnswerRow> WhaleAnswers => Set<WhaleAnswerRow>();
    public DbSet<WhaleSourceRow> WhaleSources => Set<WhaleSourceRow>();
    public DbSet<FollowRow> Follows => Set<FollowRow>();
    public DbSet<FollowResidualRow> FollowResiduals => Set<FollowResidualRow>();
    public DbSet<WhaleSignalRow> WhaleSignals => Set<WhaleSignalRow>();
    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();
    public DbSet<TradeRow> Trades => Set<TradeRow>();
    public DbSet<OrderRow> Orders => Set<OrderRow>();
    public DbSet<FillRow> Fills => Set<FillRow>();
    public DbSet<ReservationRow> Reservations => Set<ReservationRow>();
    public DbSet<TransferRow> Transfers => Set<TransferRow>();
    public DbSet<PositionRow> Positions => Set<PositionRow>();
    public DbSet<FundingReadingRow> FundingReadings => Set<FundingReadingRow>();
    public DbSet<FundingChargeRow> FundingCharges => Set<FundingChargeRow>();
    public DbSet<LedgerEntryRow> LedgerEntries => Set<LedgerEntryRow>();
    public DbSet<TaskRow> Tasks => Set<TaskRow>();
    public DbSet<DeadLetterRow> DeadLetters => Set<DeadLetterRow>();
    public DbSet<VenueCircuitRow> VenueCircuits => Set<VenueCircuitRow>();
    public DbSet<NotificationRow> Notifications => Set<NotificationRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<decimal>().HavePrecision(38, 18);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Trusted and shipped with every PostgreSQL: the database's owner may create it.
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(WhaleCopyDbContext).Assembly);
        EnumsAsText.Apply(modelBuilder);
    }
}
