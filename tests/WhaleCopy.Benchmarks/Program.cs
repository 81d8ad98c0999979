using BenchmarkDotNet.Running;
using WhaleCopy.Benchmarks.Fanout;
using WhaleCopy.Benchmarks.Polling;

switch (args)
{
    case ["polling", .. var sizes]:
        await PollingBenchmark.RunAsync(sizes);
        return 0;
    case ["polling-world", var whales]:
        await PollingWorld.RunAsync(int.Parse(whales, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["fanout", .. var scope]:
        return await FanoutBenchmark.RunAsync(scope);
    case ["fanout-venues", var port]:
        await FanoutVenues.RunAsync(port);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PollingBenchmark).Assembly).Run(args);
        return 0;
}
