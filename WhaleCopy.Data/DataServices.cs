using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace WhaleCopy.Data;

/// <summary>Registers the schema on the data source that ServiceDefaults registers under the connection name <c>whalecopy</c>.</summary>
public static class DataServices
{
    public static IServiceCollection AddWhaleCopyData(this IServiceCollection services)
    {
        services.AddPooledDbContextFactory<WhaleCopyDbContext>((provider, options) =>
            Configure(options, provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<WhaleCopyDbContext>>().CreateDbContext());
        services.AddSingleton<DatabaseMigrator>();
        return services;
    }

    /// <summary>The options every context of this schema is built with.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        options.UseNpgsql(dataSource).UseSnakeCaseNamingConvention();
}
