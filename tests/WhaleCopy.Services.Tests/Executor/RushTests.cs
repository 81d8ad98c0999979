using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Many orders go first, then many stops; what is little holds nobody up, and nobody waits beyond his own moment.</summary>
public sealed class RushTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stops_let_many_orders_go_first_and_readings_both()
    {
        var rush = new Rush(_time);
        using var queue = new DispatchQueue(venueConcurrency: 100, accountConcurrency: 1, rush);
        using var bell = new ProtectionBell(rush, _time);
        queue.OpenEntries();
        for (var i = 1; i <= 40; i++)
            queue.Add(EntryOf(i));
        for (var i = 1; i <= 40; i++)
            bell.Ring(i);

        var stops = rush.OrdersGoneAsync(Of(2), Cancelled);
        var readings = rush.CalmAsync(Of(2), Cancelled);
        Assert.False(stops.IsCompleted);
        for (var i = 0; i < 8; i++)
            queue.Done(await queue.TakeAsync(Cancelled));

        await stops;
        Assert.False(readings.IsCompleted);
        for (var i = 0; i < 32; i++)
            queue.Done(await queue.TakeAsync(Cancelled));
        Assert.False(readings.IsCompleted);
        Assert.Equal(8, bell.Take(8).Length);

        await readings;
        Assert.True(rush.OrdersGoneAsync(Of(2), Cancelled).IsCompletedSuccessfully);
        Assert.True(rush.CalmAsync(Of(2), Cancelled).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Nobody_waits_beyond_his_patience_and_it_begins_when_it_is_asked_for()
    {
        var rush = new Rush(_time);
        var patience = Of(2);
        Assert.True(rush.CalmAsync(patience, Cancelled).IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromMinutes(1));
        rush.Orders(40);

        var stops = rush.OrdersGoneAsync(Of(1), Cancelled);
        var readings = rush.CalmAsync(patience, Cancelled);
        _time.Advance(TimeSpan.FromSeconds(1));
        await stops;
        Assert.False(readings.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await readings;
        Assert.True(rush.CalmAsync(patience, Cancelled).IsCompletedSuccessfully);
    }

    private static Patience Of(int seconds) => new(TimeSpan.FromSeconds(seconds));

    private static TradeRow EntryOf(long accountId) => new()
    {
        Id = accountId,
        Uid = Guid.CreateVersion7(),
        UserId = accountId,
        ApiKeyId = accountId,
        IsCopyTrade = true,
        Exchange = Venue.Okx,
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        TradeType = TradeType.Futures,
        Kind = SignalKind.Open,
        Side = OrderSide.Buy,
        PositionSide = PositionSide.Long,
        OrderType = OrderType.Market,
        Quantity = 1m,
        QuantityUnit = SizeUnit.Contracts,
        DecidedAt = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
