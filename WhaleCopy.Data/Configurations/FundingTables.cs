using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Configurations;

internal sealed class FundingReadingTable : IEntityTypeConfiguration<FundingReadingRow>
{
    public void Configure(EntityTypeBuilder<FundingReadingRow> builder)
    {
        builder.ToTable("funding_readings");
        builder.HasKey(reading => new { reading.ApiKeyId, reading.Market });
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(reading => reading.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FundingChargeTable : IEntityTypeConfiguration<FundingChargeRow>
{
    public void Configure(EntityTypeBuilder<FundingChargeRow> builder)
    {
        builder.ToTable("funding_charges");
        builder.HasOne<UserApiKeyRow>().WithMany().HasForeignKey(charge => charge.ApiKeyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(charge => new { charge.ApiKeyId, charge.Market, charge.VenueChargeId }).IsUnique()
            .HasDatabaseName("ux_funding_charges_venue_charge");
    }
}
