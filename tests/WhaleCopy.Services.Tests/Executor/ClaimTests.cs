using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What an executor takes from the database's queues where more waits than it takes: exits first. No executor runs.</summary>
public sealed class ClaimTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>
{
    private const string Owner = "me";

    private readonly TradingDatabase _database = new(
        world.Database,
        new PooledDbContextFactory<WhaleCopyDbContext>(
            new DbContextOptionsBuilder<WhaleCopyDbContext>().UseNpgsql(world.Database).UseSnakeCaseNamingConvention().Options));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prepared_trades_are_taken_exits_first_and_entries_only_where_they_are_open()
    {
        var queue = new TradeQueue(_database);
        var user = await world.UserAsync();
        var now = TimeProvider.System.GetUtcNow();
        var kinds = new[]
        {
            SignalKind.Open, SignalKind.Increase, SignalKind.Open, SignalKind.Close, SignalKind.Open, SignalKind.Reduce, SignalKind.Close,
        };
        var ids = await StoreAsync(user, now, kinds);

        Assert.Equal([ids[3], ids[5]], await TakeAsync(entries: false, limit: 2));
        Assert.Equal([ids[0], ids[6]], await TakeAsync(entries: true, limit: 2));
        var late = (await StoreAsync(user, now, [SignalKind.Open, SignalKind.Close]))[1];
        Assert.Equal([late], await TakeAsync(entries: false, limit: 100));
        Assert.Equal(4, (await TakeAsync(entries: true, limit: 100)).Count); // of the entries none is lost
        Assert.Empty(await TakeAsync(entries: true, limit: 100));

        async Task<List<long>> TakeAsync(bool entries, int limit) =>
            [.. (await queue.ClaimPreparedAsync(Owner, now, now.AddHours(1), entries, limit, Cancelled)).Select(trade => trade.Id).Order()];
    }

    [Fact]
    public async Task Signals_are_taken_exits_first_with_the_entries_that_hold_them_up()
    {
        var queue = new SignalQueue(_database);
        var entries = new List<long>();
        for (var i = 0; i < 3; i++)
            entries.Add(await world.SignalAsync(await world.WhaleAsync(), SignalKind.Open));
        var whale = await world.WhaleAsync();
        var reduce = await world.SignalAsync(whale, SignalKind.Reduce, fraction: 0.5m);
        var behind = await world.WhaleAsync();
        var before = await world.SignalAsync(behind, SignalKind.Open);
        var reduced = await world.SignalAsync(behind, SignalKind.Reduce, fraction: 0.5m);
        var close = await world.SignalAsync(await world.WhaleAsync(), SignalKind.Close);

        // The entry that a reduction waits for comes with the exits; those that nobody waits for come after.
        Assert.Equal([reduce, close, before], await TakeAsync(3));
        await queue.FinishAsync(before, Owner, SignalStatus.Processed, TimeProvider.System.GetUtcNow(), Cancelled);
        Assert.Equal([reduced], await TakeAsync(1));
        Assert.Equal(entries, await TakeAsync(100));

        async Task<List<long>> TakeAsync(int limit)
        {
            var now = TimeProvider.System.GetUtcNow();
            return [.. (await queue.ClaimAsync(Owner, now, now.AddHours(1), limit, Cancelled)).Select(signal => signal.Id)];
        }
    }

    [Fact]
    public async Task A_close_passes_entries_that_nobody_has_begun_and_waits_for_one_that_somebody_has()
    {
        var queue = new SignalQueue(_database);
        var whale = await world.WhaleAsync();
        var open = await world.SignalAsync(whale, SignalKind.Open);
        var close = await world.SignalAsync(whale, SignalKind.Close);
        Assert.Equal([close, open], await TakeAsync());

        whale = await world.WhaleAsync();
        open = await world.SignalAsync(whale, SignalKind.Open);
        Assert.Equal([open], await TakeAsync());
        close = await world.SignalAsync(whale, SignalKind.Close);
        Assert.Empty(await TakeAsync());
        await queue.FinishAsync(open, Owner, SignalStatus.Processed, TimeProvider.System.GetUtcNow(), Cancelled);
        Assert.Equal([close], await TakeAsync());

        async Task<List<long>> TakeAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            return [.. (await queue.ClaimAsync(Owner, now, now.AddHours(1), 100, Cancelled)).Select(signal => signal.Id)];
        }
    }

    private async Task<List<long>> StoreAsync(Copier user, DateTimeOffset now, SignalKind[] kinds)
    {
        await using var context = world.Context();
        var rows = kinds.Select((kind, number) => new TradeRow
        {
            Uid = Guid.CreateVersion7(),
            UserId = user.UserId,
            ApiKeyId = user.ApiKeyId,
            IsCopyTrade = true,
            Exchange = Venue.Binance,
            Market = Market.UsdM,
            Symbol = $"COIN{number}USDT",
            TradeType = TradeType.Futures,
            Kind = kind,
            Side = kind is SignalKind.Close or SignalKind.Reduce ? OrderSide.Sell : OrderSide.Buy,
            PositionSide = PositionSide.Long,
            OrderType = OrderType.Market,
            Quantity = 1m,
            QuantityUnit = SizeUnit.Base,
            Status = TradeStatus.Pending,
            DecidedAt = now,
            CreatedAt = now,
            NextAttemptAt = now,
        }).ToList();
        foreach (var row in rows)
        {
            context.Trades.Add(row);
            await context.SaveChangesAsync(Cancelled); // one after the other: their ids are their order
        }

        return rows.ConvertAll(row => row.Id);
    }
}
