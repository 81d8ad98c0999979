using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Accounts;

/// <summary>A key to be added. The venue is asked what it may do; one that can withdraw is refused.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class ApiKeyRequest
{
    public required Venue Exchange { get; init; }

    [MaxLength(256)]
    public required string ApiKey { get; init; }

    [MaxLength(4096)]
    public required string ApiSecret { get; init; }

    [Description("OKX and Bitget have one.")]
    [MaxLength(256)]
    public string? Passphrase { get; init; }

    [MaxLength(60)]
    public string? Label { get; init; }
    public bool IsTestnet { get; init; }
}

/// <summary>A key, without its secrets.</summary>
internal sealed record ApiKeyAnswer
{
    public required long Id { get; init; }
    public required Venue Exchange { get; init; }
    public required string? Label { get; init; }

    [Description("The last 4 characters of the key.")]
    public required string KeyTail { get; init; }
    public required bool IsActive { get; init; }
    public required bool IsTestnet { get; init; }
    public required bool CanSpotTrade { get; init; }
    public required bool CanFuturesTrade { get; init; }
    public required bool CanWithdraw { get; init; }

    [Description("May move money between the wallets of this account: auto_transfer needs it.")]
    public required bool CanTransfer { get; init; }

    [Description("Null where the venue does not say.")]
    public required bool? IpRestricted { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
    public required ApiKeyHealth Health { get; init; }
    public required DateTimeOffset? HealthCheckedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static ApiKeyAnswer Of(UserApiKeyRow row) => new()
    {
        Id = row.Id,
        Exchange = row.Exchange,
        Label = row.Label,
        KeyTail = row.KeyTail,
        IsActive = row.IsActive,
        IsTestnet = row.IsTestnet,
        CanSpotTrade = row.CanSpotTrade,
        CanFuturesTrade = row.CanFuturesTrade,
        CanWithdraw = row.CanWithdraw,
        CanTransfer = row.CanTransfer,
        IpRestricted = row.IpRestricted,
        ExpiresAt = row.ExpiresAt,
        Health = row.Health,
        HealthCheckedAt = row.HealthCheckedAt,
        CreatedAt = row.CreatedAt,
    };
}
