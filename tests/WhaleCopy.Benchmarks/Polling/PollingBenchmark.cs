using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using WhaleCopy.Poller;

namespace WhaleCopy.Benchmarks.Polling;

/// <summary>
/// <c>polling [whales …]</c>: one poller in this process at the founding intervals over the simulator, its world in another process.
/// Prints CPU time a poll, cores, the lag of each tier (from the due time to the start) and memory: one line of a table a size.
/// </summary>
internal static class PollingBenchmark
{
    private static readonly int[] Sizes = [1_000, 3_000, 10_000];

    // Every whale's first look is a transaction of its own; the slowest tier comes round once in two minutes.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(4);

    public static async Task RunAsync(string[] arguments)
    {
        var measured = TimeSpan.FromSeconds(120);
        var sizes = Sizes;
        if (arguments is ["--seconds", var seconds, ..])
        {
            measured = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
            arguments = arguments[2..];
        }

        if (arguments.Length > 0)
            sizes = [.. arguments.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        Console.WriteLine("| whales | polls/s | CPU a poll | cores | lag p50 / p99 s: critical | high | normal | low | working set |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
            Console.WriteLine(await MeasureAsync(size, measured));
    }

    private static async Task<string> MeasureAsync(int whales, TimeSpan measured)
    {
        using var world = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["polling-world", whales.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The world did not start.");
        try
        {
            var addresses = JsonSerializer.Deserialize<WorldAddresses>(await world.StandardOutput.ReadLineAsync() ?? "null")
                ?? throw new InvalidOperationException("The world told no addresses.");
            await using var poller = Build(addresses);
            using var lags = new LagListener();
            await poller.StartAsync();
            await Task.Delay(WarmUp, TimeProvider.System);
            lags.Reset();
            var began = Stopwatch.GetTimestamp();
            var cpu = Environment.CpuUsage.TotalTime;
            await Task.Delay(measured, TimeProvider.System);
            var used = Environment.CpuUsage.TotalTime - cpu;
            var elapsed = Stopwatch.GetElapsedTime(began);
            var line = lags.Line(whales, used, elapsed, Environment.WorkingSet);
            await poller.StopAsync();
            return line;
        }
        finally
        {
            world.StandardInput.Close();
            await world.WaitForExitAsync();
        }
    }

    private static WebApplication Build(WorldAddresses addresses)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "WhaleCopy.Poller", EnvironmentName = "Benchmark" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:whalecopy"] = addresses.Postgres,
            ["ConnectionStrings:redis"] = addresses.Redis,
            ["Exchanges:Mode"] = "simulated",
            ["Simulator:Url"] = addresses.Simulator,
            ["Exchanges:Limits:Factor"] = "10000",
            ["Services:Executor"] = "http://127.0.0.1:1",
            ["Kestrel:Endpoints:http:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:http:Protocols"] = "Http2",

            // Whales that hold nothing go on being polled in their tier.
            ["Polling:SharingRecheck"] = "00:02:00",
            ["Logging:LogLevel:Default"] = "Error",
        });
        builder.AddPoller();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPoller();
        return app;
    }
}
