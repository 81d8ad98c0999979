using System.Data;
using Npgsql;
using NpgsqlTypes;
using WhaleCopy.Core;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Data.Queues;

public sealed partial class WhaleMonitorQueue
{
    private const string SnapshotSql = """
        insert into whale_snapshots (whale_id, number, server_time, taken_at, positions)
        values ($1, $2, $3, $4, $5::jsonb)
        """;

    // The order of the drafts is the order of the ids: exits stand before entries in every queue that sorts by id.
    private const string SignalsSql = """
        insert into whale_signals (
            whale_id, tx_hash, snapshot_number, kind, action, side, market, cex_symbol, cex_available, leverage, margin_mode,
            is_close_signal, fraction, whale_size_change, whale_size, whale_size_unit, amount_usd, price_at_signal, reference_price,
            whale_equity_usdt, confidence, confidence_score, status, whale_changed_at, previous_complete_at, detected_at, trace_parent,
            link, attempts, next_attempt_at)
        select $1, d.tx_hash, d.snapshot_number, d.kind, d.action, d.side, d.market, d.symbol, true, d.leverage, d.margin_mode,
               d.kind = 'CLOSE', d.fraction, d.size_change, d.size, d.size_unit, d.amount_usd, d.price, d.reference_price,
               d.equity, d.confidence, d.confidence_score, 'PENDING', d.changed_at, d.previous_complete_at, d.detected_at, $2,
               d.link, 0, d.detected_at
        from unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::numeric[], $11::text[],
                    $12::numeric[], $13::numeric[], $14::numeric[], $15::text[], $16::numeric[], $17::numeric[], $18::numeric[],
                    $19::numeric[], $20::text[], $21::numeric[], $22::timestamptz[], $23::timestamptz[], $24::timestamptz[], $25::text[])
            with ordinality
            as d(tx_hash, snapshot_number, kind, action, side, market, symbol, leverage, margin_mode,
                 fraction, size_change, size, size_unit, amount_usd, price, reference_price,
                 equity, confidence, confidence_score, changed_at, previous_complete_at, detected_at, link, place)
        order by d.place
        on conflict (tx_hash) do nothing
        returning id, tx_hash
        """;

    private const string LinksSql = """
        update whale_signals s
        set linked_signal_id = other.id
        from unnest($1::text[], $2::text[]) as link(tx_hash, linked_tx_hash)
        join whale_signals other on other.tx_hash = link.linked_tx_hash
        where s.tx_hash = link.tx_hash and s.linked_signal_id is null
        """;

    private const string WhaleSql = """
        update whales
        set data_status = $2, sharing_recheck_at = $3,
            sharing_disabled_at = case when $2 <> 'SHARING_DISABLED' then null else coalesce(sharing_disabled_at, $4) end,
            equity_usdt = coalesce($5, equity_usdt), last_activity_at = coalesce($6, last_activity_at), tier = $7, priority_score = $8
        where id = $1
        """;

    private const string MessagesSql = """
        insert into notifications (user_id, kind, dedupe_key, title, body, data, status, created_at, attempts, next_attempt_at)
        select concerned.user_id, m.kind, m.dedupe_key, m.title, m.body, jsonb_build_object('whale_id', $1::bigint), 'PENDING', $2, 0, $2
        from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as m(kind, dedupe_key, title, body)
        cross join (
            select user_id from user_whale_follows where whale_id = $1 and ended_at is null
            union
            select user_id from positions where whale_id = $1 and status in ('OPEN', 'CLOSING')) concerned
        on conflict (user_id, dedupe_key) do nothing
        returning id, user_id
        """;

    /// <summary>
    /// Stores what a poll with news came to, in one transaction under its lease's token: state and snapshot number, the book, the
    /// signals, the whale's status, the messages to his followers, the next poll, the release.
    /// </summary>
    /// <returns>Null where the lease was lost: then nothing was written.</returns>
    public async Task<CommittedChange?> CommitAsync(MonitorOutcome outcome, MonitorChange change, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

        // The guard locks the monitor: a poller that lost its lease waits here for the new owner's commit, and then finds another token.
        await using (var guard = new NpgsqlCommand(OutcomesSql, connection, transaction))
        {
            AddOutcomes(guard.Parameters, [outcome]);
            if (await guard.ExecuteScalarAsync(cancellationToken) is null)
                return null;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(WhaleCommand(outcome, change));
        if (change.Snapshot is { } snapshot)
            batch.BatchCommands.Add(SnapshotCommand(outcome.WhaleId, snapshot));
        if (change.Signals.Count > 0)
            batch.BatchCommands.Add(SignalsCommand(outcome.WhaleId, change));
        if (change.Messages.Count > 0)
            batch.BatchCommands.Add(MessagesCommand(outcome, change.Messages));
        if (change.Signals.Any(signal => signal.LinkedTxHash is not null))
            batch.BatchCommands.Add(LinksCommand(change.Signals));
        if (change.Answer is { } answer)
            batch.BatchCommands.Add(AnswerQueue.Command(outcome.WhaleId, answer));
        if (change.Closed.Count > 0)
            batch.BatchCommands.Add(WhaleStatsQueue.ClosedCommand(outcome.WhaleId, change.Closed));
        if (change.Snapshot is { Markets.Count: > 0 } book)
            batch.BatchCommands.Add(WhaleStatsQueue.MarketsCommand(outcome.WhaleId, book.Markets));

        var committed = await ReadAsync(batch, change, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return committed;
    }

    private static async Task<CommittedChange> ReadAsync(NpgsqlBatch batch, MonitorChange change, CancellationToken cancellationToken)
    {
        // Only the signals and the messages answer rows, in this order.
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        var ids = new Dictionary<string, long>(change.Signals.Count, StringComparer.Ordinal);
        if (change.Signals.Count > 0)
        {
            while (await rows.ReadAsync(cancellationToken))
                ids[rows.GetString(1)] = rows.GetInt64(0);
            await rows.NextResultAsync(cancellationToken);
        }

        var told = new List<StoredMessage>();
        if (change.Messages.Count > 0)
        {
            while (await rows.ReadAsync(cancellationToken))
                told.Add(new StoredMessage(rows.GetInt64(0), rows.GetInt64(1)));
        }

        var stored = change.Signals.Where(draft => ids.ContainsKey(draft.TxHash)).Select(draft => new StoredSignal(ids[draft.TxHash], draft));
        return new CommittedChange([.. stored], told);
    }

    private static NpgsqlBatchCommand SnapshotCommand(long whaleId, SnapshotRecord snapshot) => new(SnapshotSql)
    {
        Parameters =
        {
            new() { Value = whaleId },
            new() { Value = snapshot.Number },
            new() { Value = snapshot.ServerTime },
            new() { Value = snapshot.TakenAt },
            new() { Value = snapshot.Positions },
        },
    };

    private static NpgsqlBatchCommand WhaleCommand(MonitorOutcome outcome, MonitorChange change) => new(WhaleSql)
    {
        Parameters =
        {
            new() { Value = outcome.WhaleId },
            new() { Value = WireName<WhaleDataStatus>.Of(change.DataStatus) },
            Instant(change.SharingRecheckAt),
            new() { Value = outcome.PolledAt },
            new() { Value = (object?)change.EquityUsdt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric },
            Instant(change.ActiveAt),
            new() { Value = WireName<PollingTier>.Of(outcome.Tier) },
            new() { Value = change.PriorityScore },
        },
    };

    private static NpgsqlBatchCommand SignalsCommand(long whaleId, MonitorChange change)
    {
        var drafts = change.Signals;
        return new(SignalsSql)
        {
            Parameters =
            {
                new() { Value = whaleId },
                Text(change.TraceParent),
                new() { Value = Array(drafts, draft => draft.TxHash) },
                new() { Value = Array(drafts, draft => draft.SnapshotNumber) },
                new() { Value = Array(drafts, draft => WireName<SignalKind>.Of(draft.Kind)) },
                new() { Value = Array(drafts, draft => WireName<OrderSide>.Of(draft.Action)) },
                new() { Value = Array(drafts, draft => WireName<PositionSide>.Of(draft.Key.Side)) },
                new() { Value = Array(drafts, draft => WireName<Market>.Of(draft.Key.Market)) },
                new() { Value = Array(drafts, draft => draft.Key.Symbol) },
                new() { Value = Array(drafts, draft => draft.Leverage) },
                new() { Value = Array(drafts, draft => draft.MarginMode is { } mode ? WireName<MarginMode>.Of(mode) : null) },
                new() { Value = Array(drafts, draft => draft.Fraction) },
                new() { Value = Array(drafts, draft => draft.SizeChange) },
                new() { Value = Array(drafts, draft => draft.Size) },
                new() { Value = Array(drafts, draft => WireName<SizeUnit>.Of(draft.SizeUnit)) },
                new() { Value = Array(drafts, draft => draft.AmountUsd) },
                new() { Value = Array(drafts, draft => draft.PriceAtSignal) },
                new() { Value = Array(drafts, draft => draft.ReferencePrice) },
                new() { Value = Array(drafts, draft => draft.EquityUsdt) },
                new() { Value = Array(drafts, draft => WireName<SignalConfidence>.Of(draft.Confidence)) },
                new() { Value = Array(drafts, draft => draft.ConfidenceScore) },
                new() { Value = Array(drafts, draft => draft.ChangedAt) },
                new() { Value = Array(drafts, draft => draft.PreviousCompleteAt) },
                new() { Value = Array(drafts, draft => draft.DetectedAt) },
                new() { Value = Array(drafts, draft => WireName<SignalLink>.Of(draft.Link)) },
            },
        };
    }

    private static NpgsqlBatchCommand LinksCommand(IReadOnlyList<SignalDraft> drafts)
    {
        var linked = drafts.Where(draft => draft.LinkedTxHash is not null).ToArray();
        return new(LinksSql)
        {
            Parameters =
            {
                new() { Value = Array(linked, draft => draft.TxHash) },
                new() { Value = Array(linked, draft => draft.LinkedTxHash!) },
            },
        };
    }

    private static NpgsqlBatchCommand MessagesCommand(MonitorOutcome outcome, IReadOnlyList<FollowerMessage> messages) => new(MessagesSql)
    {
        Parameters =
        {
            new() { Value = outcome.WhaleId },
            new() { Value = outcome.PolledAt },
            new() { Value = Array(messages, message => message.Kind) },
            new() { Value = Array(messages, message => message.DedupeKey) },
            new() { Value = Array(messages, message => message.Title) },
            new() { Value = Array(messages, message => message.Body) },
        },
    };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
