using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Tests.Conformance;
using WhaleCopy.TestKit;
using Xunit.v3;

namespace WhaleCopy.Exchanges.Tests;

/// <summary>
/// Venue × market × operation, each cell with the test that proves it: <c>docs/exchanges/README.md</c> is what this class makes of
/// the capabilities and of the tests that exist. Set <c>WRITE_DOCS=1</c> to write it anew.
/// </summary>
public sealed class CapabilityMatrixTests
{
    private static readonly (string Operation, string[] Cases)[] Trading =
    [
        ("Server time, clock offset", [nameof(VenueConformance.VC20_a_skewed_clock_is_measured_and_signed_with), nameof(VenueConformance.VC21_a_clock_that_jumps_is_measured_anew_and_the_read_succeeds)]),
        ("Instruments with filters", [nameof(VenueConformance.VC22_instruments_carry_steps_and_units)]),
        ("Tickers, one and all", [nameof(VenueConformance.VC23_one_price_and_all_prices_agree)]),
        ("Price stream", [nameof(VenueConformance.VC44_prices_stream_while_they_are_needed)]),
        ("Balances", [nameof(VenueConformance.VC24_a_wallet_shows_what_is_there_and_what_is_free)]),
        ("Positions, one-way", [nameof(VenueConformance.VC19_a_short_in_one_way_mode_is_a_short), nameof(VenueConformance.VC27_positions_show_leverage_and_margin_mode)]),
        ("Positions, hedge", [nameof(VenueConformance.VC18_in_hedge_mode_both_sides_stand_and_each_closes_alone)]),
        ("Leverage and margin mode", [nameof(VenueConformance.VC25_leverage_is_set_and_read_back), nameof(VenueConformance.VC26_a_leverage_beyond_the_bracket_is_refused)]),
        ("Market order, our id", [nameof(VenueConformance.VC01_a_market_order_fills_and_is_found_by_our_id_with_its_fills)]),
        ("Limit-IOC order", [nameof(VenueConformance.VC02_a_limit_order_beyond_its_bound_ends_with_nothing_filled), nameof(VenueConformance.VC42_in_a_thin_market_a_bounded_order_fills_in_part_and_ends)]),
        ("Reduce-only", [nameof(VenueConformance.VC16_reduce_only_without_a_position_is_rejected), nameof(VenueConformance.VC17_an_overlong_reduce_only_order_never_turns_the_position)]),
        ("Query by our id", [nameof(VenueConformance.VC13_an_order_that_nobody_placed_is_not_found_and_not_cancelled)]),
        ("Fills", [nameof(VenueConformance.VC01_a_market_order_fills_and_is_found_by_our_id_with_its_fills), nameof(VenueConformance.VC41_fills_of_several_pages_are_all_read_or_none)]),
        ("Funding", [nameof(VenueConformance.VC46_funding_is_read_with_its_sign_and_what_is_no_answer_is_not_nothing), nameof(VenueConformance.VC47_funding_of_several_pages_is_all_read_or_none)]),
        ("Cancel", [nameof(VenueConformance.VC14_a_done_order_is_not_cancelled)]),
        ("Stop-loss, take-profit", [nameof(VenueConformance.VC28_a_stop_is_placed_listed_found_and_cancelled), nameof(VenueConformance.VC29_a_triggered_stop_closes_its_own_quantity)]),
        ("Stop attached to the entry", [nameof(VenueConformance.VC43_an_attached_stop_stands_with_the_position_where_the_venue_can)]),
        ("Transfer spot ↔ futures", [nameof(VenueConformance.VC37_money_moves_where_wallets_are_apart)]),
        ("Key permissions", [nameof(VenueConformance.VC32_key_permissions_are_read)]),
        ("A lost answer is unknown", [nameof(VenueConformance.VC05_an_order_whose_answer_is_lost_is_unknown_and_found_afterwards), nameof(VenueConformance.VC06_a_time_out_after_acceptance_is_unknown_and_found_afterwards)]),
        ("A late request is refused", [nameof(VenueConformance.VC09_a_venue_refuses_what_is_sent_after_the_window_of_its_attempt)]),
    ];

    private static readonly (string Operation, string[] Cases)[] Reading =
    [
        ("Book", [nameof(ReaderConformance.WR01_a_book_has_every_position_with_its_side_size_and_entry), nameof(ReaderConformance.WR02_a_flat_book_of_one_who_shares_is_complete_and_empty)]),
        ("All pages", [nameof(ReaderConformance.WR05_every_page_of_a_book_is_read), nameof(ReaderConformance.WR06_a_book_whose_second_page_fails_is_partial)]),
        ("Not shown", [nameof(ReaderConformance.WR03_a_book_that_is_not_shared_is_hidden_and_never_flat)]),
        ("No answer", [nameof(ReaderConformance.WR07_what_is_no_book_is_no_answer)]),
        ("History", [nameof(ReaderConformance.WR09_what_was_closed_stands_in_the_history_where_there_is_one)]),
        ("Leaderboard, profile", [nameof(ReaderConformance.WR10_the_leaderboard_names_him), nameof(ReaderConformance.WR11_a_profile_is_his)]),
    ];

    // The founding document's table. COIN-M on Bybit and spot on Bitget are not traded.
    private static readonly (Venue Venue, Market Market)[] Founding =
    [
        (Venue.Binance, Market.Spot), (Venue.Binance, Market.UsdM), (Venue.Binance, Market.CoinM),
        (Venue.Okx, Market.Spot), (Venue.Okx, Market.UsdM), (Venue.Okx, Market.CoinM),
        (Venue.Bybit, Market.Spot), (Venue.Bybit, Market.UsdM),
        (Venue.Bitget, Market.UsdM), (Venue.Bitget, Market.CoinM),
    ];

    [Fact]
    public async Task Every_cell_of_the_founding_table_is_traded_read_and_proven_by_a_test_that_exists()
    {
        await using var venues = await StartAsync();
        var traded = venues.Services.GetRequiredService<VenueTraders>().All
            .SelectMany(trader => trader.Capabilities.Markets.Select(market => (trader.Venue, market.Market)))
            .Order();

        Assert.Equal(Founding.Order(), traded);
        Assert.Equal(Enum.GetValues<Venue>().Order(), venues.Services.GetRequiredService<VenueReaders>().All.Select(reader => reader.Venue).Order());
        foreach (var (venue, market) in Founding)
            Assert.All(Trading.SelectMany(row => row.Cases), name => Exists(TestsOf(venue, market), name));
        foreach (var venue in Enum.GetValues<Venue>())
            Assert.All(Reading.SelectMany(row => row.Cases), name => Exists(ReaderTestsOf(venue), name));
    }

    [Fact]
    public async Task The_matrix_in_the_documentation_is_what_the_code_says()
    {
        await using var venues = await StartAsync();
        var file = Path.Combine(Repository.Root, "docs", "exchanges", "README.md");
        var written = Render(venues.Services.GetRequiredService<VenueTraders>(), venues.Services.GetRequiredService<VenueReaders>());

        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        Assert.Equal(written, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"));
    }

    private static Task<VenueUnderTest> StartAsync() => VenueUnderTest.StartAsync(settings: Bitget.BitgetReaderTests.Broker);

    private static void Exists(Type tests, string name)
    {
        var method = tests.GetMethod(name, BindingFlags.Instance | BindingFlags.Public);
        Assert.True(
            method?.GetCustomAttributes(inherit: true).OfType<IFactAttribute>().SingleOrDefault() is { Skip: null },
            $"{tests.Name}.{name} is no running test.");
    }

    private static Type TestsOf(Venue venue, Market market) =>
        typeof(VenueConformance).Assembly.GetType($"{typeof(VenueConformance).Namespace}.{venue}{market}Conformance", throwOnError: true)!;

    private static Type ReaderTestsOf(Venue venue) =>
        typeof(ReaderConformance).Assembly.GetType($"{typeof(ReaderConformance).Namespace}.{venue}ReaderConformance", throwOnError: true)!;

    private static string Render(VenueTraders traders, VenueReaders readers)
    {
        var text = new StringBuilder();
        Line(text, "# The venues");
        Line(text, string.Empty);
        Line(text, "Written by `CapabilityMatrixTests` from the clients' declared capabilities; the test fails when this page and the code differ");
        Line(text, "(`WRITE_DOCS=1` writes it anew). A cell names the numbered cases that run for that venue and market against the simulator:");
        Line(text, "`VC01` in the column *OKX USD-M* is `OkxUsdMConformance.VC01_…`. A dash: the market has no such thing.");
        Line(text, string.Empty);
        Line(text, "Shapes that neither documentation nor a recording shows: [Binance](binance.md), [OKX](okx.md), [Bybit](bybit.md), [Bitget](bitget.md).");
        Line(text, "Why the clients are ours: [decision 10](../decisions/0010-our-own-venue-clients.md).");
        Line(text, string.Empty);
        Line(text, "## Trading");
        Line(text, string.Empty);
        Line(text, $"| operation | {string.Join(" | ", Founding.Select(cell => $"{NameOf(cell.Venue)} {WireName<Market>.Of(cell.Market)}"))} |");
        Line(text, $"|---|{string.Concat(Enumerable.Repeat("---|", Founding.Length))}");
        foreach (var (operation, cases) in Trading)
            Line(text, $"| {operation} | {string.Join(" | ", Founding.Select(cell => CellOf(traders[cell.Venue], cell.Market, operation, cases)))} |");
        Line(text, string.Empty);
        Line(text, "Bybit's COIN-M and Bitget's spot are not traded here. Every case, faults included, is in `tests/WhaleCopy.Exchanges.Tests/Conformance`.");
        Line(text, string.Empty);
        Line(text, "## What differs");
        Line(text, string.Empty);
        Line(text, "| venue, market | size counted in | stop goes with the entry | answer may be final | hedge mode | fence of an order, of a stop |");
        Line(text, "|---|---|---|---|---|---|");
        foreach (var (venue, market) in Founding)
        {
            var one = traders[venue].Capabilities.Of(market)!;
            Line(text, $"| {NameOf(venue)} {WireName<Market>.Of(market)} | {UnitOf(venue, market)} | {YesNo(one.AttachesStops)} | {YesNo(one.PlacementIsFinal)} | {YesNo(one.HasHedgeMode)} | {Fence(one.FenceFloor)}, {Fence(one.ProtectionFenceFloor)} |");
        }

        Line(text, string.Empty);
        Line(text, "## Sources of whales");
        Line(text, string.Empty);
        Line(text, "| venue | source | trust | history | stable ids | equity | leverage | cases |");
        Line(text, "|---|---|---|---|---|---|---|---|");
        foreach (var reader in readers.All.OrderBy(reader => reader.Venue))
        {
            var source = reader.Source;
            var cases = Reading.SelectMany(row => row.Cases).Select(name => name[..4])
                .Where(name => (source.HasHistory || name != "WR09") && (reader.Venue != Venue.Binance || name != "WR06")); // one page there
            Line(text, $"| {NameOf(reader.Venue)} | `{source.Name}` | {WireName<WhaleCopy.Core.Whales.SourceTrust>.Of(source.Trust).ToLowerInvariant()} | {YesNo(source.HasHistory)} | {YesNo(source.StablePositionIds)} | {YesNo(source.ShowsEquity)} | {YesNo(source.ShowsLeverage)} | {string.Join(' ', cases)} |");
        }

        return text.ToString();
    }

    private static string CellOf(IVenueTrader trader, Market market, string operation, string[] cases)
    {
        var one = trader.Capabilities.Of(market)!;
        var isThere = operation switch
        {
            "Positions, one-way" or "Leverage and margin mode" or "Reduce-only" or "Price stream" or "Funding" => market != Market.Spot,
            "Positions, hedge" => one.HasHedgeMode,
            "Stop attached to the entry" => one.AttachesStops,
            "Transfer spot ↔ futures" => trader.Capabilities.SeparateWallets,
            _ => true,
        };

        // Binance's pages of fills hold a thousand: its own tests follow them.
        var numbers = cases.Select(name => name[..4]).Where(number => number != "VC41" || trader.Venue != Venue.Binance);
        return isThere ? string.Join(' ', numbers) : "–";
    }

    private static string UnitOf(Venue venue, Market market) => (venue, market) switch
    {
        (Venue.Okx, not Market.Spot) or (Venue.Binance, Market.CoinM) => "contracts",
        _ => "coins",
    };

    private static string NameOf(Venue venue) => venue == Venue.Okx ? "OKX" : Enum.GetName(venue)!;

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Fence(TimeSpan floor) => floor == TimeSpan.Zero
        ? "the window"
        : string.Create(CultureInfo.InvariantCulture, $"{floor.TotalSeconds} s");

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
