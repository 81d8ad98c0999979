using System.ComponentModel;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Balance;

/// <summary>A user's money over all accounts, in USDT.</summary>
internal sealed record BalanceAnswer
{
    public required decimal TotalUsdt { get; init; }

    [Description("What copies can use: the exchanges' readings less what is reserved for entries in flight.")]
    public required decimal AvailableUsdt { get; init; }
    public required decimal ReservedUsdt { get; init; }
    public required decimal UnrealizedPnl { get; init; }

    [Description("One for each key and market.")]
    public required IReadOnlyList<Wallet> Wallets { get; init; }
}

/// <summary>A wallet of an account.</summary>
internal sealed record Wallet
{
    public required long ApiKeyId { get; init; }
    public required Venue Exchange { get; init; }
    public required Market Market { get; init; }
    public required string? Label { get; init; }
    public required bool IsTestnet { get; init; }
    public required decimal TotalUsdt { get; init; }
    public required decimal AvailableUsdt { get; init; }
    public required decimal ReservedUsdt { get; init; }
    public required decimal UnrealizedPnl { get; init; }

    [Description("When the exchange was asked.")]
    public required DateTimeOffset ReadAt { get; init; }
    public required decimal AgeSeconds { get; init; }
    public required IReadOnlyList<Asset> Assets { get; init; }
}

/// <summary>An asset in a wallet, in its own unit.</summary>
internal sealed record Asset
{
    public required string Name { get; init; }
    public required decimal Total { get; init; }
    public required decimal Available { get; init; }
}
