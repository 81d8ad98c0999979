using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace WhaleCopy.Data.Stores;

/// <summary>Opens the transactions of the copy engine. No transaction spans a call to a venue.</summary>
public sealed class TradingDatabase
{
    // For what is only read again where it is lost: the commit does not wait for the disk. It is never lost before a commit that came
    // after it, because the log is written in its order: what was decided on a reading is not there without it.
    private const string NoWait = "select set_config('synchronous_commit', 'off', true)";

    private readonly NpgsqlDataSource _dataSource;

    public TradingDatabase(NpgsqlDataSource dataSource, IDbContextFactory<WhaleCopyDbContext> contexts)
    {
        _dataSource = dataSource;
        using var context = contexts.CreateDbContext();
        Model = context.Model;
    }

    internal IModel Model { get; }

    /// <summary>
    /// True where nothing of a transaction that failed so is stored for certain. Where the connection broke, the commit may have been
    /// made: what is done again then could be done twice, so its caller is told instead, and finds out by reading.
    /// </summary>
    public static bool IsRolledBack(Exception failure) => failure is not NpgsqlException
        || (failure is PostgresException { SqlState: var state } && state[..2] is not ("08" or "57" or "58" or "XX")); // the server is going, or broke

    /// <summary>A transaction at READ COMMITTED: what it must not miss it locks first and reads after.</summary>
    public async Task<TradingSession> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            return new TradingSession(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>One statement, its own transaction.</summary>
    internal NpgsqlCommand Command(string sql, params IReadOnlyList<object> parameters)
    {
        var command = _dataSource.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    internal NpgsqlBatch Batch() => _dataSource.CreateBatch();

    /// <summary>Statements in a transaction of their own that need not outlive the server: readings, and leases that end anyway.</summary>
    internal NpgsqlBatch PassingBatch()
    {
        var batch = _dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NoWait));
        return batch;
    }
}

/// <summary>One transaction; rolled back unless committed.</summary>
public sealed class TradingSession : IAsyncDisposable
{
    // A process that is paused while it holds locks must not hold up everybody's money: the server ends its transaction. It travels
    // with the first statements, which are the ones that lock.
    private const string IdleLimit = "set local idle_in_transaction_session_timeout = '5s'";

    private readonly NpgsqlTransaction _transaction;
    private bool _isLimited;

    internal TradingSession(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    internal NpgsqlConnection Connection { get; }

    /// <summary>A transaction that somebody else began and ends.</summary>
    internal static TradingSession Within(NpgsqlTransaction transaction) =>
        new(transaction.Connection ?? throw new InvalidOperationException("The transaction has ended."), transaction);

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    internal NpgsqlBatch Batch()
    {
        var batch = new NpgsqlBatch(Connection, _transaction);
        if (!_isLimited)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(IdleLimit));
        _isLimited = true;
        return batch;
    }
}
