using WhaleCopy.Core;
using WhaleCopy.Core.Users;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>
/// Open copies of whales that cannot be seen, and what their follows want done with them. Each copy is acted upon once in one dark;
/// when its whale is back the mark is taken away.
/// </summary>
public sealed class DarkStore(TradingDatabase database)
{
    // Told with the change, in one statement: the user hears of what was done, and of nothing else.
    private const string Tell = """
        insert into notifications (user_id, kind, dedupe_key, title, body, data, status, created_at, attempts, next_attempt_at)
        select user_id, 'WHALE_DARK_ACTION', 'dark-action:' || id || ':' || extract(epoch from $2::timestamptz), $3, $4,
               jsonb_build_object('position_id', id, 'whale_id', whale_id), 'PENDING', $2, 0, $2
        from done
        on conflict (user_id, dedupe_key) do nothing
        returning id
        """;

    private const string IsStillDark = """
        p.id = $1 and p.status = 'OPEN' and p.dark_action_at is null
        and exists (select from whales w where w.id = p.whale_id and w.data_status = 'DARK')
        """;

    private readonly RowReader<PositionRow> _positions = new(database.Model);

    /// <summary>Copies that their follow's action is due for, without locking them.</summary>
    public async Task<IReadOnlyList<PositionRow>> ReadDueAsync(SourceDarkAction action, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select p.* from positions p
            join whales w on w.id = p.whale_id and w.data_status = 'DARK'
            join user_whale_follows f on f.id = p.follow_id and f.source_dark_action = $1
            where p.status = 'OPEN' and p.dark_action_at is null
            order by p.id limit $2
            """,
            WireName<SourceDarkAction>.Of(action), limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _positions.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>Makes the copy's close owed: who makes owed closes makes it.</summary>
    /// <returns>False where the whale is back, or somebody else was here first.</returns>
    public async Task<bool> CloseAsync(long positionId, DateTimeOffset now, string title, string body, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            with done as (
                update positions p
                set owed_close_reason = coalesce(p.owed_close_reason, 'MANUAL'), owed_fraction = 1, owed_next_at = $2, dark_action_at = $2
                where {IsStillDark}
                returning p.id, p.user_id, p.whale_id)
            {Tell}
            """,
            positionId, now, title, body);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Gives the copy a nearer stop: who keeps stops places it.</summary>
    /// <returns>False where the whale is back, somebody else was here first, or the stop is as near already.</returns>
    public async Task<bool> TightenAsync(
        long positionId, decimal stopLossPercent, DateTimeOffset now, string title, string body, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            with done as (
                update positions p
                set stop_loss_percent = $5, dark_action_at = $2,
                    protection = case when p.protection = 'PROTECTED' then 'PENDING' else p.protection end, next_protection_at = $2
                where {IsStillDark} and p.stop_loss_percent > $5
                returning p.id, p.user_id, p.whale_id)
            {Tell}
            """,
            positionId, now, title, body, stopLossPercent);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Takes the mark from the copies of whales that are back, so that the next dark is acted upon again.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("""
            update positions p set dark_action_at = null
            from whales w
            where p.dark_action_at is not null and p.status = 'OPEN' and w.id = p.whale_id and w.data_status <> 'DARK'
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
