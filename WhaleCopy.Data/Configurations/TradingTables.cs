using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Configurations;

internal sealed class DecisionTable : IEntityTypeConfiguration<DecisionRow>
{
    public void Configure(EntityTypeBuilder<DecisionRow> builder)
    {
        builder.ToTable("decisions");
        builder.Property(decision => decision.Numbers).HasColumnType("jsonb");
        builder.HasOne<WhaleSignalRow>().WithMany().HasForeignKey(decision => decision.SignalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserRow>().WithMany().HasForeignKey(decision => decision.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<FollowRow>().WithMany().HasForeignKey(decision => decision.FollowId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(decision => new { decision.SignalId, decision.UserId }).IsUnique();
        builder.HasIndex(decision => new { decision.UserId, decision.Id });
    }
}

internal sealed class TradeTable : IEntityTypeConfiguration<TradeRow>
{
    public void Configure(EntityTypeBuilder<TradeRow> builder)
    {
        builder.ToTable("trades", table => table.HasCheckConstraint("ck_trades_quantity", "quantity > 0 and filled_quantity >= 0"));
        builder.HasOne<UserRow>().WithMany().HasForeignKey(trade => trade.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WhaleSignalRow>().WithMany().HasForeignKey(trade => trade.SignalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WhaleRow>().WithMany().HasForeignKey(trade => trade.WhaleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<FollowRow>().WithMany().HasForeignKey(trade => trade.FollowId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PositionRow>().WithMany().HasForeignKey(trade => trade.PositionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(trade => trade.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TaskRow>().WithMany().HasForeignKey(trade => trade.TaskId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(trade => trade.AfterTradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(trade => trade.Uid).IsUnique();
        builder.HasIndex(trade => new { trade.SignalId, trade.UserId }).IsUnique().HasFilter("signal_id is not null")
            .HasDatabaseName("ux_trades_signal_user");
        builder.HasIndex(trade => trade.PositionId).IsUnique()
            .HasFilter("kind in ('REDUCE', 'CLOSE') and status in ('PENDING', 'EXECUTING', 'UNKNOWN')").HasDatabaseName("ux_trades_one_closer");
        builder.HasIndex(trade => new { trade.UserId, trade.Status }).HasDatabaseName("ix_trades_user_status");
        builder.HasIndex(trade => trade.WhaleId).HasDatabaseName("ix_trades_whale_id");
        builder.HasIndex(trade => new { trade.UserId, trade.Id }).HasDatabaseName("ix_trades_user_newest");
        builder.HasIndex(trade => trade.NextAttemptAt).HasFilter("status in ('PENDING', 'EXECUTING', 'UNKNOWN')").HasDatabaseName("ix_trades_queue");
        builder.HasIndex(trade => trade.ApiKeyId).HasFilter("status in ('PENDING', 'EXECUTING', 'UNKNOWN')").HasDatabaseName("ix_trades_account_in_flight");
    }
}

internal sealed class OrderTable : IEntityTypeConfiguration<OrderRow>
{
    public void Configure(EntityTypeBuilder<OrderRow> builder)
    {
        builder.ToTable("orders", table =>
        {
            table.HasCheckConstraint("ck_orders_quantity", "quantity > 0 and filled_quantity >= 0");
            table.HasCheckConstraint("ck_orders_attempt", "sequence >= 0 and attempt >= 1");
            table.HasCheckConstraint("ck_orders_sent", "status in ('PREPARED', 'REJECTED', 'NEVER_ACCEPTED') or signed_at is not null");
        });
        builder.HasOne<UserRow>().WithMany().HasForeignKey(order => order.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(order => order.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(order => new { order.Owner, order.OwnerId, order.Leg, order.Sequence, order.Attempt }).IsUnique()
            .HasDatabaseName("ux_orders_intent");
        builder.HasIndex(order => order.ClientOrderId).IsUnique();
        builder.HasIndex(order => new { order.ApiKeyId, order.Symbol })
            .HasFilter("status in ('PREPARED', 'SENT', 'ACCEPTED', 'PARTIALLY_FILLED', 'UNKNOWN')").HasDatabaseName("ix_orders_in_flight");
        builder.HasIndex(order => order.EndedAt).HasFilter("filled_quantity > 0 and fills_booked_at is null and ended_at is not null")
            .HasDatabaseName("ix_orders_fills_owed");
        builder.HasIndex(order => new { order.ApiKeyId, order.Market, order.Symbol, order.EndedAt }).HasFilter("owner = 'TRADE'")
            .HasDatabaseName("ix_orders_account_trades");
    }
}

internal sealed class FillTable : IEntityTypeConfiguration<FillRow>
{
    public void Configure(EntityTypeBuilder<FillRow> builder)
    {
        builder.ToTable("fills", table => table.HasCheckConstraint("ck_fills_quantity", "quantity > 0 and price > 0"));
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(fill => fill.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<OrderRow>().WithMany().HasForeignKey(fill => fill.OrderId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(fill => fill.TradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PositionRow>().WithMany().HasForeignKey(fill => fill.PositionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(fill => new { fill.ApiKeyId, fill.Market, fill.Symbol, fill.VenueFillId }).IsUnique()
            .HasDatabaseName("ux_fills_venue_fill");
    }
}

internal sealed class ReservationTable : IEntityTypeConfiguration<ReservationRow>
{
    public void Configure(EntityTypeBuilder<ReservationRow> builder)
    {
        builder.ToTable("reservations", table => table.HasCheckConstraint("ck_reservations_amount", "amount_usdt >= 0 and worst_loss_usdt >= 0"));
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(reservation => reservation.TradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(reservation => reservation.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(reservation => reservation.TradeId).IsUnique();
        builder.HasIndex(reservation => new { reservation.ApiKeyId, reservation.Market, reservation.SettledAt });
        builder.HasIndex(reservation => new { reservation.UserId, reservation.SettledAt });
        builder.HasIndex(reservation => reservation.UserId).HasFilter("status = 'HELD'").HasDatabaseName("ix_reservations_held");
    }
}

internal sealed class TransferTable : IEntityTypeConfiguration<TransferRow>
{
    public void Configure(EntityTypeBuilder<TransferRow> builder)
    {
        builder.ToTable("transfers", table => table.HasCheckConstraint("ck_transfers_amount", "amount > 0 and from_market <> to_market"));
        builder.HasKey(transfer => transfer.TradeId);
        builder.Property(transfer => transfer.TradeId).ValueGeneratedNever();
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(transfer => transfer.TradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(transfer => transfer.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(transfer => new { transfer.UserId, transfer.SentAt });
        builder.HasIndex(transfer => transfer.SentAt).HasFilter("status = 'SENT'").HasDatabaseName("ix_transfers_open");
    }
}

internal sealed class PositionTable : IEntityTypeConfiguration<PositionRow>
{
    public void Configure(EntityTypeBuilder<PositionRow> builder)
    {
        builder.ToTable("positions", table => table.HasCheckConstraint("ck_positions_quantity", "quantity >= 0 and entered_quantity >= quantity"));
        builder.HasOne<UserRow>().WithMany().HasForeignKey(position => position.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WhaleRow>().WithMany().HasForeignKey(position => position.WhaleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<FollowRow>().WithMany().HasForeignKey(position => position.FollowId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(position => position.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(position => position.EntryTradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(position => position.ExitTradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(position => position.Uid).IsUnique();
        builder.HasIndex(position => new { position.UserId, position.WhaleId, position.SourceMarket, position.SourceSymbol, position.SourceSide })
            .IsUnique().HasFilter("status in ('OPEN', 'CLOSING') and whale_id is not null").HasDatabaseName("ux_positions_one_copy");
        builder.HasIndex(position => new { position.UserId, position.Status, position.ClosedAt }).HasDatabaseName("ix_positions_user_status");
        builder.HasIndex(position => new { position.Symbol, position.Status }).HasDatabaseName("ix_positions_symbol_status");
        builder.HasIndex(position => new { position.FollowId, position.ClosedAt });
        builder.HasIndex(position => position.ClosedAt).HasFilter("closed_at is not null").HasDatabaseName("ix_positions_closed");
        builder.HasIndex(position => new { position.WhaleId, position.SourceSymbol }).HasFilter("status in ('OPEN', 'CLOSING')")
            .HasDatabaseName("ix_positions_source");
        builder.HasIndex(position => new { position.ApiKeyId, position.Market }).HasFilter("status in ('OPEN', 'CLOSING')")
            .HasDatabaseName("ix_positions_account_open");
        builder.HasIndex(position => position.NextSyncAt).HasFilter("status in ('OPEN', 'CLOSING')").HasDatabaseName("ix_positions_sync_queue");
        builder.HasIndex(position => position.OwedNextAt).HasFilter("status in ('OPEN', 'CLOSING') and owed_close_reason is not null")
            .HasDatabaseName("ix_positions_owed_queue");
        builder.HasIndex(position => position.NextProtectionAt).HasFilter("protection in ('PENDING', 'UNPROTECTED')")
            .HasDatabaseName("ix_positions_protection_queue");
    }
}

internal sealed class LedgerEntryTable : IEntityTypeConfiguration<LedgerEntryRow>
{
    public void Configure(EntityTypeBuilder<LedgerEntryRow> builder)
    {
        builder.ToTable("ledger_entries");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(entry => entry.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(entry => entry.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TradeRow>().WithMany().HasForeignKey(entry => entry.TradeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PositionRow>().WithMany().HasForeignKey(entry => entry.PositionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(entry => entry.EntryKey).IsUnique();
        builder.HasIndex(entry => new { entry.UserId, entry.CreatedAt });
    }
}
