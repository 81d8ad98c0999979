using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Pollers as processes of their own, killed at random moments while their whale goes on trading.</summary>
public sealed class KilledPollerTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const int Seed = 20260106;
    private const string Soak = "WHALECOPY_SOAK";
    private const int Latency = 80;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_told_over_all_deaths_adds_up_to_the_book()
    {
        var kills = Environment.GetEnvironmentVariable(Soak) == "1" ? 100 : 12;
        var random = new Random(Seed);
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.HoldsAsync("1", BookOf(1m, 0m));
        var first = await rig.StartPollerAsync();
        await rig.BaselineAsync("1");
        await rig.StopAsync(first);

        // Most of a poll is waiting for its answer: that is where most of them die.
        await rig.Venue.FaultAsync("latency", delayMilliseconds: Latency);
        using var end = new CancellationTokenSource();
        var trading = TradeAsync(rig, new Random(Seed), end.Token);
        var (killed, diedInAPoll) = (0, 0);
        while (killed < kills || (diedInAPoll < kills / 3 && killed < 10 * kills))
        {
            using var poller = Start(rig);
            try
            {
                var token = await TokenAsync(rig);
                await Eventually.ObserveAsync(() => TokenAsync(rig), now => now > token + 1, PollerRig.Patience);
                await Eventually.ObserveAsync(() => IsPollingAsync(rig), polling => polling, PollerRig.Patience);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 2 * Latency)), TimeProvider.System, Cancelled);
            }
            finally
            {
                poller.Kill();
                await poller.WaitForExitAsync(CancellationToken.None);
            }

            killed++;

            // The lease of one who died in a poll is over: as if its time had passed.
            if (await rig.ScalarAsync<long>("with dead as (update whale_monitors set lease_until = now() where lease_owner is not null returning 1) select count(*) from dead") > 0)
                diedInAPoll++;
        }

        await end.CancelAsync();
        var (bitcoin, ether) = await trading;
        await rig.Venue.HealAsync();

        // A size that comes back to what was told last, but for less than a change is worth, is told of nobody: his last trade is larger.
        (bitcoin, ether) = (bitcoin * 1.5m, ether * 1.5m);
        await rig.Venue.HoldsAsync("1", BookOf(bitcoin, ether));
        await rig.StartPollerAsync();

        // A close may wait for its second look; what is told then stays so.
        await Eventually.ObserveAsync(() => AddedUpAsync(rig, (1m, 0m)), book => book == (bitcoin, ether), PollerRig.Patience);
        await rig.PollsAsync("1", 3);

        Assert.True(diedInAPoll >= kills / 3, $"seed {Seed}: {diedInAPoll} of {killed} died in a poll");
        Assert.Equal((bitcoin, ether), await AddedUpAsync(rig, (1m, 0m)));
        Assert.Equal(0L, await rig.ScalarAsync<long>("select count(*) - count(distinct (snapshot_number, cex_symbol)) from whale_signals"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{killed} killed, {diedInAPoll} of them in a poll; {await rig.ScalarAsync<long>("select count(*) from whale_signals")} signals");
    }

    /// <summary>He trades faster than he is polled; no size ever comes back.</summary>
    private static async Task<(decimal Bitcoin, decimal Ether)> TradeAsync(PollerRig rig, Random random, CancellationToken end)
    {
        var (bitcoin, ether) = (1m, 0m);
        for (var turn = 1; !end.IsCancellationRequested; turn++)
        {
            bitcoin = decimal.Round(bitcoin * (random.Next(2) == 0 ? 1.07m : 0.94m), 3) + (turn / 100_000m);
            ether = random.Next(4) == 0 ? (ether > 0m ? 0m : 10m + (turn / 100m)) : ether;
            await rig.Venue.HoldsAsync("1", BookOf(bitcoin, ether));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 200)), TimeProvider.System, CancellationToken.None);
        }

        return (bitcoin, ether);
    }

    /// <summary>The book that a follower has who did what each signal says, in order: none may contradict the one before.</summary>
    private static async Task<(decimal Bitcoin, decimal Ether)> AddedUpAsync(PollerRig rig, (decimal Bitcoin, decimal Ether) from)
    {
        var book = new Dictionary<string, decimal> { ["BTCUSDT"] = from.Bitcoin, ["ETHUSDT"] = from.Ether };
        await using var command = rig.Database.CreateCommand("select kind, cex_symbol, whale_size, fraction from whale_signals order by id");
        await using var rows = await command.ExecuteReaderAsync(Cancelled);
        while (await rows.ReadAsync(Cancelled))
        {
            var (kind, symbol, size, fraction) = (rows.GetString(0), rows.GetString(1), rows.GetDecimal(2), rows.GetDecimal(3));
            var before = book[symbol];
            var isTold = kind switch
            {
                "OPEN" => before == 0m && size > 0m,
                "INCREASE" => size > before && Fraction(before, size) == decimal.Round(fraction, 6),
                "REDUCE" => size < before && size > 0m && Fraction(before, size) == decimal.Round(fraction, 6),
                "CLOSE" => before > 0m && size == 0m,
                _ => false,
            };
            Assert.True(isTold, $"seed {Seed}: {kind} {symbol} {before} to {size}, {fraction}");
            book[symbol] = size;
        }

        return (book["BTCUSDT"], book["ETHUSDT"]);
    }

    private static decimal Fraction(decimal before, decimal after) => decimal.Round(decimal.Abs(after - before) / before, 6);

    private static Holding[] BookOf(decimal bitcoin, decimal ether) => ether > 0m
        ? [new Holding("BTCUSDT", "LONG", bitcoin), new Holding("ETHUSDT", "SHORT", ether)]
        : [new Holding("BTCUSDT", "LONG", bitcoin)];

    private static Task<long> TokenAsync(PollerRig rig) => rig.ScalarAsync<long>("select lease_token from whale_monitors where exchange_uid = '1'");

    private static Task<bool> IsPollingAsync(PollerRig rig) =>
        rig.ScalarAsync<bool>("select lease_owner is not null from whale_monitors where exchange_uid = '1'");

    private static Process Start(PollerRig rig)
    {
        // No settings file of another program may be read: they all stand in the folder of the tests.
        var start = new ProcessStartInfo("dotnet", [typeof(PollingOptions).Assembly.Location]) { WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in rig.Configuration.AsEnumerable())
        {
            if (value is not null)
                start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Logging__LogLevel__Default"] = "None";
        return Process.Start(start) ?? throw new InvalidOperationException("The poller did not start.");
    }
}
