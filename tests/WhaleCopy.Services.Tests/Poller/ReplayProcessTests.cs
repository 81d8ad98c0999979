using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>The replay as an operator runs it: the program, its command line, what it prints and how it ends.</summary>
public sealed class ReplayProcessTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private const string Portfolio = "4681698170884314113";

    private sealed record Ended(int Code, string Output, string Complaints);

    [Fact]
    public async Task The_program_tells_what_was_told_and_of_which_venue_it_may_be()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        (string Exchange, string Uid)[] whales = [("binance", Portfolio), ("okx", "0123456789ABCDEF"), ("bybit", "S9LoGlRC6qFD5thjUyzWrQ=="), ("bitget", "7c6525121a9")];
        foreach (var (exchange, uid) in whales)
        {
            await rig.Venue.TraderAsync(uid, exchange: exchange);
            await rig.Venue.HoldsAsync(exchange, uid, true, new Holding("SOLUSDT", "LONG", 5m, PositionId: "11"));
        }

        await rig.StartPollerAsync(await rig.Venue.BrokerAsync());
        foreach (var (_, uid) in whales)
            await rig.BaselineAsync(uid);
        var afterTheBooks = TimeProvider.System.GetUtcNow();
        foreach (var (exchange, uid) in whales)
        {
            await rig.Venue.HoldsAsync(
                exchange, uid, true, new Holding("SOLUSDT", "LONG", 5m, PositionId: "11"), new Holding("BTCUSDT", "SHORT", 1.5m, PositionId: "12"));
            await rig.SignalsAsync(uid, "OPEN");
            await rig.Venue.HoldsAsync(exchange, uid, true, new Holding("SOLUSDT", "LONG", 5m, PositionId: "11"));
            var signals = await rig.SignalsAsync(uid, "OPEN", "CLOSE");

            var replay = await RunAsync(rig, "--whale", uid);

            Assert.True(replay is { Code: 0, Complaints: "" }, replay.ToString());
            foreach (var signal in signals)
                Assert.Contains($"    {signal.Kind} USD-M BTCUSDT SHORT × 1: signal {signal.Id}", replay.Output, StringComparison.Ordinal);
            Assert.Contains("    Opened USD-M BTCUSDT SHORT 1.5", replay.Output, StringComparison.Ordinal);
            Assert.Contains(" answers kept since the begin.", replay.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("SOLUSDT", replay.Output, StringComparison.Ordinal);
        }

        // From a moment on, the first answer kept after it is what the replay begins with.
        foreach (var (_, uid) in whales)
        {
            var part = await RunAsync(rig, $"--whale={uid}", $"--from={afterTheBooks:O}");
            Assert.True(part is { Code: 0, Complaints: "" }, part.ToString());
            Assert.DoesNotContain("OPEN ", part.Output, StringComparison.Ordinal);
            Assert.Contains("    CLOSE USD-M BTCUSDT SHORT × 1: signal ", part.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, "--whale is missing.")]
    [InlineData(2, "--whale needs a value.", "--whale")]
    [InlineData(2, "--whale needs a value.", "--whale", "--from", "2026-01-05")]
    [InlineData(2, "--from yesterday is no instant.", "--whale", "1", "--from", "yesterday")]
    [InlineData(2, "unknown option --form.", "--whale", "1", "--form", "2026-01-05")]
    [InlineData(2, "unknown argument 2026-01-05.", "--whale", "1", "2026-01-05")]
    [InlineData(1, "No whale, or more than one, is called nobody.", "--whale", "nobody")]
    [InlineData(2, "ConnectionStrings:whalecopy is missing.", "--whale", "1", "--ConnectionStrings:whalecopy=")]
    [InlineData(1, "The database does not answer: ", "--whale", "1", "--ConnectionStrings:whalecopy=Host=127.0.0.1;Port=1;Username=u")]
    public async Task What_it_cannot_do_it_says_in_a_line(int code, string complaint, params string[] arguments)
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);

        var replay = await RunAsync(rig, arguments);

        Assert.True(replay.Code == code && replay.Complaints.Contains(complaint, StringComparison.Ordinal), replay.ToString());
        Assert.Equal("", replay.Output);
        Assert.DoesNotContain("   at ", replay.Complaints, StringComparison.Ordinal);
    }

    private static async Task<Ended> RunAsync(PollerRig rig, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(PollingOptions).Assembly.Location);
        start.ArgumentList.Add("replay");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in rig.Configuration.AsEnumerable())
        {
            if (value is not null)
                start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("The replay did not start.");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complaints = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, await output, await complaints);
    }
}
