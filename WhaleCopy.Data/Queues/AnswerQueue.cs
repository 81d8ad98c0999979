using Npgsql;

namespace WhaleCopy.Data.Queues;


/// <summary>The answers of sources as they came: kept for a while, read for a replay, forgotten in portions.</summary>
public sealed class AnswerQueue(NpgsqlDataSource dataSource)
{
    private const int Portion = 5_000;

    /// <summary>The whale's answers from a moment on, oldest first, one at a time.</summary>
    public async IAsyncEnumerable<AnswerRecord> ReadAsync(
        long whaleId, DateTimeOffset from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select taken_at, snapshot_number, bodies from whale_answers where whale_id = $1 and taken_at >= $2 order by taken_at, id");
        command.Parameters.Add(new() { Value = whaleId });
        command.Parameters.Add(new() { Value = from });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            yield return new AnswerRecord(rows.GetFieldValue<DateTimeOffset>(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
    }

    /// <summary>The names of the signals that were stored of a whale.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadSignalsAsync(long whaleId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select tx_hash, id from whale_signals where whale_id = $1");
        command.Parameters.Add(new() { Value = whaleId });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            ids[rows.GetString(0)] = rows.GetInt64(1);
        return ids;
    }

    /// <summary>Finds a whale by our id or by his id at a venue.</summary>
    /// <returns>Id, exchange and uid; null where nobody is called that, or several are.</returns>
    public async Task<(long Id, string Exchange, string Uid, decimal Score)?> FindAsync(string whale, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select id, exchange, exchange_uid, score from whales where exchange is not null and (id::text = $1 or exchange_uid = $1 or wallet_address = $1) limit 2");
        command.Parameters.Add(new() { Value = whale });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        if (!await rows.ReadAsync(cancellationToken))
            return null;
        var found = (rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetDecimal(3));
        return await rows.ReadAsync(cancellationToken) ? null : found;
    }

    /// <summary>Forgets what is older.</summary>
    /// <returns>How many; there may be more where it is a whole portion.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "delete from whale_answers where id in (select id from whale_answers where taken_at < $1 order by taken_at limit $2 for update skip locked)");
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = Portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlBatchCommand Command(long whaleId, AnswerRecord answer) =>
        new("insert into whale_answers (whale_id, taken_at, snapshot_number, bodies) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = whaleId },
                new() { Value = answer.TakenAt },
                new() { Value = answer.SnapshotNumber },
                new() { Value = answer.Bodies },
            },
        };
}
