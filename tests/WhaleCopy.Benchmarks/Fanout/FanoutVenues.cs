using System.Globalization;
using WhaleCopy.Simulator;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>The simulated venues in a process of their own, rate limits off; it ends with its parent's end of input.</summary>
internal static class FanoutVenues
{
    public static async Task RunAsync(string port)
    {
        await using var simulator = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options =>
        {
            options.Port = int.Parse(port, CultureInfo.InvariantCulture);
            options.RateLimits = false;
        });
        await simulator.StartAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await simulator.StopAsync();
    }
}
