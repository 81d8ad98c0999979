using Npgsql;

namespace WhaleCopy.TestKit;

/// <summary>A database of its own for one test class, with the product's schema: <c>IClassFixture&lt;PostgresFixture&gt;</c>.</summary>
public sealed class PostgresFixture(PostgresServer server) : IAsyncLifetime
{
    private NpgsqlDataSource? _dataSource;

    /// <summary>For a service's <c>ConnectionStrings:whalecopy</c>.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>For looking into the database.</summary>
    public NpgsqlDataSource DataSource => _dataSource ??= NpgsqlDataSource.Create(ConnectionString);

    /// <summary>A further empty database beside this one, for a test that must not share even with its class.</summary>
    public Task<string> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    public async ValueTask InitializeAsync() => ConnectionString = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        await server.DropDatabaseAsync(ConnectionString);
    }
}
