using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Intake;

/// <summary>The facts of one user's entry out of the rows that were read under his lock. Gathers; Core decides.</summary>
internal sealed class EntryFactsOf(WhaleSignalRow signal, WhaleSignalRow? linked, FollowerRows follower, MoneyRows money)
{
    private long UserId => follower.User.Id;

    /// <summary>The open copy of this whale and key.</summary>
    public PositionRow? Copy { get; } = money.Positions[follower.User.Id].FirstOrDefault(position =>
        position.WhaleId == signal.WhaleId && position.SourceMarket == signal.Market
        && position.SourceSymbol == signal.CexSymbol && position.SourceSide == signal.Side);

    /// <summary>The exit of the linked CLOSE, while it is on its way: this entry is sent after it is flat.</summary>
    public TradeRow? LinkedExit { get; } = linked is { Kind: SignalKind.Close, Id: var exitSignal }
        ? money.InFlight[follower.User.Id].FirstOrDefault(trade => trade.SignalId == exitSignal)
        : null;

    /// <summary>The copy that the linked CLOSE leaves: flat before this entry is sent, so it takes no place and no margin beside it.</summary>
    private PositionRow? Leaving => LinkedExit is { Kind: SignalKind.Close } exit
        ? money.Positions[UserId].FirstOrDefault(position => position.Id == exit.PositionId)
        : null;

    /// <summary>
    /// A copy on the other side of this instrument was closed after the account was read: the reading may still show what is gone.
    /// </summary>
    public bool IsReadingOlderThanExit(MarketSelection.Chosen market)
    {
        var at = market.Instrument.Id;
        return money.Markets.TryGetValue((market.Account.AccountId, at.Market), out var reading)
            && money.Closed[UserId].Any(closed => closed.ApiKeyId == market.Account.AccountId && closed.Market == at.Market && closed.Symbol == at.Symbol
                && closed.Side != signal.Side && closed.ClosedAt >= reading.PositionsSentAt);
    }

    /// <summary>The user has this copy, or is about to.</summary>
    public OwnCopy? Own()
    {
        if (Copy is { } copy)
        {
            return LinkedExit is { } exit && exit.PositionId == copy.Id
                ? null // it is flat before this entry is sent
                : new OwnCopy(OrderSize.Of(copy.Quantity, copy.QuantityUnit), copy.Status);
        }

        // An entry of the same key on its way counts as held.
        return signal.Kind == SignalKind.Open && money.InFlight[UserId].FirstOrDefault(IsSameKey) is { } entry
            ? new OwnCopy(OrderSize.Of(entry.Quantity, entry.QuantityUnit), PositionStatus.Open)
            : null;
    }

    /// <summary>The facts, or null where the account has not been read yet, or not lately enough to decide on.</summary>
    public EntryFacts? Build(
        FollowPolicy policy, MarketSelection.Chosen market, Ticker ticker, RiskLimits limits, ManualCopy? manual, DateTimeOffset now)
    {
        var accountId = market.Account.AccountId;
        var instrument = market.Instrument;
        if (!money.Markets.TryGetValue((accountId, instrument.Id.Market), out var reading) || IsOld(reading)
            || WalletOf(accountId, instrument.Id.Market, instrument.SettleAsset).Exists(balance => balance.RequestSentAt < money.OldestReading))
        {
            return null;
        }

        var follow = follower.Follow;
        var positions = money.Positions[UserId].ToList();
        var own = Own();
        var residual = follow is not null && money.Residuals.TryGetValue(follow.Id, out var kept) && kept.Quantity > 0m
            ? OrderSize.Of(kept.Quantity, kept.QuantityUnit)
            : (OrderSize?)null;
        return new EntryFacts
        {
            Signal = RowMapping.DraftOf(signal),
            Now = now,
            Policy = policy,
            Standing = RowMapping.StandingOf(money.Users.GetValueOrDefault(UserId) ?? follower.User),
            FollowedAt = follow?.FollowedAt,
            IsManual = manual is not null,
            ManualSizeUsdt = manual?.SizeUsdt,
            Market = market,
            Ticker = ticker,
            Account = AccountOf(accountId, instrument, reading),
            Own = own,
            HoldsThroughReopening = own is not null && signal.Link == SignalLink.Reopen && linked is { PriceAtSignal: { } closedAt }
                && ReentryRule.Holds(policy.Follow.Reentry, closedAt, signal.ReferencePrice ?? signal.PriceAtSignal ?? 0m),
            Loss = new DailyLossFacts(
                money.RealizedToday.GetValueOrDefault(UserId),
                DailyLossFacts.OpenLossOf(positions.Select(position => position.UnrealizedPnl)),
                Held().Sum(reservation => reservation.WorstLossUsdt)),
            OpenPositions = positions.Count(position => position != Leaving) + money.InFlight[UserId].Count(trade => trade.Kind == SignalKind.Open),
            Exposure = ExposureOf(instrument, follow),
            Drawdown = follow is null ? null : new DrawdownFacts(
                follow.RealizedPnlUsdt + positions.Where(position => position.FollowId == follow.Id).Sum(position => position.UnrealizedPnl),
                follow.EquityHighWaterMarkUsdt,
                follow.BalanceAtFollowUsdt),
            Residual = residual,
            Limits = limits,
        };
    }

    private AccountFacts AccountOf(long accountId, InstrumentSpec instrument, AccountMarketRow reading)
    {
        var wallet = WalletOf(accountId, instrument.Id.Market, instrument.SettleAsset);
        var source = SourceOf(accountId, instrument);
        var other = source is null ? [] : WalletOf(accountId, source.Market, WalletTransfers.Asset);
        var symbol = instrument.Id.Symbol;
        var atVenue = VenuePositionJson.Read(reading).Where(held => held.Symbol == symbol).ToList();
        var copies = money.Positions[UserId].Where(position => IsHere(position.ApiKeyId, position.Market, position.Symbol)).ToList();
        var onTheirWay = money.InFlight[UserId].Where(trade => IsHere(trade.ApiKeyId, trade.Market, trade.Symbol)).ToList();
        var entries = onTheirWay.Where(trade => trade.Kind is SignalKind.Open or SignalKind.Increase).ToList();
        var leaving = copies.Find(copy => copy == Leaving);

        var sides = atVenue
            .Where(held => leaving is null || held.PositionSide != leaving.Side || held.Size > leaving.Quantity)
            .Select(held => held.PositionSide)
            .Concat(copies.Where(copy => copy != leaving).Select(copy => copy.Side))
            .Concat(entries.Select(trade => trade.PositionSide))
            .Distinct()
            .ToList();
        var settings = atVenue.Select(held => held.Settings).FirstOrDefault(held => held is not null)
            ?? copies.Select(copy => new InstrumentSettings(copy.Leverage, copy.MarginMode)).FirstOrDefault()
            ?? entries.Select(trade => new InstrumentSettings(trade.Leverage, trade.MarginMode)).FirstOrDefault();
        return new AccountFacts
        {
            Mode = reading.PositionMode ?? PositionMode.OneWay,
            HeldSides = [.. sides],
            HeldSettings = instrument.Id.Market == Market.Spot ? null : settings,
            HasUnknownOutcome = onTheirWay.Exists(trade => trade.Status == TradeStatus.Unknown),
            BalanceUsdt = wallet.Concat(other).Sum(balance => balance.TotalUsdt),
            AvailableUsdt = AvailableIn(reading, instrument.Id.Venue, wallet),
            TransferableUsdt = source is null ? 0m : WalletTransfers.CanGive(AvailableIn(source, instrument.Id.Venue, other)),
            EquityUsdt = wallet.Sum(balance => balance.TotalUsdt + balance.UnrealizedPnl),
        };

        bool IsHere(long apiKeyId, Market market, string at) => apiKeyId == accountId && market == instrument.Id.Market && at == symbol;
    }

    /// <summary>What a wallet's reading leaves after what is reserved in it and promised out of it.</summary>
    private decimal AvailableIn(AccountMarketRow reading, Venue venue, List<AccountBalanceRow> wallet) => AvailableBalance.Of(
        wallet.Sum(balance => balance.AvailableUsdt),
        wallet.Select(balance => balance.RequestSentAt).Append(reading.PositionsSentAt ?? DateTimeOffset.MinValue).Min(),
        money.Reservations[UserId]
            .Where(reservation => reservation.ApiKeyId == reading.ApiKeyId && UnifiedAccounts.Share(venue, reservation.Market, reading.Market))
            .Select(reservation => new ReservationView(reservation.AmountUsdt, reservation.SettledAt))
            .Concat(PromisedOutOf(reading, venue)));

    /// <summary>What entries on their way will take out of a wallet, and what they took out of it: a later reading shows it.</summary>
    private IEnumerable<ReservationView> PromisedOutOf(AccountMarketRow reading, Venue venue)
    {
        var ended = money.Transfers[UserId].ToDictionary(transfer => transfer.TradeId);
        return money.InFlight[UserId]
            .Where(trade => trade.ApiKeyId == reading.ApiKeyId && trade.TransferUsdt > 0m && WalletTransfers.SourceOf(venue, trade.Market) == reading.Market)
            .Where(trade => !ended.ContainsKey(trade.Id))
            .Select(trade => new ReservationView(trade.TransferUsdt, null))
            .Concat(ended.Values
                .Where(transfer => transfer.ApiKeyId == reading.ApiKeyId && transfer.FromMarket == reading.Market)
                .Select(transfer => new ReservationView(transfer.Amount, transfer.EndedAt)));
    }

    /// <summary>
    /// The user's other wallet, where he allows it to pay and the key can. Margin is not taken from under open positions.
    /// </summary>
    private AccountMarketRow? SourceOf(long accountId, InstrumentSpec instrument)
    {
        if (RowMapping.TransferSourceOf(follower, accountId, instrument.Id) is not { } source
            || !money.Markets.TryGetValue((accountId, source), out var reading) || IsOld(reading))
        {
            return null;
        }

        var isMargin = source != Market.Spot
            && (VenuePositionJson.Read(reading).Count > 0
                || money.Positions[UserId].Any(position => position.ApiKeyId == accountId && position.Market == source)
                || money.InFlight[UserId].Any(trade => trade.ApiKeyId == accountId && trade.Market == source));
        return isMargin ? null : reading;
    }

    private ExposureFacts ExposureOf(InstrumentSpec instrument, FollowRow? follow)
    {
        var positions = money.Positions[UserId].Where(position => position != Leaving).ToList();
        var entries = money.InFlight[UserId].Where(trade => trade.Kind is SignalKind.Open or SignalKind.Increase).ToList();
        bool IsOfFollow(long? followId) => follow is not null && followId == follow.Id;
        return new ExposureFacts(
            positions.Where(position => IsOfFollow(position.FollowId) && position.Symbol == instrument.Id.Symbol).Sum(position => position.MarginUsdt)
                + entries.Where(trade => IsOfFollow(trade.FollowId) && trade.Symbol == instrument.Id.Symbol).Sum(trade => trade.MarginUsdt),
            positions.Where(position => IsOfFollow(position.FollowId)).Sum(position => position.MarginUsdt)
                + entries.Where(trade => IsOfFollow(trade.FollowId)).Sum(trade => trade.MarginUsdt),
            positions.Sum(position => position.MarginUsdt) + entries.Sum(trade => trade.MarginUsdt));
    }

    /// <summary>A wallet's reading of one asset: none where it holds nothing of it.</summary>
    private List<AccountBalanceRow> WalletOf(long accountId, Market market, string asset) =>
        [.. money.Balances[accountId].Where(balance => balance.Market == market && balance.Asset == asset)];

    /// <summary>What settled since it was asked for may not have been read any more.</summary>
    private bool IsOld(AccountMarketRow reading) => reading.PositionsSentAt is not { } sentAt || sentAt < money.OldestReading;

    private IEnumerable<ReservationRow> Held() => money.Reservations[UserId].Where(reservation => reservation.Status == ReservationStatus.Held);

    private bool IsSameKey(TradeRow trade) =>
        trade.Kind is SignalKind.Open
        && trade.WhaleId == signal.WhaleId
        && trade.SignalId is { } id && id != signal.Id
        && money.Signals.TryGetValue(id, out var other)
        && other.Market == signal.Market && other.CexSymbol == signal.CexSymbol && other.Side == signal.Side;
}

/// <summary>A user's own tap.</summary>
/// <param name="TaskId">His task.</param>
/// <param name="SizeUsdt">The margin he named.</param>
/// <param name="Only">The venue he named.</param>
internal sealed record ManualCopy(Guid TaskId, decimal? SizeUsdt, Venue? Only);
