using CsCheck;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class WhaleStatisticsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly PositionKey Bitcoin = new(Market.UsdM, "BTCUSDT", PositionSide.Long);
    private static readonly SourceNumbers Silent = new();

    [Fact]
    public void Nothing_known_is_nothing_said()
    {
        var numbers = WhaleStatistics.Of([], Silent, null, Now, Now);

        Assert.Equal((null, null, null, null, null, 0), (numbers.WinRate, numbers.Roi30d, numbers.Profit7d, numbers.MaxDrawdown, numbers.SharpeRatio, numbers.TotalTrades));
        Assert.Equal(WhaleScore.Mean, numbers.Score);
        Assert.Empty(numbers.EquityCurve);
        Assert.Empty(numbers.RedFlags);
    }

    [Fact]
    public void Profits_count_by_the_day_they_were_made()
    {
        var numbers = WhaleStatistics.Of(
            [Closed(100m, 1), Closed(-40m, 10), Closed(200m, 60), Closed(9_999m, 91)], Silent, 1_260m, Now, Now);

        Assert.Equal((100m, 60m, 260m, 3), (numbers.Profit7d, numbers.Profit30d, numbers.Profit90d, numbers.TotalTrades));
        Assert.Equal((100m / 1_160m, 60m / 1_200m, 260m / 1_000m), (numbers.Roi7d, numbers.Roi30d, numbers.Roi90d));
        Assert.Equal(2m / 3m, numbers.WinRate);
        Assert.Equal(40m / 1_200m, numbers.MaxDrawdown);
        Assert.Equal(TimeSpan.FromHours(2), numbers.AverageHolding);
    }

    [Fact]
    public void The_source_is_believed_until_we_counted_thirty()
    {
        var source = new SourceNumbers { WinRate = 0.9m, Roi30d = 0.5m, MaxDrawdown = 0.1m, SharpeRatio = 2m };

        Assert.Equal(0.9m, WhaleStatistics.Of([.. Enumerable.Range(1, 29).Select(_ => Closed(-1m, 3))], source, null, Now, Now).WinRate);
        Assert.Equal(0m, WhaleStatistics.Of([.. Enumerable.Range(1, 30).Select(_ => Closed(-1m, 3))], source, null, Now, Now).WinRate);
        Assert.Equal((0.5m, 0.1m, 2m), WhaleStatistics.Of([Closed(-1m, 3)], source, 50m, Now, Now) is var numbers
            ? (numbers.Roi30d, numbers.MaxDrawdown, numbers.SharpeRatio) : default);
    }

    [Fact]
    public void The_curve_ends_at_what_he_has_and_moves_by_what_he_made() =>
        Gen.Select(Gen.Int[-500, 500], Gen.Int[0, 89]).Array[1, 40].Sample(made =>
        {
            var closed = made.Select(trade => Closed(trade.Item1, trade.Item2)).ToArray();
            var curve = WhaleStatistics.Of(closed, Silent, 100_000m, Now, Now).EquityCurve;

            Assert.Equal(100_000m, curve[^1].EquityUsdt);
            Assert.Equal(100_000m - closed.Sum(position => position.RealizedPnlUsdt), curve[0].EquityUsdt);
            Assert.Equal(curve.Select(point => point.At).Order(), curve.Select(point => point.At));
        });

    [Fact]
    public void Order_of_the_closed_positions_does_not_matter() =>
        Gen.Select(Gen.Int[-500, 500], Gen.Int[0, 89]).Array[0, 20].Sample(made =>
        {
            var closed = made.Select((trade, i) => Closed(trade.Item1, trade.Item2, minutes: i)).ToArray();

            Assert.Equal(WhaleStatistics.Of(closed, Silent, 5_000m, Now, Now), WhaleStatistics.Of(closed.Reverse(), Silent, 5_000m, Now, Now));
        });

    [Fact]
    public void Who_doubles_after_losses_is_a_martingale()
    {
        ClosedPosition[] doubling =
        [
            Closed(-1m, 9, size: 1m), Closed(-2m, 8, size: 2m), Closed(-4m, 7, size: 4m), Closed(-8m, 6, size: 8m), Closed(20m, 5, size: 16m),
        ];

        Assert.Contains(RedFlag.Martingale, Flags(doubling));
        Assert.DoesNotContain(RedFlag.Martingale, Flags([.. doubling.Select(position => position with { Size = 1m })]));
    }

    [Fact]
    public void Who_lets_losses_run_has_no_stop()
    {
        Assert.Contains(RedFlag.NoStop, Flags([Closed(-10m, 9), Closed(-12m, 8), Closed(-150m, 7)], equity: 1_000m));
        Assert.DoesNotContain(RedFlag.NoStop, Flags([Closed(-10m, 9), Closed(-12m, 8), Closed(-20m, 7)], equity: 1_000m));
        Assert.Contains(RedFlag.NoStop, Flags(
            [.. Enumerable.Range(1, 5).Select(day => Closed(5m, day)), .. Enumerable.Range(6, 5).Select(day => Closed(-5m, day, hours: 8))]));
    }

    [Fact]
    public void Who_does_nothing_for_a_month_is_idle()
    {
        Assert.Contains(RedFlag.Idle, WhaleStatistics.Of([Closed(1m, 40)], Silent, null, Now.AddDays(-30), Now).RedFlags);
        Assert.DoesNotContain(RedFlag.Idle, WhaleStatistics.Of([Closed(1m, 40)], Silent, null, Now.AddDays(-29), Now).RedFlags);
    }

    [Fact]
    public void Half_of_it_lost_in_a_day_is_a_blow_up() =>
        Assert.Contains(RedFlag.BlowUp, Flags([Closed(10m, 9), Closed(-600m, 5)], equity: 500m));

    [Fact]
    public void A_return_against_the_profit_is_a_conflict() => Assert.Contains(
        RedFlag.RoiPnlConflict,
        WhaleStatistics.Of([], new SourceNumbers { Roi30d = 0.2m, ProfitUsdt30d = -5m }, null, Now, Now).RedFlags);

    [Fact]
    public void Orders_add_up_to_the_positions_they_opened_and_closed()
    {
        WhaleHistoryEvent[] orders =
        [
            Order(isExit: true, 5m, 90m, minute: 0), // of a position that began before
            Order(isExit: false, 1m, 100m, minute: 1),
            Order(isExit: false, 3m, 104m, minute: 2),
            Order(isExit: true, 2m, 110m, minute: 3),
            Order(isExit: true, 2m, 120m, minute: 4),
            Order(isExit: false, 1m, 130m, minute: 5),
        ];

        var closed = Assert.Single(ClosedPositions.Of([.. orders], out var openSince));

        Assert.Equal((4m, 103m, 115m, 48m), (closed.Size, closed.EntryPrice, closed.ExitPrice, closed.RealizedPnlUsdt));
        Assert.Equal((Now.AddMinutes(1), Now.AddMinutes(4)), (closed.OpenedAt, closed.ClosedAt));
        Assert.Equal(Now.AddMinutes(5), openSince);
    }

    [Fact]
    public void How_well_he_could_be_copied_now()
    {
        WhalePosition Holds(string symbol, PositionSide side, decimal size, decimal entry, decimal mark) => new()
        {
            Key = new PositionKey(Market.UsdM, symbol, side),
            Size = size,
            SizeUnit = SizeUnit.Base,
            EntryPrice = entry,
            MarkPrice = mark,
        };

        // 3,300 up by 10 %, and a short of 1,100 that went 10 % against him: a copy enters that one better than he did.
        var now = Copyability.Of([Holds("BTCUSDT", PositionSide.Long, 1m, 3_000m, 3_300m), Holds("ETHUSDT", PositionSide.Short, 1m, 1_000m, 1_100m)], 22_000m, _ => 5m);

        Assert.Equal(5m, now.EntryDistancePercent);
        Assert.Equal(5m * 1.2m * 22_000m / 1_100m, now.MinimumBudgetUsdt);
        Assert.Equal(default, Copyability.Of([], 22_000m, _ => 5m));
    }

    private static EquatableArray<RedFlag> Flags(IReadOnlyList<ClosedPosition> positions, decimal? equity = null) =>
        WhaleStatistics.Of(positions, Silent, equity, Now, Now).RedFlags;

    private static ClosedPosition Closed(decimal profit, int daysAgo, decimal size = 1m, int hours = 2, int minutes = 0) => new()
    {
        Key = Bitcoin,
        Size = size,
        SizeUnit = SizeUnit.Base,
        EntryPrice = 100m,
        ExitPrice = 100m,
        RealizedPnlUsdt = profit,
        OpenedAt = Now.AddDays(-daysAgo).AddMinutes(-minutes).AddHours(-hours),
        ClosedAt = Now.AddDays(-daysAgo).AddMinutes(-minutes),
    };

    private static WhaleHistoryEvent Order(bool isExit, decimal size, decimal price, int minute) => new()
    {
        Key = Bitcoin,
        IsExit = isExit,
        ClosesPosition = false,
        Size = size,
        Price = price,
        At = Now.AddMinutes(minute),
    };
}
