using CsCheck;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Tests.Sizing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Accounting;

public sealed class AccountingTests
{
    private static readonly InstrumentSpec Inverse = Copying.Bitcoin with
    {
        Id = new InstrumentId(Venue.Binance, Market.CoinM, "BTCUSD"),
        SizeUnit = SizeUnit.Contracts,
        ContractSize = 100m,
        SizeStep = 1m,
        MarketSizeStep = 1m,
        MinSize = 1m,
    };

    [Fact]
    public void Entries_average_by_what_was_paid()
    {
        var holding = PositionMath.Add(Copying.Bitcoin, default, Coins(1m), 50_000m, 5);
        holding = PositionMath.Add(Copying.Bitcoin, holding, Coins(3m), 54_000m, 5);

        Assert.Equal(new Holding(Coins(4m), 53_000m, (50_000m + 162_000m) / 5m), holding);
    }

    [Fact]
    public void Inverse_entries_average_harmonically()
    {
        var holding = PositionMath.Add(Inverse, new Holding(Contracts(0m), 0m, 0m), Contracts(10m), 50_000m, 1);
        holding = PositionMath.Add(Inverse, holding, Contracts(10m), 100_000m, 1);

        Assert.Equal(66_666.67m, decimal.Round(holding.EntryPrice, 2));
    }

    [Fact]
    public void An_exit_realises_its_part_and_frees_its_margin()
    {
        var result = PositionMath.Take(Copying.Bitcoin, new Holding(Coins(4m), 50_000m, 40_000m), Coins(1m), 55_000m, PositionSide.Long);

        Assert.Equal(new ExitResult(new Holding(Coins(3m), 50_000m, 30_000m), 5_000m, 10_000m), result);
    }

    [Fact]
    public void A_short_gains_when_the_price_falls() => Assert.Equal(
        5_000m, PositionMath.Take(Copying.Bitcoin, new Holding(Coins(1m), 60_000m, 1m), Coins(1m), 55_000m, PositionSide.Short).ProfitUsdt);

    [Fact]
    public void More_than_is_held_takes_what_is_held() => Assert.Equal(
        default, PositionMath.Take(Copying.Bitcoin, new Holding(Coins(1m), 60_000m, 12_000m), Coins(7m), 60_000m, PositionSide.Long).Rest with { Quantity = default });

    [Fact]
    public void A_spot_fee_in_the_coin_is_gone_from_the_quantity()
    {
        Assert.Equal(Coins(0.00999m), PositionMath.NetOfBaseFee(Copying.SpotBitcoin, Coins(0.01m), 0.00001m, "BTC"));
        Assert.Equal(Coins(0.00998m), PositionMath.NetOfBaseFee(Copying.SpotBitcoin, Coins(0.01m), 0.000011m, "BTC"));
        Assert.Equal(Coins(0.01m), PositionMath.NetOfBaseFee(Copying.SpotBitcoin, Coins(0.01m), 0.6m, "USDT"));
        Assert.Equal(Coins(0.01m), PositionMath.NetOfBaseFee(Copying.Bitcoin, Coins(0.01m), 0.00001m, "BTC"));
    }

    [Fact]
    public void Commission_is_due_above_the_high_water_mark_alone()
    {
        Assert.Equal((2m, 100m), CommissionAccrual.OnClose(100m, 0m, 2m));
        Assert.Equal((0m, 100m), CommissionAccrual.OnClose(60m, 100m, 2m));
        Assert.Equal((0m, 100m), CommissionAccrual.OnClose(100m, 100m, 2m));
        Assert.Equal((0.2m, 110m), CommissionAccrual.OnClose(110m, 100m, 2m));
        Assert.Equal((0m, 0m), CommissionAccrual.OnClose(-50m, -10m, 2m));
    }

    private static OrderSize Coins(decimal value) => OrderSize.Of(new BaseQuantity(value));

    private static OrderSize Contracts(decimal value) => OrderSize.Of(new ContractCount(value));
}

public sealed class LedgerProperties
{
    // A trade is reserved, then released, or used by a fill and then taken off in parts.
    private static readonly Gen<(decimal Reserve, decimal Fill, decimal[] Exits, bool Fills, int Repeat)> Trades = Gen.Select(
        Gen.OneOf(0m, 5m, 100.123456789m), Gen.OneOf(0.5m, 1m, 3m), Gen.OneOf(0.1m, 0.25m, 0.5m).Array[0, 4], Gen.Bool, Gen.Int[1, 3]);

    [Fact]
    public void Sums_equal_the_columns_however_often_events_are_written() =>
        Gen.Select(Trades.Array[0, 6], Gen.OneOf(40_000m, 60_000m, 90_000m)).Sample((trades, price) =>
        {
            var written = new List<LedgerEntry>();
            var columns = default(LedgerTotals);
            for (var i = 0; i < trades.Length; i++)
            {
                var (reserve, fill, exits, fills, repeat) = trades[i];
                var trade = new Guid(i + 1, 0, 0, new byte[8]);
                var entries = new List<LedgerEntry> { Ledger.Reserve(trade, reserve), Ledger.EndReservation(trade, reserve) };
                if (fills)
                {
                    var holding = PositionMath.Add(Copying.Bitcoin, default, OrderSize.Of(new BaseQuantity(fill)), 60_000m, 5);
                    entries.Add(Ledger.Use(trade, holding.MarginUsdt));
                    entries.Add(Ledger.Fee(Ledger.CauseOf(trade), 1.5m));
                    columns = columns with { FeesUsdt = columns.FeesUsdt - 1.5m };
                    for (var e = 0; e < exits.Length; e++)
                    {
                        var result = PositionMath.Take(Copying.Bitcoin, holding, holding.Quantity * exits[e], price, PositionSide.Long);
                        entries.Add(Ledger.Free($"exit{i}.{e}", result.FreedMarginUsdt));
                        entries.Add(Ledger.Profit($"exit{i}.{e}", result.ProfitUsdt));
                        columns = columns with { ProfitUsdt = columns.ProfitUsdt + result.ProfitUsdt };
                        holding = result.Rest;
                    }

                    columns = columns with { UsedUsdt = columns.UsedUsdt + holding.MarginUsdt };
                }

                for (var r = 0; r < repeat; r++)
                    written.AddRange(entries);
            }

            var totals = LedgerTotals.Of(written);

            Assert.Equal(0m, totals.ReservedUsdt);
            Assert.Equal(Round(columns), Round(totals));
        });

    [Fact]
    public void A_position_taken_off_in_parts_realises_what_it_would_have_at_once() =>
        Gen.Select(Gens.Prices, Gens.Prices, Gens.Sides, Gen.OneOf(0.1m, 0.3m, 0.5m, 0.9m).Array[0, 5], Gen.Bool).Sample((entry, exit, side, parts, inverse) =>
        {
            var instrument = inverse
                ? Copying.Bitcoin with { Id = new InstrumentId(Venue.Binance, Market.CoinM, "BTCUSD"), SizeUnit = SizeUnit.Contracts, ContractSize = 100m }
                : Copying.Bitcoin;
            var whole = PositionMath.Add(instrument, new Holding(OrderSize.Of(0m, instrument.SizeUnit), 0m, 0m), OrderSize.Of(8m, instrument.SizeUnit), entry, 3);
            var atOnce = PositionMath.Take(instrument, whole, whole.Quantity, exit, side);

            var (holding, profit, freed) = (whole, 0m, 0m);
            foreach (var part in (decimal[])[.. parts, 1m])
            {
                var result = PositionMath.Take(instrument, holding, holding.Quantity * part, exit, side);
                (holding, profit, freed) = (result.Rest, profit + result.ProfitUsdt, freed + result.FreedMarginUsdt);
            }

            Assert.True(holding.Quantity.IsZero && holding.MarginUsdt == 0m);
            AssertClose(atOnce.ProfitUsdt, profit);
            AssertClose(whole.MarginUsdt, freed);
        });

    [Fact]
    public void Commission_over_a_life_is_at_most_the_percentage_of_the_best_it_was() =>
        Gen.Int[-500, 500].Array[0, 20].Sample(closes =>
        {
            var (profit, mark, commission, best) = (0m, 0m, 0m, 0m);
            foreach (var close in closes)
            {
                profit += close;
                best = decimal.Max(best, profit);
                (var due, mark) = CommissionAccrual.OnClose(profit, mark, 2m);
                Assert.True(due >= 0m);
                commission += due;
            }

            Assert.Equal(best, mark);
            Assert.Equal(best * 0.02m, commission);
        });

    private static void AssertClose(decimal expected, decimal actual) =>
        Assert.True(decimal.Abs(expected - actual) <= decimal.Max(1m, decimal.Abs(expected)) * 1e-15m, $"{expected} and {actual}");

    private static LedgerTotals Round(LedgerTotals totals) => new(
        decimal.Round(totals.ReservedUsdt, 12), decimal.Round(totals.UsedUsdt, 12), decimal.Round(totals.ProfitUsdt, 12),
        decimal.Round(totals.FeesUsdt, 12), decimal.Round(totals.FundingUsdt, 12), decimal.Round(totals.CommissionUsdt, 12));
}
