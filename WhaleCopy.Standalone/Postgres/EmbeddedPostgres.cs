using System.Globalization;
using Npgsql;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Postgres;

/// <summary>A PostgreSQL server of our own, on a free loopback port.</summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>Owner of everything in the cluster.</summary>
    public const string Role = "whalecopy";

    private const string MaintenanceDatabase = "postgres";
    private const int MostPortAttempts = 5;
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(2);

    private readonly EmbeddedPostgresSettings _settings;
    private readonly Postmaster _postmaster;

    private EmbeddedPostgres(EmbeddedPostgresSettings settings, Postmaster postmaster, int port)
    {
        _settings = settings;
        _postmaster = postmaster;
        Port = port;
    }

    public int Port { get; }

    public string Version => _settings.Binaries.Version;

    /// <summary>Completes when the server is gone, asked or not.</summary>
    public Task Ended => _postmaster.Ended;

    /// <summary>Makes the cluster where there is none, stops a leftover server, starts, and waits until it answers.</summary>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await Postmaster.StopLeftoverAsync(settings, timeProvider, cancellationToken);
        if (!Directory.Exists(settings.Cluster))
        {
            await InitializeAsync(settings, cancellationToken);
        }

        RequireSameMajorVersion(settings);
        var log = "";
        for (var attempt = 0; attempt < MostPortAttempts; attempt++)
        {
            var port = LoopbackPort.FindFree();
            var postmaster = Postmaster.Start(settings, Arguments(settings, port), timeProvider);
            var server = new EmbeddedPostgres(settings, postmaster, port);
            try
            {
                if (await server.IsReadyAsync(timeProvider, cancellationToken))
                {
                    return server;
                }
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await postmaster.Ended;
            log = postmaster.ReadLog();
            if (!log.Contains("Address already in use", StringComparison.OrdinalIgnoreCase))
            {
                break;
            }
        }

        throw new StartupException($"PostgreSQL did not start in {settings.Cluster}: {LastWords(log)}");
    }

    /// <summary>How to reach <paramref name="database"/> on this server.</summary>
    public string ConnectionString(string database) => Connection(database).ConnectionString;

    /// <summary>Creates the database unless it exists.</summary>
    public async Task EnsureDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(MaintenanceDatabase));
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{database}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await _postmaster.StopAsync();

    // Made beside its place and moved there when complete: a half-made cluster is never taken for a whole one.
    private static async Task InitializeAsync(EmbeddedPostgresSettings settings, CancellationToken cancellationToken)
    {
        var work = settings.Cluster + ".new";
        var passwordFile = settings.Cluster + ".password";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
        await File.WriteAllTextAsync(passwordFile, "", cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (settings.User is { } user)
            {
                UnixFiles.ChangeOwner(work, user.UserId, user.GroupId);
                UnixFiles.ChangeOwner(passwordFile, user.UserId, user.GroupId);
            }
        }

        try
        {
            await File.WriteAllTextAsync(passwordFile, settings.Password, cancellationToken);
            List<string> command =
            [
                settings.Binaries.InitDb, "-D", work, "-U", Role, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8", .. settings.IsDurable ? Array.Empty<string>() : ["--no-sync"],
            ];
            await Tool.RequireAsync("initdb", settings.User?.Wrap(command) ?? command, Path.GetTempPath(), cancellationToken, ("LC_ALL", "C"));
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(work, settings.Cluster);
    }

    private static IReadOnlyList<string> Arguments(EmbeddedPostgresSettings settings, int port)
    {
        List<(string Name, string Value)> parameters =
        [
            ("port", port.ToString(CultureInfo.InvariantCulture)),
            ("listen_addresses", "127.0.0.1"),
            ("unix_socket_directories", ""),
            ("max_connections", "300"),
            ("shared_buffers", "128MB"),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("max_parallel_workers_per_gather", "0"),
            ("jit", "off"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
        ];
        if (!settings.IsDurable)
        {
            parameters.AddRange([("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]);
        }

        return [.. parameters.SelectMany(parameter => new[] { "-c", $"{parameter.Name}={parameter.Value}" })];
    }

    /// <summary>False when the process ended before it answered.</summary>
    private async Task<bool> IsReadyAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestRecovery, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString(MaintenanceDatabase)) { Pooling = false, Timeout = 5 }.ConnectionString;
        while (!_postmaster.Ended.IsCompleted)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(either.Token);
                return true;
            }
            catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new StartupException($"the database in {_settings.Cluster} was made with other secrets. Restore the data folder's secrets.json, or choose another folder with --data", wrong);
            }
            catch (NpgsqlException)
            {
                // Not yet: nothing listens, or it says that it is starting up.
                await Task.WhenAny(_postmaster.Ended, Task.Delay(TimeSpan.FromMilliseconds(30), timeProvider, either.Token));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new StartupException($"PostgreSQL in {_settings.Cluster} did not answer within {LongestRecovery.TotalMinutes} minutes. See {_postmaster.LogPath}");
            }
        }

        return false;
    }

    private static void RequireSameMajorVersion(EmbeddedPostgresSettings settings)
    {
        var made = File.ReadAllText(Path.Combine(settings.Cluster, "PG_VERSION")).Trim();
        var ours = settings.Binaries.Version.Split('.')[0];
        if (made != ours)
        {
            throw new StartupException($"the database in {settings.Cluster} was made by PostgreSQL {made}, this is {ours}. Choose another folder with --data");
        }
    }

    private static string LastWords(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal))
               ?? (lines.Length > 0 ? string.Join(' ', lines.TakeLast(3)) : "it ended without a word");
    }

    private NpgsqlConnectionStringBuilder Connection(string database)
        => new() { Host = "127.0.0.1", Port = Port, Username = Role, Password = _settings.Password, Database = database };
}
