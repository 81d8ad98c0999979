using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using static WhaleCopy.Core.Tests.Whales.WatchedWhale;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class PositionDiffTests
{
    private static readonly WhaleSource Hedging = Gens.Source(hasHistory: false, stableIds: false, canHedge: true);
    private static readonly WhaleSource OneWay = Gens.Source(hasHistory: false, stableIds: false, canHedge: false);
    private static readonly WhaleSource WithIds = Gens.Source(hasHistory: true, stableIds: true, canHedge: true);

    [Fact]
    public void A_key_that_appears_is_opened()
    {
        var delta = Assert.Single(Diff([], [Long("BTCUSDT", 2m)], Hedging));

        Assert.Equal(2m, Assert.IsType<PositionDelta.Opened>(delta).Current.Size);
    }

    [Fact]
    public void A_larger_size_is_an_increase_by_the_fraction_of_the_signalled_size()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m)], [Long("BTCUSDT", 2.8m)], Hedging));

        Assert.Equal(0.4m, Assert.IsType<PositionDelta.Increased>(delta).Fraction);
    }

    [Fact]
    public void A_smaller_size_is_a_reduction_by_the_fraction_of_the_signalled_size()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m)], [Long("BTCUSDT", 1.5m)], Hedging));

        Assert.Equal(0.25m, Assert.IsType<PositionDelta.Reduced>(delta).Fraction);
    }

    [Fact]
    public void A_change_below_one_percent_is_a_drift()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m)], [Long("BTCUSDT", 2.019m)], Hedging));

        Assert.IsType<PositionDelta.Drifted>(delta);
    }

    [Fact]
    public void A_change_below_one_step_of_the_source_is_a_drift()
    {
        BookLine[] book = [BookLine.Told(Long("BTCUSDT", 0.1m))];

        var delta = Assert.Single(PositionDiff.Compare(book, Snapshot(Long("BTCUSDT", 0.105m)), Hedging, stepOf: _ => 0.01m));

        Assert.IsType<PositionDelta.Drifted>(delta);
    }

    [Fact]
    public void Small_steps_add_up_against_the_last_signalled_size()
    {
        BookLine[] book = [BookLine.Told(Long("BTCUSDT", 2m)) with { Position = Long("BTCUSDT", 2.019m) }];

        var delta = Assert.Single(PositionDiff.Compare(book, Snapshot(Long("BTCUSDT", 2.03m)), Hedging));

        Assert.Equal(0.015m, Assert.IsType<PositionDelta.Increased>(delta).Fraction);
    }

    [Fact]
    public void A_key_that_is_gone_is_only_suspected_closed()
    {
        var deltas = Diff([Long("BTCUSDT", 2m), Long("ETHUSDT", 1m)], [Long("ETHUSDT", 1m)], Hedging);

        Assert.Equal("BTCUSDT", Assert.IsType<PositionDelta.CloseSuspected>(Assert.Single(deltas)).Key.Symbol);
    }

    [Fact]
    public void The_opposite_side_on_a_one_way_source_is_a_flip()
    {
        var delta = Assert.Single(Diff([Short("BTCUSDT", 2m)], [Long("BTCUSDT", 1m)], OneWay));

        var flip = Assert.IsType<PositionDelta.Flipped>(delta);
        Assert.Equal((PositionSide.Short, PositionSide.Long), (flip.Previous.Position.Key.Side, flip.Current.Key.Side));
    }

    [Fact]
    public void The_opposite_side_on_a_hedging_source_is_a_suspicion_and_an_opening()
    {
        var deltas = Diff([Long("BTCUSDT", 2m)], [Short("BTCUSDT", 1m)], Hedging);

        Assert.Collection(
            deltas,
            first => Assert.IsType<PositionDelta.CloseSuspected>(first),
            second => Assert.IsType<PositionDelta.Opened>(second));
    }

    [Fact]
    public void A_row_that_says_one_way_flips_on_a_hedging_source_too()
    {
        var delta = Assert.Single(Diff(
            [Long("BTCUSDT", 2m) with { IsOneWay = true }], [Short("BTCUSDT", 1m) with { IsOneWay = true }], Hedging));

        Assert.IsType<PositionDelta.Flipped>(delta);
    }

    [Fact]
    public void Both_sides_at_once_are_two_positions()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m)], [Long("BTCUSDT", 2m), Short("BTCUSDT", 1m)], OneWay));

        Assert.Equal(PositionSide.Short, Assert.IsType<PositionDelta.Opened>(delta).Key.Side);
    }

    [Fact]
    public void Usd_m_and_coin_m_of_one_pair_are_different_keys()
    {
        var deltas = Diff(
            [Line(Market.UsdM, "BTCUSDT", PositionSide.Long, 1m, 60_000m)],
            [Line(Market.UsdM, "BTCUSDT", PositionSide.Long, 1m, 60_000m), Line(Market.CoinM, "BTCUSD", PositionSide.Long, 10m, 60_000m)],
            Hedging);

        Assert.Equal(Market.CoinM, Assert.IsType<PositionDelta.Opened>(Assert.Single(deltas)).Key.Market);
    }

    [Fact]
    public void Disjoint_ids_are_a_reopening_where_ids_are_stable()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m, 60_000m, "a")], [Long("BTCUSDT", 2m, 60_000m, "b")], WithIds));

        Assert.IsType<PositionDelta.Reopened>(delta);
    }

    [Fact]
    public void A_further_sub_position_is_an_increase_and_no_reopening()
    {
        var before = Long("BTCUSDT", 2m, 60_000m, "a") with { OpenedAt = Gens.Start };
        var now = Long("BTCUSDT", 3m, 60_000m, "a", "b") with { OpenedAt = Gens.Start.AddHours(1), FirstOpenedAt = Gens.Start };

        Assert.IsType<PositionDelta.Increased>(Assert.Single(Diff([before], [now], WithIds)));
    }

    [Fact]
    public void A_newer_open_time_is_a_reopening_where_ids_are_stable()
    {
        var before = Long("BTCUSDT", 2m) with { OpenedAt = Gens.Start };
        var now = Long("BTCUSDT", 2m) with { OpenedAt = Gens.Start.AddSeconds(9) };

        Assert.IsType<PositionDelta.Reopened>(Assert.Single(Diff([before], [now], WithIds)));
        Assert.Empty(Diff([before], [now], Hedging));
    }

    [Fact]
    public void Ids_that_repeat_the_symbol_are_no_identity()
    {
        Assert.Empty(Diff([Long("BTCUSDT", 2m, 60_000m, "a")], [Long("BTCUSDT", 2m, 60_000m, "b")], Hedging));
    }

    [Fact]
    public void Leverage_margin_mode_and_entry_price_alone_are_terms()
    {
        var before = Long("BTCUSDT", 2m) with { MarginMode = MarginMode.Cross };

        Assert.IsType<PositionDelta.TermsChanged>(Assert.Single(Diff([before], [before with { Leverage = 20m }], Hedging)));
        Assert.IsType<PositionDelta.TermsChanged>(Assert.Single(Diff([before], [before with { MarginMode = MarginMode.Isolated }], Hedging)));
        Assert.IsType<PositionDelta.TermsChanged>(Assert.Single(Diff([before], [before with { EntryPrice = 60_001m }], Hedging)));
    }

    [Fact]
    public void Marks_and_profits_alone_are_nothing()
    {
        var before = Long("BTCUSDT", 2m) with { MarkPrice = 60_000m, UnrealizedPnlUsdt = 0m, NotionalUsdt = 120_000m };

        Assert.Empty(Diff([before], [before with { MarkPrice = 61_000m, UnrealizedPnlUsdt = 2_000m, NotionalUsdt = 122_000m }], Hedging));
    }

    [Fact]
    public void A_change_of_the_source_unit_is_no_change_of_size()
    {
        var before = Line(Market.UsdM, "BTCUSDT", PositionSide.Long, 2m, 60_000m);

        Assert.IsType<PositionDelta.TermsChanged>(Assert.Single(Diff([before], [before with { Size = 2_000m, SizeUnit = SizeUnit.Contracts }], Hedging)));
    }

    [Fact]
    public void Two_keys_gone_at_once_with_nothing_left_are_a_mass_vanish()
    {
        var delta = Assert.Single(Diff([Long("BTCUSDT", 2m), Long("ETHUSDT", 1m)], [], Hedging));

        Assert.Equal(2, Assert.IsType<PositionDelta.MassVanish>(delta).Gone.Count);
    }

    [Fact]
    public void Two_keys_gone_with_something_left_are_two_suspicions()
    {
        var deltas = Diff([Long("BTCUSDT", 2m), Long("ETHUSDT", 1m), Long("SOLUSDT", 1m)], [Long("SOLUSDT", 1m)], Hedging);

        Assert.All(deltas, delta => Assert.IsType<PositionDelta.CloseSuspected>(delta));
        Assert.Equal(2, deltas.Count);
    }

    [Fact]
    public void Sub_positions_are_summed_to_a_net_and_kept()
    {
        var net = Assert.Single(PositionDiff.Net(
        [
            Long("BTCUSDT", 1m, 60_000m, "b") with { OpenedAt = Gens.Start.AddHours(1), Leverage = 5m },
            Long("BTCUSDT", 3m, 62_000m, "a") with { OpenedAt = Gens.Start, Leverage = 20m },
            Long("BTCUSDT", 0m, 1m, "z"),
        ]));

        Assert.Equal((4m, 61_500m, 20m), (net.Size, net.EntryPrice, net.Leverage));
        Assert.Equal(["a", "b"], net.PositionIds);
        Assert.Equal((Gens.Start.AddHours(1), Gens.Start), (net.OpenedAt, net.FirstOpenedAt));
        Assert.Equal([1m, 3m], net.Rows.Select(row => row.Size).Order());
    }

    [Fact]
    public void Inverse_contracts_average_harmonically()
    {
        var net = Assert.Single(PositionDiff.Net(
        [
            Line(Market.CoinM, "BTCUSD", PositionSide.Long, 100m, 50_000m),
            Line(Market.CoinM, "BTCUSD", PositionSide.Long, 100m, 100_000m),
        ]));

        Assert.Equal(66_666.67m, decimal.Round(net.EntryPrice, 2));
    }

    [Fact]
    public void Rows_of_one_key_in_two_units_are_refused()
    {
        var row = Long("BTCUSDT", 1m);

        Assert.Throws<ArgumentException>(() => PositionDiff.Net([row, row with { SizeUnit = SizeUnit.Contracts }]));
    }

    [Fact]
    public void An_unchanged_book_costs_no_memory()
    {
        var snapshot = Snapshot(Long("BTCUSDT", 1m), Short("ETHUSDT", 2m), Long("SOLUSDT", 3m));
        var book = snapshot.Positions.Select(BookLine.Told).ToArray();
        _ = PositionDiff.Compare(book, snapshot, Hedging);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _ = PositionDiff.Compare(book, snapshot, Hedging);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static EquatableArray<PositionDelta> Diff(WhalePosition[] previous, WhalePosition[] current, WhaleSource source) =>
        PositionDiff.Compare(Snapshot(previous), Snapshot(current), source);

    private static WhaleSnapshot Snapshot(params WhalePosition[] positions) => new(positions, Gens.Start);
}
