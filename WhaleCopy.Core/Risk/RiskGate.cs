using WhaleCopy.Core.Money;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Risk;

/// <summary>
/// The thirteen checks of an entry, in order; the first refusal ends it, adjustments add up as warnings. Exits pass none of
/// these: getting out is never refused for money, limits, pause or subscription.
/// </summary>
public static class RiskGate
{
    /// <summary>Runs the checks.</summary>
    public static RiskDecision Check(RiskFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new Run(facts).All();
    }

    /// <summary>Check 1 alone.</summary>
    public static Denial? StandingDenial(UserStanding standing) =>
        standing.IsBanned ? new Denial(DenialReason.UserBanned, "your account is banned", DecisionNumbers.None)
        : !standing.IsActive ? new Denial(DenialReason.UserInactive, "your account is not active", DecisionNumbers.None)
        : standing.IsPaused ? new Denial(DenialReason.UserPaused, "copying is paused", DecisionNumbers.None)
        : null;

    private sealed class Run(RiskFacts facts)
    {
        private readonly List<string> _warnings = [];
        private OrderSize _size = facts.Size;

        private RiskLimits Limits => facts.Limits;

        private OrderCost Cost => facts.Cost;

        private InstrumentSpec Instrument => facts.Cost.Instrument;

        public RiskDecision All()
        {
            var denial = Standing() // 1
                ?? Balance() // 2
                ?? Notional() // 3
                ?? Futures() // 4
                ?? Available() // 5
                ?? MaxSize() // 6
                ?? Loss() // 7
                ?? Positions() // 8
                ?? Leverage() // 9
                ?? EntryPricing.Gate(facts.Price, facts.Side.Entry()) // 10
                ?? Symbol() // 11
                ?? Exposure() // 12
                ?? Drawdown() // 13
                ?? Notional() // 3 again, and the venue's minimum, after the last adjustment
                ?? Minimum();
            if (denial is not null)
                return new RiskDecision.Refused(denial);
            var worst = Worst();
            var transfer = WalletTransfers.Missing(Cost.ReserveUsdt(_size), facts.AvailableUsdt);
            var numbers = EntryPricing.NumbersOf(facts.Price, facts.Side.Entry())
                .With("size", _size.Value)
                .With("leverage", Cost.Leverage)
                .With("margin_usdt", Cents(Cost.MarginUsdt(_size)))
                .With("notional_usdt", Cents(Cost.NotionalUsdt(_size)))
                .With("reserve_usdt", Cents(Cost.ReserveUsdt(_size)))
                .With("stop_price", facts.StopPrice)
                .With("worst_loss_usdt", Cents(worst))
                .With("available_usdt", Cents(facts.AvailableUsdt))
                .With("day_loss_usdt", Cents(facts.Loss.WorstUsdt))
                .With("daily_loss_limit_usdt", facts.Policy.User.DailyLossLimitUsdt)
                .With("open_positions", facts.OpenPositions);
            if (transfer > 0m)
            {
                _warnings.Add($"{Plain.Usdt(transfer)} moved from your other wallet");
                numbers = numbers.With("transfer_usdt", transfer);
            }

            return new RiskDecision.Allowed(
                _size, Cost.MarginUsdt(_size), Cost.NotionalUsdt(_size), Cost.ReserveUsdt(_size), transfer, worst, [.. _warnings], numbers);
        }

        private decimal Worst() => DailyLoss.WorstOf(Cost, _size, facts.Side, facts.Price.Bound, facts.StopPrice);

        private Denial? Standing() => StandingDenial(facts.Standing);

        private Denial? Balance() => facts.BalanceUsdt >= Limits.MinBalanceUsdt ? null : new Denial(
            DenialReason.BalanceTooSmall,
            $"balance {Plain.Usdt(facts.BalanceUsdt)} < {Plain.Usdt(Limits.MinBalanceUsdt)}",
            DecisionNumbers.None.With("balance_usdt", Cents(facts.BalanceUsdt)).With("min_balance_usdt", Limits.MinBalanceUsdt));

        private Denial? Notional()
        {
            var notional = Cost.NotionalUsdt(_size);
            return notional >= Limits.MinNotionalUsdt ? null : new Denial(
                DenialReason.NotionalTooSmall,
                $"value {Plain.Usdt(notional)} < {Plain.Usdt(Limits.MinNotionalUsdt)}",
                DecisionNumbers.None.With("notional_usdt", Cents(notional)).With("min_notional_usdt", Limits.MinNotionalUsdt).With("size", _size.Value));
        }

        private Denial? Futures() => Instrument.Id.Market == Market.Spot || facts.Policy.Tier.FuturesAllowed ? null : new Denial(
            DenialReason.FuturesNotAllowed, "your tier has no futures", DecisionNumbers.None.With("market", WireName<Market>.Of(Instrument.Id.Market)));

        private Denial? Available()
        {
            var needed = Cost.ReserveUsdt(_size);
            var available = facts.AvailableUsdt + facts.TransferableUsdt;
            if (needed <= available)
                return null;
            var numbers = DecisionNumbers.None
                .With("needed_usdt", Cents(needed))
                .With("available_usdt", Cents(available));
            var sentence = $"needs {Plain.Usdt(needed)}, available {Plain.Usdt(available)}";
            if (facts.Policy.User.InsufficientFunds == InsufficientFundsPolicy.Skip)
                return new Denial(DenialReason.InsufficientFunds, sentence, numbers);

            var target = available * Limits.ShrinkToPercent / 100m;
            var shrunk = Instrument.Floor(Cost.SizeWithin(target), facts.Type);
            if (shrunk < Least() || Cost.NotionalUsdt(shrunk) < Limits.MinNotionalUsdt)
            {
                return new Denial(
                    DenialReason.InsufficientFunds,
                    $"{sentence}; {Plain.Percent(Limits.ShrinkToPercent)} of it is below the minimum",
                    numbers.With("shrunk_size", shrunk.Value));
            }

            _warnings.Add($"shrunk to {Plain.Usdt(Cost.ReserveUsdt(shrunk))}: {sentence}");
            _size = shrunk;
            return null;
        }

        private Denial? MaxSize()
        {
            var most = facts.Policy.User.MaxTradeSizeUsdt;
            var margin = Cost.MarginUsdt(_size);
            if (margin <= most)
                return null;
            _size = Instrument.Floor(Cost.SizeOfMargin(most), facts.Type);
            _warnings.Add($"margin lowered from {Plain.Usdt(margin)} to your maximum of {Plain.Usdt(most)}");
            return null;
        }

        private Denial? Loss()
        {
            var limit = facts.Policy.User.DailyLossLimitUsdt;
            var worst = Worst();
            var total = facts.Loss.WorstUsdt + worst;
            return total <= limit ? null : new Denial(
                DenialReason.DailyLossLimit,
                $"today's loss could reach {Plain.Usdt(total)} > {Plain.Usdt(limit)}: realised {Plain.Usdt(facts.Loss.RealizedTodayUsdt)}, "
                    + $"open losses {Plain.Usdt(facts.Loss.OpenLossUsdt)}, in flight {Plain.Usdt(facts.Loss.InFlightWorstUsdt)}, this copy {Plain.Usdt(worst)}",
                DecisionNumbers.None
                    .With("day_loss_usdt", Cents(total))
                    .With("daily_loss_limit_usdt", limit)
                    .With("realized_today_usdt", Cents(facts.Loss.RealizedTodayUsdt))
                    .With("open_loss_usdt", Cents(facts.Loss.OpenLossUsdt))
                    .With("in_flight_worst_usdt", Cents(facts.Loss.InFlightWorstUsdt))
                    .With("worst_loss_usdt", Cents(worst)));
        }

        private Denial? Positions()
        {
            var most = facts.Policy.MaxOpenPositions;
            return facts.AddsToPosition || facts.OpenPositions < most ? null : new Denial(
                DenialReason.TooManyPositions,
                $"{facts.OpenPositions} positions of {most}",
                DecisionNumbers.None.With("open_positions", facts.OpenPositions).With("max_open_positions", most));
        }

        private Denial? Leverage()
        {
            if (Instrument.Id.Market == Market.Spot)
                return null;
            var notional = Cost.NotionalUsdt(_size);
            var most = int.Min(facts.Policy.User.MaxLeverage, Instrument.MaxLeverageAt(notional));
            return Cost.Leverage <= most ? null : new Denial(
                DenialReason.LeverageTooHigh,
                $"leverage {Cost.Leverage}x > {most}x for {Plain.Usdt(notional)}",
                DecisionNumbers.None.With("leverage", Cost.Leverage).With("max_leverage", most).With("notional_usdt", Cents(notional)));
        }

        private Denial? Symbol()
        {
            var symbol = Instrument.Id.Symbol;
            var listed = facts.Policy.SymbolDenial(symbol);
            if (facts.SourceSymbol is { } source && source != symbol)
                listed = Stricter(listed, facts.Policy.SymbolDenial(source));
            if (listed is { } reason)
            {
                var sentence = reason == DenialReason.SymbolDenied ? $"{symbol} is on your deny list" : $"{symbol} is not on your allow list";
                return new Denial(reason, sentence, DecisionNumbers.None.With("symbol", symbol));
            }

            if (facts.Volume24hUsdt is not { } volume || volume < Limits.MinDailyVolumeUsdt)
            {
                return new Denial(
                    DenialReason.VolumeTooSmall,
                    $"24 h volume {(facts.Volume24hUsdt is { } known ? Plain.Usdt(known) : "unknown")} < {Plain.Usdt(Limits.MinDailyVolumeUsdt)}",
                    DecisionNumbers.None.With("volume_24h_usdt", facts.Volume24hUsdt).With("min_volume_24h_usdt", Limits.MinDailyVolumeUsdt));
            }

            if (facts.IndexPrice is not > 0m)
            {
                return Instrument.Id.Market == Market.Spot ? null : new Denial(
                    DenialReason.OutsideIndexBand,
                    $"the index price of {symbol} is not known",
                    DecisionNumbers.None.With("bound", facts.Price.Bound).With("index_band_percent", Limits.IndexBandPercent));
            }

            var index = facts.IndexPrice.Value;
            var distance = decimal.Abs(facts.Price.Bound - index) / index * 100m;
            return distance <= Limits.IndexBandPercent ? null : new Denial(
                DenialReason.OutsideIndexBand,
                $"bound {Plain.Price(facts.Price.Bound)} is {Plain.Percent(distance)} from the index {Plain.Price(index)}, more than {Plain.Percent(Limits.IndexBandPercent)}",
                DecisionNumbers.None
                    .With("bound", facts.Price.Bound)
                    .With("index_price", index)
                    .With("index_distance_percent", decimal.Round(distance, 4))
                    .With("index_band_percent", Limits.IndexBandPercent));
        }

        // On one of two names allowed is allowed, on one of two names denied is denied.
        private static DenialReason? Stricter(DenialReason? left, DenialReason? right) =>
            left == DenialReason.SymbolDenied || right == DenialReason.SymbolDenied ? DenialReason.SymbolDenied
            : left is null || right is null ? null
            : left;

        private Denial? Exposure()
        {
            var margin = Cost.MarginUsdt(_size);
            var follow = facts.Policy.Follow;
            return Over(DenialReason.SymbolExposure, $"margin in {Instrument.Id.Symbol}", facts.Exposure.SymbolMarginUsdt, margin, follow.MaxSymbolUsdt)
                ?? Over(DenialReason.WhaleBudget, "the follow's margin", facts.Exposure.WhaleMarginUsdt, margin, follow.BudgetUsdt)
                ?? Over(DenialReason.TotalExposure, "margin in all", facts.Exposure.TotalMarginUsdt, margin, Limits.MaxTotalMarginUsdt);
        }

        private static Denial? Over(DenialReason reason, string what, decimal used, decimal margin, decimal? most) =>
            most is not { } limit || used + margin <= limit ? null : new Denial(
                reason,
                $"{what} would be {Plain.Usdt(used + margin)} > {Plain.Usdt(limit)}",
                DecisionNumbers.None.With("used_usdt", Cents(used)).With("margin_usdt", Cents(margin)).With("limit_usdt", limit));

        private Denial? Drawdown() => facts.Drawdown is { } drawdown ? DrawdownStop.Check(drawdown, facts.Policy.Follow) : null;

        private Denial? Minimum()
        {
            var minimum = Least();
            return _size >= minimum ? null : new Denial(
                DenialReason.BelowMinimum,
                $"{Plain.Size(_size)} of {Instrument.Id.Symbol} is below the venue's minimum of {Plain.Size(minimum)} after the adjustments",
                DecisionNumbers.None.With("size", _size.Value).With("minimum_size", minimum.Value));
        }

        /// <summary>On spot what is left of it after its fee has to be sold again, by its stop too.</summary>
        private OrderSize Least()
        {
            if (Instrument.Id.Market != Market.Spot)
                return Cost.Minimum(facts.Type, facts.CheckPrice);
            var sold = Cost.Minimum(OrderType.Market, decimal.Min(facts.CheckPrice, facts.StopPrice));
            return OrderSize.Of(Rounding.CeilingToStep(sold.Value / (1m - Instrument.TakerFeeRate), Instrument.StepOf(facts.Type)), sold.Unit);
        }

        private static decimal Cents(decimal value) => decimal.Round(value, 4);
    }
}
