using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Standalone;

public sealed class PostgresFixtureTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Database_has_the_products_schema()
    {
        await using var look = postgres.DataSource.CreateCommand("select count(*) from whale_signals");

        Assert.Equal(0L, await look.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Databases_share_nothing()
    {
        await using var other = Npgsql.NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using (var create = postgres.DataSource.CreateCommand("create table mine(id int)"))
        {
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var look = other.CreateCommand("select to_regclass('mine') is null");

        Assert.Equal(true, await look.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
