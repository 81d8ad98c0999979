using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Sizing;

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
            InstrumentMaxLeverage = instrument.MaxLeverageAt(
                facts.Policy.Follow.Mode == Users.SizingMode.QuantityMultiplier ? wantedNotional * facts.Policy.Follow.QuantityMultiplier : null),
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
            return new EntryDecision.Skip(no.Denial with { Numbers = sized.Numbers.With(no.Denial.Numbers) });

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
