using System.Globalization;
using Npgsql;
using WhaleCopy.Standalone.Folders;
using WhaleCopy.Standalone.Hosting;
using WhaleCopy.Standalone.Postgres;

namespace WhaleCopy.TestKit;

/// <summary>
/// The PostgreSQL server of one test run: the one that <c>WHALECOPY_TEST_POSTGRES</c> names, else an embedded one,
/// fetched and started when the first test asks. Declared once a test project:
/// <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string ServerVariable = "WHALECOPY_TEST_POSTGRES";

    private readonly string _prefix = $"wct_{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
    private readonly Lazy<Task<string>> _template;
    private EphemeralFolder? _folder;
    private EmbeddedPostgres? _embedded;
    private string _server = "";
    private int _databases;

    public PostgresServer() => _template = new Lazy<Task<string>>(StartWithTemplateAsync);

    /// <summary>A new database with the product's schema; its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var template = await _template.Value;
        var name = $"{_prefix}_{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await ExecuteAsync($"create database {name} template {template}");
        return ConnectionString(name);
    }

    /// <summary>Removes a database that <see cref="CreateDatabaseAsync"/> made, whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
        => await ExecuteAsync($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    public async ValueTask DisposeAsync()
    {
        if (!_template.IsValueCreated)
        {
            return;
        }

        if (_embedded is null)
        {
            await ExecuteAsync($"drop database if exists {_prefix}_template with (force)");
            return;
        }

        await _embedded.DisposeAsync();
        _folder?.Dispose();
    }

    private async Task<string> StartWithTemplateAsync()
    {
        _server = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given ? given : await StartEmbeddedAsync();
        TestContext.Current.SendDiagnosticMessage(_embedded is null ? $"PostgreSQL of {ServerVariable}" : $"embedded PostgreSQL {_embedded.Version}");

        var template = $"{_prefix}_template";
        await ExecuteAsync($"drop database if exists {template} with (force)");
        await ExecuteAsync($"create database {template}");

        // Unpooled: a database that somebody is connected to cannot be copied.
        await Schema.MigrateAsync(new NpgsqlConnectionStringBuilder(ConnectionString(template)) { Pooling = false }.ConnectionString, CancellationToken.None);
        return template;
    }

    private async Task<string> StartEmbeddedAsync()
    {
        var user = UnprivilegedUser.ForThisProcess();
        var binaries = await PostgresBinaries.EnsureAsync(user, TimeProvider.System, CancellationToken.None);
        _folder = EphemeralFolder.Create();
        var settings = new EmbeddedPostgresSettings
        {
            Cluster = MachineFolders.Cluster(_folder.Path, user),
            Binaries = binaries,
            User = user,
            Password = "test",
            IsDurable = false,
        };
        _embedded = await EmbeddedPostgres.StartAsync(settings, TimeProvider.System, CancellationToken.None);
        return _embedded.ConnectionString("postgres");
    }

    private string ConnectionString(string database)
        => new NpgsqlConnectionStringBuilder(_server) { Database = database, MaxPoolSize = 20, IncludeErrorDetail = true }.ConnectionString;

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
