using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Tests.Sizing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Tests.Venues;

public sealed class InstrumentSpecTests
{
    [Fact]
    public void The_tightest_bracket_that_holds_the_value_says_how_much_leverage()
    {
        var instrument = Copying.Bitcoin with { MaxLeverage = 125, Brackets = [new LeverageBracket(1_000_000m, 2), new LeverageBracket(50_000m, 150)] };

        Assert.Equal([125, 125, 2, 2, 2], new[] { 0m, 50_000m, 50_000.01m, 1_000_000m, 5_000_000m }.Select(value => instrument.MaxLeverageAt(value)));
        Assert.Equal(125, instrument.MaxLeverageAt(null));
        Assert.Equal(1, (Copying.Bitcoin with { MaxLeverage = 0 }).MaxLeverageAt(100m));
    }

    [Fact]
    public void Contracts_and_coins_are_turned_into_each_other_and_back() =>
        Gen.Select(Gens.Instruments, Gens.Sizes, Gens.Prices).Sample((instrument, coins, price) =>
        {
            var size = instrument.FromBase(new BaseQuantity(coins), price);
            var back = instrument.ToBase(size, price).Value;

            Assert.Equal(instrument.SizeUnit, size.Unit);
            Assert.True(decimal.Abs(back - coins) <= coins * 1e-12m + 1e-18m, $"{coins} became {back}");
        });

    [Fact]
    public void A_value_buys_a_size_of_that_value() =>
        Gen.Select(Gens.Instruments, Gen.OneOf(5m, 100m, 12_345.67m), Gens.Prices).Sample((instrument, usdt, price) =>
        {
            var value = instrument.NotionalUsdt(instrument.FromNotional(usdt, price), price);

            Assert.True(decimal.Abs(value - usdt) <= usdt * 1e-12m, $"{usdt} became {value}");
        });

    [Fact]
    public void Rounding_goes_down_to_the_step_and_by_less_than_one() =>
        Gen.Select(Gens.Sizes, Gen.OneOf(0.00000001m, 0.001m, 1m, 10m)).Sample((value, step) =>
        {
            var (down, up) = (Rounding.FloorToStep(value, step), Rounding.CeilingToStep(value, step));

            Assert.True(down <= value && value - down < step && up >= value && up - value < step);
            Assert.True(Rounding.IsOnStep(down, step) && Rounding.IsOnStep(up, step));
        });

    [Fact]
    public void A_position_of_inverse_contracts_gains_in_coins()
    {
        var inverse = Copying.Bitcoin with { Id = new InstrumentId(Venue.Binance, Market.CoinM, "BTCUSD"), SizeUnit = SizeUnit.Contracts, ContractSize = 100m };

        // 100 contracts of 100 USD from 50,000 to 100,000: 0.2 − 0.1 coins, worth 10,000
        Assert.Equal(10_000m, inverse.ProfitUsdt(OrderSize.Of(new ContractCount(100m)), PositionSide.Long, 50_000m, 100_000m));
    }

    [Fact]
    public void What_one_side_gains_the_other_loses() =>
        Gen.Select(Gens.Instruments, Gens.Prices, Gens.Prices).Sample((instrument, entry, exit) =>
        {
            var size = OrderSize.Of(7m, instrument.SizeUnit);

            Assert.Equal(
                instrument.ProfitUsdt(size, PositionSide.Long, entry, exit),
                -instrument.ProfitUsdt(size, PositionSide.Short, entry, exit));
        });

    [Fact]
    public void Coins_and_contracts_do_not_mix()
    {
        var (coins, contracts) = (OrderSize.Of(new BaseQuantity(1m)), OrderSize.Of(new ContractCount(1m)));

        Assert.Throws<InvalidOperationException>(() => coins + contracts);
        Assert.Throws<InvalidOperationException>(() => coins < contracts);
        Assert.Throws<InvalidOperationException>(() => contracts.AsBase());
    }
}
