using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace WhaleCopy.Data;

/// <summary>For the migration tool only: it reads the model and opens no connection.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<WhaleCopyDbContext>
{
    public WhaleCopyDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<WhaleCopyDbContext>().UseNpgsql("Host=design-time").UseSnakeCaseNamingConvention().Options);
}
