using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>How one follow copies, with what it leaves unset taken from the user's settings and the tier.</summary>
public sealed record FollowPolicy
{
    /// <summary>The user's settings.</summary>
    public required UserSettings User { get; init; }

    /// <summary>The follow's own; the defaults for a manual copy without a follow.</summary>
    public required FollowSettings Follow { get; init; }

    /// <summary>What the tier allows.</summary>
    public required TierLimits Tier { get; init; }

    /// <summary>Entries are made without asking.</summary>
    public bool CopiesByItself => User.AutoCopyEnabled && Follow.AutoCopyEnabled;

    /// <summary>Stop-loss in percent of the entry price, never absent.</summary>
    public decimal StopLossPercent => Follow.StopLossPercent ?? User.StopLossPercent;

    /// <summary>Take-profit in percent of the entry price, where wanted.</summary>
    public decimal? TakeProfitPercent => User.AutoCloseOnTp ? Follow.TakeProfitPercent ?? User.TakeProfitPercent : null;

    /// <summary>Positions that may be open at once.</summary>
    public int MaxOpenPositions => Tier.MaxOpenPositions is { } tier ? int.Min(tier, User.MaxOpenPositions) : User.MaxOpenPositions;

    /// <summary>The venue tried first.</summary>
    public Venue? PreferredExchange => Follow.Exchange ?? User.PreferredExchange;

    /// <summary>The order type of entries.</summary>
    public OrderType EntryType => Follow.EntryOrder == EntryOrderPolicy.Market ? OrderType.Market : OrderType.LimitIoc;

    /// <summary>Slippage limit of a symbol in percent: the follow's own, else 0.5 for BTC and ETH and 1.5 otherwise.</summary>
    /// <param name="baseAsset">The coin.</param>
    public decimal SlippagePercent(string baseAsset) => EntryPricing.SlippageLimitPercent(baseAsset, Follow.MaxSlippagePercent);

    /// <summary>Why the lists keep a symbol out, or null. Deny lists come first.</summary>
    public DenialReason? SymbolDenial(string symbol) =>
        Holds(User.SymbolsDenied, symbol) || Holds(Follow.SymbolsDenied, symbol) ? DenialReason.SymbolDenied
        : (User.SymbolsAllowed.Count > 0 && !Holds(User.SymbolsAllowed, symbol))
            || (Follow.SymbolsAllowed.Count > 0 && !Holds(Follow.SymbolsAllowed, symbol)) ? DenialReason.SymbolNotAllowed
        : null;

    private static bool Holds(EquatableArray<string> symbols, string symbol)
    {
        foreach (var item in symbols.AsSpan())
        {
            if (string.Equals(item, symbol, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
