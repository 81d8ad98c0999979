using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Configurations;

internal sealed class TaskTable : IEntityTypeConfiguration<TaskRow>
{
    public void Configure(EntityTypeBuilder<TaskRow> builder)
    {
        builder.ToTable("tasks");
        builder.Property(task => task.Id).ValueGeneratedNever();
        builder.Property(task => task.Payload).HasColumnType("jsonb");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(task => task.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WhaleSignalRow>().WithMany().HasForeignKey(task => task.SignalId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PositionRow>().WithMany().HasForeignKey(task => task.PositionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(task => new { task.UserId, task.IdempotencyKey }).IsUnique().HasFilter("idempotency_key is not null");
        builder.HasIndex(task => task.NextAttemptAt).HasFilter("status in ('queued', 'running')").HasDatabaseName("ix_tasks_queue");
    }
}

internal sealed class DeadLetterTable : IEntityTypeConfiguration<DeadLetterRow>
{
    public void Configure(EntityTypeBuilder<DeadLetterRow> builder)
    {
        builder.ToTable("dead_letters");
        builder.Property(letter => letter.Context).HasColumnType("jsonb");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(letter => letter.UserId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(letter => letter.CreatedAt).HasFilter("retried_at is null and dropped_at is null").HasDatabaseName("ix_dead_letters_open");
    }
}

internal sealed class NotificationTable : IEntityTypeConfiguration<NotificationRow>
{
    public void Configure(EntityTypeBuilder<NotificationRow> builder)
    {
        builder.ToTable("notifications");
        builder.Property(notification => notification.Data).HasColumnType("jsonb");
        builder.HasOne<UserRow>().WithMany().HasForeignKey(notification => notification.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(notification => new { notification.UserId, notification.DedupeKey }).IsUnique();
        builder.HasIndex(notification => notification.NextAttemptAt).HasFilter("status = 'PENDING'").HasDatabaseName("ix_notifications_queue");
        builder.HasIndex(notification => new { notification.UserId, notification.Id });
    }
}

internal sealed class VenueCircuitTable : IEntityTypeConfiguration<VenueCircuitRow>
{
    public void Configure(EntityTypeBuilder<VenueCircuitRow> builder)
    {
        builder.ToTable("venue_circuits");
        builder.HasKey(circuit => new { circuit.Instance, circuit.Exchange, circuit.Operation });
    }
}
