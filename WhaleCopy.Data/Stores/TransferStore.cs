using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>The only writer of transfers between users' own wallets.</summary>
public sealed class TransferStore(TradingDatabase database)
{
    private readonly RowReader<TransferRow> _rows = new(database.Model);
    private readonly RowReader<TradeRow> _trades = new(database.Model);

    /// <summary>
    /// Commits a transfer before it is sent, if its trade is still this executor's and has had none, the user still allows it and his
    /// key can. A withdrawal of the trade is waited for.
    /// </summary>
    public async Task<TransferStart> StartAsync(TransferRow transfer, string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            with held as (
                select * from trades where id = $1 and lease_owner = $2 and lease_until > $3 and status = 'PENDING' for no key update),
            begun as (
                insert into transfers (trade_id, user_id, api_key_id, exchange, from_market, to_market, asset, amount, status, sent_at)
                select t.id, t.user_id, t.api_key_id, t.exchange, $4, $5, $6, $7, 'SENT', $3
                from held t
                join user_settings s on s.user_id = t.user_id and s.auto_transfer
                join user_api_keys k on k.id = t.api_key_id and k.can_transfer and k.removed_at is null
                on conflict (trade_id) do nothing
                returning trade_id)
            select (select count(*) from held), (select count(*) from begun)
            """,
            transfer.TradeId, owner, now, WireName<Market>.Of(transfer.FromMarket), WireName<Market>.Of(transfer.ToMarket), transfer.Asset, transfer.Amount);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetInt64(0) == 0 ? TransferStart.NotHeld : reader.GetInt64(1) == 0 ? TransferStart.NotBegun : TransferStart.Begun;
    }

    /// <summary>The transfer of a trade; null where none was begun.</summary>
    public async Task<TransferRow?> FindAsync(long tradeId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select * from transfers where trade_id = $1", tradeId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _rows.ReadAllAsync(reader, cancellationToken)) is [var row] ? row : null;
    }

    /// <summary>Trades that ended (withdrawn, refused by a gate) without a word of the transfer that was begun for them before.</summary>
    /// <param name="sentBefore">Who began those is not at them any more.</param>
    /// <param name="most">So many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<TradeRow>> ReadLeftAsync(DateTimeOffset sentBefore, int most, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select t.* from transfers x join trades t on t.id = x.trade_id
            where x.status = 'SENT' and x.sent_at < $1 and t.status not in ('PENDING', 'EXECUTING', 'UNKNOWN')
            order by x.sent_at limit $2
            """,
            sentBefore, most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await _trades.ReadAllAsync(reader, cancellationToken);
    }

    /// <summary>
    /// Writes what became of it, in the transaction that tells its user. An answer that was seen stays, whoever did not see it.
    /// </summary>
    /// <returns>False where its end is known already: there is nothing to tell.</returns>
    public static async Task<bool> EndAsync(TradingSession session, TransferRow transfer, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(
            """
            update transfers set status = $2, venue_transfer_id = nullif($3, ''), reason = nullif($4, ''), ended_at = $5
            where trade_id = $1 and status in ('SENT', 'UNKNOWN')
            """,
            transfer.TradeId, WireName<TransferStatus>.Of(transfer.Status), transfer.VenueTransferId ?? "", transfer.Reason ?? "", transfer.EndedAt!.Value));
        return await batch.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}

/// <summary>Whether a transfer may be sent.</summary>
public enum TransferStart
{
    /// <summary>Its row is committed: it is to be sent.</summary>
    Begun,

    /// <summary>There is one of this trade already, or it is not allowed any more.</summary>
    NotBegun,

    /// <summary>The trade was withdrawn, or is another executor's, or will be: the lease ran out.</summary>
    NotHeld,
}
