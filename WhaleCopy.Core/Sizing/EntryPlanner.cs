using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

/// <summary>What the account holds in the instrument, everybody's part of it.</summary>
public sealed record AccountFacts
{
    /// <summary>One-way or hedge, as read from the account.</summary>
    public required PositionMode Mode { get; init; }

    /// <summary>Sides of every position and working entry order in the symbol: ours, other copies', the user's own.</summary>
    public EquatableArray<PositionSide> HeldSides { get; init; } = [];

    /// <summary>Leverage and margin mode as they are, where <see cref="HeldSides"/> or working orders forbid changing them.</summary>
    public InstrumentSettings? HeldSettings { get; init; }

    /// <summary>The account-wide margin mode where the venue keeps one (Bybit).</summary>
    public MarginMode? AccountMarginMode { get; init; }

    /// <summary>An order of ours in this account and symbol whose outcome is not known: no new entry.</summary>
    public bool HasUnknownOutcome { get; init; }

    /// <summary>The wallet's whole balance in USDT.</summary>
    public required decimal BalanceUsdt { get; init; }

    /// <summary><see cref="AvailableBalance"/> of the wallet.</summary>
    public required decimal AvailableUsdt { get; init; }

    /// <summary>
    /// What another wallet of the account may add where this one has too little, USDT, <see cref="WalletTransfers.CanGive"/>; zero where the
    /// user does not allow it or the key cannot. Sizes do not grow with it.
    /// </summary>
    public decimal TransferableUsdt { get; init; }

    /// <summary>The wallet's equity (balance and unrealised profit) in USDT.</summary>
    public decimal? EquityUsdt { get; init; }
}

/// <summary>A copy of this whale and key that the user has.</summary>
/// <param name="Quantity">Its own quantity.</param>
/// <param name="Status">Open or closing.</param>
public sealed record OwnCopy(OrderSize Quantity, PositionStatus Status);

/// <summary>Everything one entry is decided from.</summary>
public sealed record EntryFacts
{
    /// <summary>The signal: OPEN or INCREASE.</summary>
    public required SignalDraft Signal { get; init; }

    /// <summary>Our time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The follow's policy; of a manual copy without a follow: the follow's defaults.</summary>
    public required FollowPolicy Policy { get; init; }

    /// <summary>Whether the user may trade.</summary>
    public required UserStanding Standing { get; init; }

    /// <summary>When the follow began; null for a manual copy without one.</summary>
    public DateTimeOffset? FollowedAt { get; init; }

    /// <summary>The user's own tap: automatic copying need not be on, and the signal may be older.</summary>
    public bool IsManual { get; init; }

    /// <summary>Copies what the whale holds when the follow begins.</summary>
    public bool IsCopyExisting { get; init; }

    /// <summary>Margin named with a manual copy.</summary>
    public decimal? ManualSizeUsdt { get; init; }

    /// <summary>How long <c>auto_copy_delay_seconds</c> made it wait.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Where the copy is made.</summary>
    public required MarketSelection.Chosen Market { get; init; }

    /// <summary>Its prices.</summary>
    public required Ticker Ticker { get; init; }

    /// <summary>Its leverage brackets, where known.</summary>
    public EquatableArray<LeverageBracket> Brackets { get; init; } = [];

    /// <summary>The account.</summary>
    public required AccountFacts Account { get; init; }

    /// <summary>What the user has of this whale and key.</summary>
    public OwnCopy? Own { get; init; }

    /// <summary>The follow holds through this reopening (<see cref="ReentryRule"/>).</summary>
    public bool HoldsThroughReopening { get; init; }

    /// <summary>The day's loss.</summary>
    public required DailyLossFacts Loss { get; init; }

    /// <summary>Positions open and entries in flight that will open one.</summary>
    public required int OpenPositions { get; init; }

    /// <summary>Money in use.</summary>
    public required ExposureFacts Exposure { get; init; }

    /// <summary>How the follow has done; null without a follow.</summary>
    public DrawdownFacts? Drawdown { get; init; }

    /// <summary>What earlier copies of this key left below the minimum.</summary>
    public OrderSize? Residual { get; init; }

    /// <summary>The operator's limits.</summary>
    public RiskLimits Limits { get; init; } = RiskLimits.Default;
}

/// <summary>An entry to reserve and send.</summary>
public sealed record EntryOrder
{
    /// <summary>The account.</summary>
    public required TradingAccount Account { get; init; }

    /// <summary>The instrument.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>Buy for a long, sell for a short.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Direction of the copy.</summary>
    public required PositionSide PositionSide { get; init; }

    /// <summary>How it is sent.</summary>
    public required OrderType Type { get; init; }

    /// <summary>On the step.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>The bound, on the tick; null for a plain market order.</summary>
    public required decimal? LimitPrice { get; init; }

    /// <summary>What the whale paid, in this instrument's price.</summary>
    public required decimal ReferencePrice { get; init; }

    /// <summary>1 and more.</summary>
    public required int Leverage { get; init; }

    /// <summary>Isolated or cross.</summary>
    public required MarginMode MarginMode { get; init; }

    /// <summary>Set leverage and margin mode first and read them back.</summary>
    public required bool MustSetLeverage { get; init; }

    /// <summary>Percent of the entry price.</summary>
    public required decimal StopLossPercent { get; init; }

    /// <summary>Where the stop lies if it fills at the bound; after the fill it is computed anew.</summary>
    public required decimal StopPrice { get; init; }

    /// <summary>Percent of the entry price.</summary>
    public decimal? TakeProfitPercent { get; init; }

    /// <summary>Percent of the best mark.</summary>
    public decimal? TrailingStopPercent { get; init; }

    /// <summary>Its margin.</summary>
    public required decimal MarginUsdt { get; init; }

    /// <summary>Its value.</summary>
    public required decimal NotionalUsdt { get; init; }

    /// <summary>To reserve: margin and fees both ways.</summary>
    public required decimal ReserveUsdt { get; init; }

    /// <summary>What has to be moved from the user's other wallet first, USDT, zero or above.</summary>
    public required decimal TransferUsdt { get; init; }

    /// <summary>What it loses at its stop.</summary>
    public required decimal WorstLossUsdt { get; init; }
}

/// <summary>What becomes of one user's entry.</summary>
public abstract record EntryDecision
{
    private EntryDecision()
    {
    }

    /// <summary>Copy.</summary>
    /// <param name="Order">What to reserve and send.</param>
    /// <param name="Warnings">What was adjusted.</param>
    /// <param name="Numbers">What it was decided from.</param>
    /// <param name="UsesResidual">The kept residual is in it: clear it with the reservation.</param>
    public sealed record Copy(EntryOrder Order, EquatableArray<string> Warnings, DecisionNumbers Numbers, bool UsesResidual) : EntryDecision;

    /// <summary>Skip.</summary>
    /// <param name="Denial">Why, with the numbers.</param>
    /// <param name="Residual">To keep for this follow and key in place of what was kept; null to leave it.</param>
    public sealed record Skip(Denial Denial, OrderSize? Residual = null) : EntryDecision;
}

/// <summary>Decides one user's entry: gates, price, leverage, size, the thirteen checks. Pure; the same facts give the same decision.</summary>
public static class EntryPlanner
{
    /// <summary>A symbol that trades under a scaled name is believed only while its price fits the whale's by this much.</summary>
    public const decimal ScaledPriceTolerancePercent = 5m;

    /// <summary>The decision.</summary>
    public static EntryDecision Decide(EntryFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if ((RiskGate.StandingDenial(facts.Standing) ?? Gates(facts)) is { } closed)
            return new EntryDecision.Skip(closed);

        var signal = facts.Signal;
        var instrument = facts.Market.Instrument;
        if (PriceOf(facts, out var priceDenial) is not { } price)
            return new EntryDecision.Skip(priceDenial!);

        var wantedNotional = signal.AmountUsd > 0m ? signal.AmountUsd : (decimal?)null;
        var leverage = LeverageDecision.Of(new LeverageFacts
        {
            Policy = facts.Policy,
            Market = instrument.Id.Market,
            WhaleLeverage = signal.Leverage,
            InstrumentMaxLeverage = instrument.MaxLeverage,
            Brackets = facts.Brackets,
            ExpectedNotionalUsdt = facts.Policy.Follow.Mode == Users.SizingMode.QuantityMultiplier
                ? wantedNotional * facts.Policy.Follow.QuantityMultiplier
                : null,
            Held = facts.Account.HeldSettings,
            AccountMarginMode = facts.Account.AccountMarginMode,
        });
        if (leverage is LeverageDecision.Refused refused)
            return new EntryDecision.Skip(refused.Denial);

        return Sized(facts, price, (LeverageDecision.Decided)leverage);
    }

    private static Denial? Gates(EntryFacts facts)
    {
        var signal = facts.Signal;
        if (!facts.IsManual && !facts.Policy.CopiesByItself)
            return new Denial(DenialReason.AutoCopyOff, "automatic copying is off", DecisionNumbers.None);
        if (!facts.IsManual && !facts.IsCopyExisting && facts.FollowedAt is { } followed && signal.DetectedAt < followed)
            return new Denial(DenialReason.BeforeFollow, "the signal is from before the follow", DecisionNumbers.None);
        if (signal.Kind == SignalKind.Increase && !facts.Policy.Follow.CopyAdjustments)
            return new Denial(DenialReason.AdjustmentsOff, "the follow does not copy increases and reductions", DecisionNumbers.None);
        if (facts.HoldsThroughReopening)
            return new Denial(DenialReason.HeldThroughReopening, "the whale reopened near his exit, and the follow holds", DecisionNumbers.None);
        if (OwnDenial(signal, facts.Own) is { } own)
            return own;
        if (facts.Account.HasUnknownOutcome)
        {
            return new Denial(
                DenialReason.UnknownOutcome,
                $"an order in {facts.Market.Instrument.Id.Symbol} has an unknown outcome; no new entry until it is settled",
                DecisionNumbers.None.With("symbol", facts.Market.Instrument.Id.Symbol));
        }

        // What the whale holds already has no age; the price gate decides on it.
        var age = AgeGate.AgeOf(facts.Now, signal.ChangedAt, signal.PreviousCompleteAt, facts.Waited);
        if (!facts.IsCopyExisting && AgeGate.Check(age, facts.IsManual, facts.Limits) is { } old)
            return old;
        return facts.Market.Instrument.Id.Market == Venues.Market.Spot
            ? null
            : MarketSelection.OppositeDenial(facts.Account.Mode, signal.Key.Side, facts.Account.HeldSides, facts.Market.Instrument.Id.Symbol);
    }

    private static Denial? OwnDenial(SignalDraft signal, OwnCopy? own) => (signal.Kind, own) switch
    {
        (SignalKind.Increase, null) => new Denial(DenialReason.NoOpenCopy, "no copy of this position is open", DecisionNumbers.None),
        (_, { Status: PositionStatus.Closing }) => new Denial(DenialReason.PositionClosing, "the copy is being closed", DecisionNumbers.None),
        (SignalKind.Open, { }) => new Denial(DenialReason.AlreadyHeld, "a copy of this position is open already", DecisionNumbers.None),
        _ => null,
    };

    private static EntryPrice? PriceOf(EntryFacts facts, out Denial? denial)
    {
        denial = null;
        var ticker = facts.Ticker;
        var age = facts.Now - ticker.ReadAt;
        var bid = ticker.Bid is > 0m ? ticker.Bid.Value : ticker.Last;
        var ask = ticker.Ask is > 0m ? ticker.Ask.Value : ticker.Last;
        var reference = (facts.Signal.ReferencePrice ?? facts.Signal.PriceAtSignal) / facts.Market.Factor;
        if (age > facts.Limits.MaxPriceAge || bid <= 0m || ask <= 0m || reference <= 0m)
        {
            denial = new Denial(
                DenialReason.PriceUnavailable,
                $"no fresh price of {facts.Market.Instrument.Id.Symbol}: the last is {Plain.Seconds(age)} old",
                DecisionNumbers.None.With("price_age_seconds", decimal.Round((decimal)age.Ticks / TimeSpan.TicksPerSecond, 3)).With("bid", bid).With("ask", ask));
            return null;
        }

        var side = facts.Signal.Key.Side.Entry();
        var limit = facts.Policy.SlippagePercent(facts.Market.Instrument.BaseAsset);
        var price = EntryPricing.Of(side, reference, bid, ask, facts.Market.Instrument.TickSize, limit);
        if (price.Bound <= 0m)
        {
            denial = new Denial(
                DenialReason.PriceUnavailable,
                $"the price of {facts.Market.Instrument.Id.Symbol} is below one tick of {Plain.Price(facts.Market.Instrument.TickSize)}",
                EntryPricing.NumbersOf(price, side));
            return null;
        }

        if (facts.Market.Factor != 1m && decimal.Abs(price.MovedPercent) > ScaledPriceTolerancePercent)
        {
            denial = new Denial(
                DenialReason.PriceUnavailable,
                $"{facts.Market.Instrument.Id.Symbol} at {Plain.Price(side == OrderSide.Buy ? ask : bid)} does not fit the whale's {Plain.Price(reference)}: it may be another coin",
                EntryPricing.NumbersOf(price, side));
            return null;
        }

        return price;
    }

    private static EntryDecision Sized(EntryFacts facts, EntryPrice price, LeverageDecision.Decided leverage)
    {
        var instrument = facts.Market.Instrument;
        var type = facts.Policy.EntryType;
        var cost = new OrderCost(instrument, price.SizingPrice, leverage.Leverage);
        var checkPrice = decimal.Min(price.Bid, price.SizingPrice);
        var signal = facts.Signal;
        var sizing = CopySizer.Size(new SizingFacts
        {
            Policy = facts.Policy,
            Cost = cost,
            Type = type,
            CheckPrice = checkPrice,
            AvailableUsdt = facts.Account.AvailableUsdt,
            OwnEquityUsdt = facts.Account.EquityUsdt,
            WhaleQuantity = signal.SizeUnit == SizeUnit.Base ? new BaseQuantity(signal.SizeChange * facts.Market.Factor) : null,
            WhaleAmountUsd = signal.AmountUsd > 0m ? signal.AmountUsd : null,
            WhaleLeverage = signal.Leverage,
            WhaleEquityUsdt = signal.EquityUsdt,
            ManualSizeUsdt = facts.ManualSizeUsdt,
            OwnIncrease = signal.Kind == SignalKind.Increase && facts.ManualSizeUsdt is null && facts.Own is { } own
                ? own.Quantity * signal.Fraction
                : null,
            Residual = facts.Residual,
        });
        switch (sizing)
        {
            case SizingDecision.Refused refused:
                return new EntryDecision.Skip(refused.Denial);
            case SizingDecision.Kept kept:
                return new EntryDecision.Skip(kept.Denial, kept.Residual);
        }

        var sized = (SizingDecision.Sized)sizing;
        var stop = ProtectionPrices.Stop(signal.Key.Side, price.Bound, leverage.StopLossPercent, instrument.TickSize);
        var risk = RiskGate.Check(new RiskFacts
        {
            Policy = facts.Policy,
            Limits = facts.Limits,
            Standing = facts.Standing,
            BalanceUsdt = facts.Account.BalanceUsdt,
            AvailableUsdt = facts.Account.AvailableUsdt,
            TransferableUsdt = facts.Account.TransferableUsdt,
            Cost = cost,
            Price = price,
            CheckPrice = checkPrice,
            Type = type,
            Side = signal.Key.Side,
            Size = sized.Size,
            StopPrice = stop,
            Loss = facts.Loss,
            OpenPositions = facts.OpenPositions,
            AddsToPosition = facts.Own is not null,
            Volume24hUsdt = facts.Ticker.Volume24hUsdt,
            IndexPrice = facts.Ticker.Index ?? facts.Ticker.Mark, // where a venue tells no index its mark, an average of indices, stands for it
            Exposure = facts.Exposure,
            Drawdown = facts.Drawdown,
            SourceSymbol = signal.Key.Symbol,
        });
        if (risk is RiskDecision.Refused no)
            return new EntryDecision.Skip(no.Denial with { Numbers = no.Denial.Numbers.With(sized.Numbers) });

        var yes = (RiskDecision.Allowed)risk;
        var order = new EntryOrder
        {
            Account = facts.Market.Account,
            Instrument = instrument,
            Side = signal.Key.Side.Entry(),
            PositionSide = signal.Key.Side,
            Type = type,
            Size = yes.Size,
            LimitPrice = type == OrderType.LimitIoc ? price.Bound : null,
            ReferencePrice = price.Reference,
            Leverage = leverage.Leverage,
            MarginMode = leverage.MarginMode,
            MustSetLeverage = leverage.MustSet,
            StopLossPercent = leverage.StopLossPercent,
            StopPrice = stop,
            TakeProfitPercent = facts.Policy.TakeProfitPercent,
            TrailingStopPercent = facts.Policy.Follow.TrailingStopPercent,
            MarginUsdt = yes.MarginUsdt,
            NotionalUsdt = yes.NotionalUsdt,
            ReserveUsdt = yes.ReserveUsdt,
            TransferUsdt = yes.TransferUsdt,
            WorstLossUsdt = yes.WorstLossUsdt,
        };
        var usesResidual = facts.Residual is { IsZero: false } && sized.By != SizedBy.Manual;
        return new EntryDecision.Copy(
            order,
            [.. leverage.Warnings.AsSpan(), .. sized.Warnings.AsSpan(), .. yes.Warnings.AsSpan()],
            yes.Numbers.With(leverage.Numbers).With(sized.Numbers).With("size", yes.Size.Value),
            usesResidual);
    }
}
