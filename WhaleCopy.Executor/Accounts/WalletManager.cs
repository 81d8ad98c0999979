using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Accounts;

/// <summary>
/// Moves money between a user's own wallets for an entry that was planned with it: once a trade, committed before it is sent, and
/// always told to the user. Some venues know no id of ours for a transfer, so one whose answer was not seen is never repeated.
/// </summary>
internal sealed class WalletManager(
    TransferStore store,
    TradingDatabase database,
    TradeStore trades,
    VenueTraders traders,
    AccountDirectory directory,
    AccountReader accounts,
    ExecutorInstance instance,
    ILogger<WalletManager> logger)
{
    /// <summary>Sees to it that the money of an entry is in its wallet.</summary>
    public async Task<Funding> EnsureAsync(TradeRow trade, UserApiKeyRow key, CancellationToken cancellationToken)
    {
        if (WalletTransfers.SourceOf(trade.Exchange, trade.Market) is not { } source)
            return Funding.Ready;
        var transfer = new TransferRow
        {
            TradeId = trade.Id,
            UserId = trade.UserId,
            ApiKeyId = trade.ApiKeyId,
            Exchange = trade.Exchange,
            FromMarket = source,
            ToMarket = trade.Market,
            Asset = WalletTransfers.Asset,
            Amount = trade.TransferUsdt,
            Status = TransferStatus.Sent,
            SentAt = instance.Now,
        };
        switch (await store.StartAsync(transfer, instance.Name, instance.Now, cancellationToken))
        {
            case TransferStart.NotHeld:
                return Funding.NotOurs;
            case TransferStart.NotBegun:
                return await FoundAsync(trade, key, cancellationToken);
        }

        var request = new TransferRequest(source, trade.Market, transfer.Asset, transfer.Amount, trade.Uid.ToString("N"));
        switch (await traders[trade.Exchange].TransferAsync(directory.Open(key), request, CancellationToken.None))
        {
            case TransferOutcome.Done done:
                transfer.VenueTransferId = done.TransferId;
                return await MadeAsync(trade, key, transfer);
            case TransferOutcome.NotNeeded:
                return await MadeAsync(trade, key, transfer);
            case TransferOutcome.Refused refused:
                WalletLog.Refused(logger, trade.Id, refused.Code);
                transfer.Status = TransferStatus.Refused;
                transfer.Reason = $"the venue refused to move {Notices.Moving(transfer)}: {refused.Message} ({refused.Code})";
                await EndAsync(transfer, null); // the trade's own message tells it
                return new Funding.Missing("TRANSFER_REFUSED", transfer.Reason);
            case TransferOutcome.Unknown unknown:
                WalletLog.Unknown(logger, trade.Id, unknown.Reason);
                return await JudgeAsync(trade, key, transfer, cancellationToken);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Ends what was begun for entries that ended without it: an executor died over it, and nobody will ask for it any more.</summary>
    /// <param name="sentBefore">Who began those is not at them any more.</param>
    /// <param name="most">So many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were found.</returns>
    public async Task<int> EndLeftAsync(DateTimeOffset sentBefore, int most, CancellationToken cancellationToken)
    {
        var left = await store.ReadLeftAsync(sentBefore, most, cancellationToken);
        foreach (var trade in left)
        {
            if (await store.FindAsync(trade.Id, CancellationToken.None) is { Status: TransferStatus.Sent } transfer)
                WalletLog.Unknown(logger, trade.Id, await LoseAsync(trade, transfer));
        }

        return left.Count;
    }

    /// <summary>Begun before, by an executor that died or by this one: it is not repeated.</summary>
    private async Task<Funding> FoundAsync(TradeRow trade, UserApiKeyRow key, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(trade.Id, cancellationToken);
        return found?.Status switch
        {
            null => new Funding.Missing("TRANSFER_NOT_MADE", "money may not be moved for it any more: the setting or the key changed"),
            TransferStatus.Done => Funding.Ready,
            TransferStatus.Refused => new Funding.Missing("TRANSFER_REFUSED", found.Reason ?? "the venue refused the transfer"),
            TransferStatus.Sent or TransferStatus.Unknown => await JudgeAsync(trade, key, found, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Nobody saw the answer. Where the money is there the entry goes on; the transfer stays unknown, and its user is told so.</summary>
    private async Task<Funding> JudgeAsync(TradeRow trade, UserApiKeyRow key, TransferRow transfer, CancellationToken cancellationToken)
    {
        var isThere = await IsThereAsync(trade, key, transfer, cancellationToken);
        var reason = await LoseAsync(trade, transfer);
        return isThere ? Funding.Ready : new Funding.Missing("TRANSFER_UNKNOWN", reason);
    }

    /// <summary>Ends a transfer whose answer nobody saw, and tells its user.</summary>
    /// <returns>The reason.</returns>
    private async Task<string> LoseAsync(TradeRow trade, TransferRow transfer)
    {
        transfer.Status = TransferStatus.Unknown;
        transfer.Reason = $"whether {Notices.Moving(transfer)} were moved is not known, and it is not repeated";
        await EndAsync(transfer, Notices.MoveUnknown(trade, transfer, instance.Now));
        return transfer.Reason;
    }

    private async Task<bool> IsThereAsync(TradeRow trade, UserApiKeyRow key, TransferRow transfer, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await traders[trade.Exchange].ReadBalancesAsync(directory.Open(key), trade.Market, cancellationToken);
            return reading.Assets.Where(asset => asset.Asset == transfer.Asset).Sum(asset => asset.Available) >= trade.MarginUsdt;
        }
        catch (VenueException exception)
        {
            WalletLog.NotRead(logger, key.Id, exception.Message);
            return false;
        }
    }

    private async Task<Funding> MadeAsync(TradeRow trade, UserApiKeyRow key, TransferRow transfer)
    {
        transfer.Status = TransferStatus.Done;
        await EndAsync(transfer, Notices.Moved(trade, transfer, instance.Now));
        WalletLog.Moved(logger, trade.Id, transfer.Amount);
        try
        {
            // What was planned next must not count the same money again.
            await accounts.RefreshAsync(key, transfer.FromMarket, CancellationToken.None);
        }
        catch (VenueException exception)
        {
            WalletLog.NotRead(logger, key.Id, exception.Message);
        }

        return Funding.Ready;
    }

    private async Task EndAsync(TransferRow transfer, NotificationRow? notification)
    {
        transfer.EndedAt = instance.Now;
        var changes = new TradingChanges();
        await using var session = await database.BeginAsync(CancellationToken.None);
        if (await TransferStore.EndAsync(session, transfer, CancellationToken.None) && notification is not null)
            changes.Notifications.Add(notification);
        await trades.SaveAsync(session, changes, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
    }
}

/// <summary>Whether an entry's money is where it is needed.</summary>
internal abstract record Funding
{
    private Funding()
    {
    }

    /// <summary>It is.</summary>
    public static Funding Ready { get; } = new InPlace();

    /// <summary>The entry is not this executor's any more; whose it is sees to its money.</summary>
    public static Funding NotOurs { get; } = new Left();

    /// <summary>It is not, and the entry cannot be sent.</summary>
    public sealed record Missing(string Code, string Reason) : Funding;

    public sealed record InPlace : Funding;

    public sealed record Left : Funding;
}
