using Npgsql;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone.Folders;
using WhaleCopy.Standalone.Postgres;

namespace WhaleCopy.Services.Tests.Standalone;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly EphemeralFolder _folder = EphemeralFolder.Create();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            await first.EnsureDatabaseAsync("whalecopy", Cancelled);
            await ExecuteAsync(first, "create table seen(id int); insert into seen values (7)");
        }

        await using var second = await StartAsync();
        await second.EnsureDatabaseAsync("whalecopy", Cancelled);

        Assert.Equal(7, await ExecuteAsync(second, "select id from seen"));
    }

    [Fact]
    public async Task Leftover_server_of_the_same_cluster_is_stopped_at_the_next_start()
    {
        var leftover = await StartAsync();

        await using var next = await StartAsync();

        await leftover.Ended.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Cancelled);
        await next.EnsureDatabaseAsync("whalecopy", Cancelled);
    }

    [Fact]
    public async Task Stopped_server_leaves_no_process_file_behind()
    {
        var server = await StartAsync();
        var processFile = Path.Combine((await SettingsAsync()).Cluster, "postmaster.pid");
        Assert.True(File.Exists(processFile));

        await server.DisposeAsync();

        Assert.True(server.Ended.IsCompletedSuccessfully);
        Assert.False(File.Exists(processFile));
    }

    [Fact]
    public async Task Process_file_that_names_a_stranger_harms_nobody()
    {
        await using (await StartAsync())
        {
        }

        var cluster = (await SettingsAsync()).Cluster;
        await File.WriteAllTextAsync(Path.Combine(cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{cluster}\n", Cancelled);

        await Postmaster.StopLeftoverAsync(await SettingsAsync(), TimeProvider.System, Cancelled);
    }

    [Fact]
    public async Task Lost_secrets_are_explained()
    {
        await using (await StartAsync())
        {
        }

        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync("another password"));

        Assert.Contains("made with other secrets", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_of_another_version_is_explained()
    {
        var settings = await SettingsAsync();
        Directory.CreateDirectory(settings.Cluster);
        await File.WriteAllTextAsync(Path.Combine(settings.Cluster, "PG_VERSION"), "15\n", Cancelled);

        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync());

        Assert.Contains("was made by PostgreSQL 15", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_cluster_is_explained_with_the_servers_own_words()
    {
        await using (await StartAsync())
        {
        }

        File.Delete(Path.Combine((await SettingsAsync()).Cluster, "global", "pg_control"));

        var failure = await Assert.ThrowsAsync<StartupException>(() => StartAsync());

        Assert.Contains("global/pg_control", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private async Task<EmbeddedPostgresSettings> SettingsAsync(string password = "test")
    {
        var user = UnprivilegedUser.ForThisProcess();
        return new EmbeddedPostgresSettings
        {
            Cluster = MachineFolders.Cluster(_folder.Path, user),
            Binaries = await PostgresBinaries.EnsureAsync(user, TimeProvider.System, Cancelled),
            User = user,
            Password = password,
            IsDurable = true,
        };
    }

    private async Task<EmbeddedPostgres> StartAsync(string password = "test")
        => await EmbeddedPostgres.StartAsync(await SettingsAsync(password), TimeProvider.System, Cancelled);

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres server, string statement)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("whalecopy") + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
