using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Sizing;

/// <summary>A user's account at a venue that may trade.</summary>
/// <param name="AccountId">The API key's id.</param>
/// <param name="Venue">Where.</param>
/// <param name="CanTradeSpot">Its key may trade spot.</param>
/// <param name="CanTradeFutures">Its key may trade futures.</param>
public sealed record TradingAccount(long AccountId, Venue Venue, bool CanTradeSpot, bool CanTradeFutures)
{
    /// <summary>True where the key may trade the market and we trade it at the venue.</summary>
    public bool CanTrade(Market market) =>
        MarketSelection.IsTradedHere(Venue, market) && (market == Market.Spot ? CanTradeSpot : CanTradeFutures);
}

/// <summary>Where a copy is made.</summary>
public abstract record MarketSelection
{
    private MarketSelection()
    {
    }

    /// <summary>There.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Instrument">The instrument with its filters.</param>
    /// <param name="Factor">Base units of it in one base unit of the whale's symbol: quantities times it, prices divided by it.</param>
    /// <param name="IsSubstituted">Spot in place of futures.</param>
    public sealed record Chosen(TradingAccount Account, InstrumentSpec Instrument, decimal Factor, bool IsSubstituted) : MarketSelection;

    /// <summary>Nowhere.</summary>
    /// <param name="Denial">Why.</param>
    public sealed record Refused(Denial Denial) : MarketSelection;

    /// <summary>The cells of the founding table: no COIN-M on Bybit, no spot on Bitget.</summary>
    public static bool IsTradedHere(Venue venue, Market market) => (venue, market) switch
    {
        (Venue.Bybit, Market.CoinM) => false,
        (Venue.Bitget, Market.Spot) => false,
        _ => true,
    };

    /// <summary>
    /// The whale's market decides. Where tier or trading mode exclude futures a long goes to spot and a short is skipped. Of the
    /// user's accounts the preferred venue comes first, then the others in the order given.
    /// </summary>
    /// <param name="key">The whale's line.</param>
    /// <param name="policy">The follow's policy.</param>
    /// <param name="accounts">The user's accounts with an active key.</param>
    /// <param name="instruments">Looks an instrument up, null where the venue has none.</param>
    /// <param name="only">One venue and no other (a manual copy that names it).</param>
    public static MarketSelection Of(
        PositionKey key,
        FollowPolicy policy,
        IReadOnlyList<TradingAccount> accounts,
        Func<InstrumentId, InstrumentSpec?> instruments,
        Venue? only = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(instruments);
        if (key.Market == Market.Spot && policy.User.TradingMode == TradingMode.Futures)
            return Refuse(DenialReason.MarketNotAllowed, "the whale trades spot, and your trading mode is futures", key);

        var excludesFutures = !policy.Tier.FuturesAllowed || policy.User.TradingMode == TradingMode.Spot;
        var substitutes = excludesFutures && key.Market != Market.Spot;
        if (key.Side == PositionSide.Short && (substitutes || key.Market == Market.Spot))
        {
            var why = policy.Tier.FuturesAllowed ? "your trading mode is spot" : "your tier has no futures";
            return Refuse(DenialReason.ShortOnSpot, $"a short cannot be copied on spot, and {why}", key);
        }

        var market = substitutes ? Market.Spot : key.Market;
        var hasAccount = false;
        foreach (var account in InOrder(accounts, policy.PreferredExchange))
        {
            if ((only is { } venue && account.Venue != venue) || !account.CanTrade(market))
                continue;
            hasAccount = true;
            foreach (var (symbol, factor) in SymbolMapping.CandidatesOf(key.Market, key.Symbol, market))
            {
                if (instruments(new InstrumentId(account.Venue, market, symbol)) is { IsTradable: true } instrument)
                    return new Chosen(account, instrument, factor, substitutes);
            }
        }

        return hasAccount
            ? Refuse(DenialReason.SymbolNotTraded, $"{key.Symbol} is not traded on {WireName<Market>.Of(market)} at your exchanges", key)
            : Refuse(DenialReason.NoAccount, $"no active key of yours trades {WireName<Market>.Of(market)}", key);
    }

    /// <summary>
    /// In one-way mode an entry opposite to anything the account holds, the user's own included, would net it: it is skipped.
    /// </summary>
    /// <param name="mode">The account's mode, as read.</param>
    /// <param name="side">The entry's side.</param>
    /// <param name="held">Sides of positions and working entry orders that the account has in the symbol.</param>
    /// <param name="symbol">For the sentence.</param>
    public static Denial? OppositeDenial(PositionMode mode, PositionSide side, IEnumerable<PositionSide> held, string symbol)
    {
        ArgumentNullException.ThrowIfNull(held);
        if (mode == PositionMode.Hedge || !held.Contains(side.Opposite()))
            return null;
        var other = WireName<PositionSide>.Of(side.Opposite());
        return new Denial(
            DenialReason.OppositePosition,
            $"the account is in one-way mode and holds a {other} in {symbol}; a {WireName<PositionSide>.Of(side)} would net it",
            DecisionNumbers.None.With("symbol", symbol).With("held_side", other));
    }

    private static IEnumerable<TradingAccount> InOrder(IReadOnlyList<TradingAccount> accounts, Venue? preferred) =>
        preferred is { } first
            ? accounts.Where(account => account.Venue == first).Concat(accounts.Where(account => account.Venue != first))
            : accounts;

    private static Refused Refuse(DenialReason reason, string sentence, PositionKey key) => new(new Denial(
        reason,
        sentence,
        DecisionNumbers.None.With("market", WireName<Market>.Of(key.Market)).With("symbol", key.Symbol).With("side", WireName<PositionSide>.Of(key.Side))));
}
