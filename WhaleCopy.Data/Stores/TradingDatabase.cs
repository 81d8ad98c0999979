using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace WhaleCopy.Data.Stores;

/// <summary>Opens the transactions of the copy engine. No transaction spans a call to a venue.</summary>
public sealed class TradingDatabase
{
    // A process that is paused while it holds locks must not hold up everybody's money: the server ends its transaction.
    private const string IdleLimit = "set local idle_in_transaction_session_timeout = '5s'";

    private readonly NpgsqlDataSource _dataSource;

    public TradingDatabase(NpgsqlDataSource dataSource, IDbContextFactory<WhaleCopyDbContext> contexts)
    {
        _dataSource = dataSource;
        using var context = contexts.CreateDbContext();
        Model = context.Model;
    }

    internal IModel Model { get; }

    /// <summary>A transaction at READ COMMITTED: what it must not miss it locks first and reads after.</summary>
    public async Task<TradingSession> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var limit = new NpgsqlCommand(IdleLimit, connection, transaction);
            await limit.ExecuteNonQueryAsync(cancellationToken);
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
}

/// <summary>One transaction; rolled back unless committed.</summary>
public sealed class TradingSession : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    internal TradingSession(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    internal NpgsqlConnection Connection { get; }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    internal NpgsqlBatch Batch() => new(Connection, _transaction);
}
