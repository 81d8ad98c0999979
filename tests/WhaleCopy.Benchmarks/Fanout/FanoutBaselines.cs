using System.Diagnostics;
using System.Globalization;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>What the fan-out is compared with, in the same run and on the same machine, while no executor runs.</summary>
internal static class FanoutBaselines
{
    private const string Prefix = "bare";

    /// <summary>(b): the same signed orders from a bare HttpClient, and no database. The connections are there before the clock starts.</summary>
    /// <returns>Orders a second.</returns>
    public static async Task<double> BareAsync(FanoutMachine machine, int count, int latency)
    {
        await FanoutWorld.MakeAccountsAsync(machine, Prefix, count);
        using var orders = new BareOrders(machine.SimulatorUrl);

        // With nothing to wait for a few at once keep both cores busy; with latency as many as the executor may have under way.
        var atOnce = latency == 0 ? 64 : 1024;
        await AllAsync(orders, "w", count, atOnce);
        var watch = Stopwatch.StartNew();
        await AllAsync(orders, "m", count, atOnce);
        var elapsed = watch.Elapsed;
        var held = await machine.Venue.OrdersAsync(DateTimeOffset.UnixEpoch, CancellationToken.None);
        var filled = held.Count(order => order.Status == "FILLED" && order.ApiKey.StartsWith(Prefix, StringComparison.Ordinal));
        return filled == 2 * count
            ? count / elapsed.TotalSeconds
            : throw new InvalidOperationException($"(b) is wrong: the venues filled {filled} of {2 * count} orders.");
    }

    /// <summary>(a): the founding design, one follower after the other, at Binance: balance, leverage, order, and a commit each.</summary>
    /// <returns>Orders a second; more followers take as much longer.</returns>
    public static async Task<double> OneByOneAsync(FanoutMachine machine, int count)
    {
        await machine.MakeAccountsAsync("binance", "single", count);
        using var orders = new BareOrders(machine.SimulatorUrl);
        await ExecuteAsync(machine, "create table if not exists copied_one_by_one (id bigint, at timestamptz default now())");
        var watch = Stopwatch.StartNew();
        for (var number = 1; number <= count; number++)
        {
            var apiKey = string.Create(CultureInfo.InvariantCulture, $"single-{number}");
            await orders.BinanceAsync(HttpMethod.Get, "/fapi/v2/balance", "", apiKey, CancellationToken.None);
            await orders.BinanceAsync(HttpMethod.Post, "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=5", apiKey, CancellationToken.None);
            await orders.PlaceAsync(Core.Venues.Venue.Binance, apiKey, $"s{Text(number)}", CancellationToken.None);
            await ExecuteAsync(machine, $"insert into copied_one_by_one (id) values ({Text(number)})");
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static Task AllAsync(BareOrders orders, string round, int count, int atOnce) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (number, cancellationToken) =>
            await orders.PlaceAsync(FanoutWorld.VenueOf(number), FanoutWorld.ApiKeyOf(Prefix, number), $"{round}{Text(number)}", cancellationToken));

    private static async Task ExecuteAsync(FanoutMachine machine, string sql)
    {
        await using var command = machine.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
