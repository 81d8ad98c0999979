using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using static WhaleCopy.Contracts.Executor.CheckApiKeyResponse.Types;

namespace WhaleCopy.Executor.Grpc;

/// <summary>Asks a venue what a key may do. One that can withdraw is refused, whatever else it can.</summary>
internal sealed class KeyCheck(AccountDirectory directory, VenueTraders traders)
{
    public async Task<CheckApiKeyResponse> CheckAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        var name = WireName<Venue>.Of(key.Exchange);
        if (traders.Find(key.Exchange) is not { } trader)
            return Answer(Verdict.Refused, "VENUE_NOT_TRADED", $"{name} is not traded here yet.");
        try
        {
            return Judge(await trader.ReadKeyPermissionsAsync(directory.Open(key), cancellationToken), name);
        }
        catch (VenueException failure) when (failure.Meaning == VenueErrorMeaning.InvalidKey)
        {
            return Answer(Verdict.Refused, "KEY_INVALID", $"{name} does not accept this key: {failure.VenueMessage}");
        }
        catch (VenueException failure)
        {
            return Answer(Verdict.Unavailable, "VENUE_UNAVAILABLE", $"{name} could not be asked ({WireName<VenueErrorMeaning>.Of(failure.Meaning)}). Try again in a minute.");
        }
        catch (CryptographicException)
        {
            return Answer(Verdict.Unavailable, "KEY_UNREADABLE", "The stored key could not be opened. Add it again.");
        }
    }

    private static CheckApiKeyResponse Judge(KeyPermissions permissions, string name)
    {
        var answer = permissions switch
        {
            { CanWithdraw: true } => Answer(Verdict.Refused, "KEY_CAN_WITHDRAW", "This key can withdraw. Create one that can only read and trade."),
            { CanRead: false } => Answer(Verdict.Refused, "KEY_CANNOT_READ", "This key cannot read. Allow reading for it."),
            { CanTradeSpot: false, CanTradeFutures: false } => Answer(
                Verdict.Refused, "KEY_CANNOT_TRADE", $"This key can trade neither spot nor futures. Allow trading for it at {name}."),
            _ => Answer(Verdict.Usable, "KEY_USABLE", "This key can trade and cannot withdraw."),
        };
        answer.CanSpotTrade = permissions.CanTradeSpot;
        answer.CanFuturesTrade = permissions.CanTradeFutures;
        answer.CanWithdraw = permissions.CanWithdraw;
        answer.CanTransfer = permissions.CanTransfer;
        if (permissions.IpRestricted is { } restricted)
            answer.IpRestricted = restricted;
        if (permissions.ExpiresAt is { } end)
            answer.ExpiresAt = end.ToTimestamp();
        return answer;
    }

    private static CheckApiKeyResponse Answer(Verdict verdict, string code, string reason) => new() { Verdict = verdict, ReasonCode = code, Reason = reason };
}
