using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Configurations;

internal sealed class WhaleTable : IEntityTypeConfiguration<WhaleRow>
{
    public void Configure(EntityTypeBuilder<WhaleRow> builder)
    {
        builder.ToTable("whales", table =>
        {
            table.HasCheckConstraint("ck_whales_priority_score", "priority_score between 1 and 100");
            table.HasCheckConstraint("ck_whales_score", "score between 0 and 100");
            table.HasCheckConstraint("ck_whales_source", "whale_type <> 'CEX_TRADER' or (exchange is not null and exchange_uid is not null)");
        });
        builder.HasIndex(whale => whale.WalletAddress).IsUnique().HasDatabaseName("ix_whales_wallet_address");
        builder.HasIndex(whale => new { whale.Exchange, whale.ExchangeUid }).IsUnique();
        builder.HasIndex(whale => new { whale.Exchange, whale.DataStatus }).HasDatabaseName("ix_whales_exchange_status");
        builder.HasIndex(whale => new { whale.DataStatus, whale.PriorityScore }).HasDatabaseName("ix_whales_data_status_priority");
        builder.HasIndex(whale => new { whale.Score, whale.Id }).IsDescending();
        builder.HasIndex(whale => new { whale.FollowersCount, whale.Id }).IsDescending();

        // The filters in the order people see most: what few whales pass is found without passing the others.
        builder.HasIndex(whale => new { whale.Exchange, whale.Score, whale.Id }).IsDescending(false, true, true);
        builder.HasIndex(whale => new { whale.Rank, whale.Score, whale.Id }).IsDescending(false, true, true);
        builder.HasIndex(whale => new { whale.DataStatus, whale.Score, whale.Id }).IsDescending(false, true, true);
        builder.HasIndex(whale => new { whale.Name, whale.ExchangeUid }).HasMethod("gin").HasOperators("gin_trgm_ops", "gin_trgm_ops")
            .HasDatabaseName("ix_whales_search");
        builder.HasOne(whale => whale.Stats).WithOne().HasForeignKey<WhaleStatsRow>(stats => stats.WhaleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(whale => whale.Monitor).WithOne().HasForeignKey<WhaleMonitorRow>(monitor => monitor.WhaleId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WhaleMarketTable : IEntityTypeConfiguration<WhaleMarketRow>
{
    public void Configure(EntityTypeBuilder<WhaleMarketRow> builder)
    {
        builder.ToTable("whale_markets");
        builder.HasKey(market => new { market.Market, market.WhaleId });
        builder.HasOne<WhaleRow>().WithMany(whale => whale.Markets).HasForeignKey(market => market.WhaleId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WhaleMonitorTable : IEntityTypeConfiguration<WhaleMonitorRow>
{
    public void Configure(EntityTypeBuilder<WhaleMonitorRow> builder)
    {
        builder.ToTable("whale_monitors");
        builder.HasKey(monitor => monitor.WhaleId);
        builder.Property(monitor => monitor.WhaleId).ValueGeneratedNever();
        builder.Property(monitor => monitor.State).HasColumnType("jsonb");
        builder.HasIndex(monitor => new { monitor.Exchange, monitor.Tier, monitor.NextPollAt });
        // Updated with every poll: room on the page keeps most updates off the indexes' back.
        builder.HasStorageParameter("fillfactor", 70);
    }
}

internal sealed class WhaleSnapshotTable : IEntityTypeConfiguration<WhaleSnapshotRow>
{
    public void Configure(EntityTypeBuilder<WhaleSnapshotRow> builder)
    {
        builder.ToTable("whale_snapshots");
        builder.HasKey(snapshot => new { snapshot.WhaleId, snapshot.Number });
        builder.Property(snapshot => snapshot.Positions).HasColumnType("jsonb");
        builder.HasOne<WhaleRow>().WithMany().HasForeignKey(snapshot => snapshot.WhaleId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WhaleStatsTable : IEntityTypeConfiguration<WhaleStatsRow>
{
    public void Configure(EntityTypeBuilder<WhaleStatsRow> builder)
    {
        builder.ToTable("whale_stats");
        builder.HasKey(stats => stats.WhaleId);
        builder.Property(stats => stats.WhaleId).ValueGeneratedNever();
        builder.Property(stats => stats.EquityCurve).HasColumnType("jsonb");
        builder.Property(stats => stats.SourceNumbers).HasColumnType("jsonb");
        builder.HasIndex(stats => stats.NextRefreshAt).HasDatabaseName("ix_whale_stats_refresh_queue");
        builder.HasIndex(stats => new { stats.Roi7d, stats.WhaleId }).IsDescending();
        builder.HasIndex(stats => new { stats.Roi30d, stats.WhaleId }).IsDescending();
        builder.HasIndex(stats => new { stats.WinRate, stats.WhaleId }).IsDescending();
        builder.HasIndex(stats => new { stats.MaxDrawdown, stats.WhaleId });
    }
}

internal sealed class WhaleClosedPositionTable : IEntityTypeConfiguration<WhaleClosedPositionRow>
{
    public void Configure(EntityTypeBuilder<WhaleClosedPositionRow> builder)
    {
        builder.ToTable("whale_closed_positions");
        builder.HasOne<WhaleRow>().WithMany().HasForeignKey(position => position.WhaleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(position => new { position.WhaleId, position.SourceKey }).IsUnique();
        builder.HasIndex(position => new { position.WhaleId, position.ClosedAt });
    }
}

internal sealed class WhaleAnswerTable : IEntityTypeConfiguration<WhaleAnswerRow>
{
    public void Configure(EntityTypeBuilder<WhaleAnswerRow> builder)
    {
        builder.ToTable("whale_answers");
        builder.HasOne<WhaleRow>().WithMany().HasForeignKey(answer => answer.WhaleId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(answer => new { answer.WhaleId, answer.TakenAt });
        builder.HasIndex(answer => answer.TakenAt);
    }
}

internal sealed class WhaleSourceTable : IEntityTypeConfiguration<WhaleSourceRow>
{
    public void Configure(EntityTypeBuilder<WhaleSourceRow> builder)
    {
        builder.ToTable("whale_sources");
        builder.HasKey(source => source.Name);
    }
}

internal sealed class FollowTable : IEntityTypeConfiguration<FollowRow>
{
    public void Configure(EntityTypeBuilder<FollowRow> builder)
    {
        builder.ToTable("user_whale_follows", table =>
        {
            table.HasCheckConstraint("ck_follows_stop", "stop_loss_percent is null or (stop_loss_percent > 0 and stop_loss_percent < 100)");
            table.HasCheckConstraint("ck_follows_leverage", "leverage is null or leverage between 1 and 125");
            table.HasCheckConstraint("ck_follows_slippage", "max_slippage_percent is null or max_slippage_percent between 0.1 and 3");
        });
        builder.HasOne(follow => follow.User).WithMany(user => user.Follows).HasForeignKey(follow => follow.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(follow => follow.Whale).WithMany().HasForeignKey(follow => follow.WhaleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(follow => new { follow.UserId, follow.WhaleId }).IsUnique().HasFilter("ended_at is null");
        builder.HasIndex(follow => follow.WhaleId).HasFilter("ended_at is null");
    }
}

internal sealed class FollowResidualTable : IEntityTypeConfiguration<FollowResidualRow>
{
    public void Configure(EntityTypeBuilder<FollowResidualRow> builder)
    {
        builder.ToTable("follow_residuals");
        builder.HasKey(residual => new { residual.FollowId, residual.Market, residual.Symbol, residual.Side });
        builder.HasOne<FollowRow>().WithMany().HasForeignKey(residual => residual.FollowId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WhaleSignalTable : IEntityTypeConfiguration<WhaleSignalRow>
{
    public void Configure(EntityTypeBuilder<WhaleSignalRow> builder)
    {
        builder.ToTable("whale_signals", table =>
        {
            table.HasCheckConstraint("ck_whale_signals_fraction", "fraction > 0");
            table.HasCheckConstraint("ck_whale_signals_confidence_score", "confidence_score between 0 and 100");
            table.HasCheckConstraint("ck_whale_signals_close", "is_close_signal = (kind = 'CLOSE')");
        });
        builder.HasOne(signal => signal.Whale).WithMany().HasForeignKey(signal => signal.WhaleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WhaleSignalRow>().WithMany().HasForeignKey(signal => signal.LinkedSignalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(signal => signal.TxHash).IsUnique();
        builder.HasIndex(signal => new { signal.Status, signal.DetectedAt }).HasDatabaseName("ix_whale_signals_status_detected");
        builder.HasIndex(signal => signal.NextAttemptAt).HasFilter("status in ('PENDING', 'PROCESSING')").HasDatabaseName("ix_whale_signals_queue");
        builder.HasIndex(signal => signal.CexSymbol).HasDatabaseName("ix_whale_signals_cex_symbol");
        builder.HasIndex(signal => new { signal.WhaleId, signal.Id });
    }
}
