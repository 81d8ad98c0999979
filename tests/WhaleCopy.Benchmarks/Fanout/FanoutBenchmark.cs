using System.Diagnostics;
using System.Globalization;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>
/// <c>fanout [followers,…] [latency ms,…]</c>: one signal, followers with an account each over four venues. Prints the time from the
/// change's commit to the first order at a venue and to the acknowledgements, orders a second, transactions and CPU a copy, memory,
/// and the baselines; fails where a venue does not hold exactly one order a follower.
/// </summary>
internal static class FanoutBenchmark
{
    private const string Usage = "usage: fanout [followers,…] [venue latency in ms,…], such as fanout 100,1000,5000 0,80,300";
    private const int OneByOne = 100;
    private const int WarmRounds = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 2
            || Numbers(args.ElementAtOrDefault(0) ?? "100,1000,5000", 1, 20_000) is not { } followers
            || Numbers(args.ElementAtOrDefault(1) ?? "0,80,300", 0, 10_000) is not { } latencies)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        try
        {
            await Console.Out.WriteLineAsync("| followers | venue ms | first order ms | acknowledged ms p50 | p95 | p99 | last | committed | protected | orders/s | tx/copy | CPU ms/copy: executor | PostgreSQL | venues | MiB | (b) bare orders/s | (c) pgbench copies/s | (a) one by one orders/s |");
            await Console.Out.WriteLineAsync("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (var count in followers)
            {
                foreach (var latency in latencies)
                    await Console.Out.WriteLineAsync(await LineAsync(count, latency));
            }

            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<string> LineAsync(int count, int latency)
    {
        await using var machine = await FanoutMachine.StartAsync();
        var durability = await machine.DurabilityAsync();
        var world = new FanoutWorld(machine, count);
        await world.SeedAsync();
        var copied = await MeasureAsync(machine, world, latency);
        var statements = await PgBench.CopiesAsync(machine, count);
        var bare = await FanoutBaselines.BareAsync(machine, count, latency);
        var sequential = await FanoutBaselines.OneByOneAsync(machine, OneByOne);
        await Console.Error.WriteLineAsync(Text($"{durability}; a) measured at {OneByOne} followers: {count} would take {count / sequential:0.0} s; c) {statements.Note}"));
        return Text($"| {count:N0} | {latency} | {copied.First:0} | {copied.At(0.50):0} | {copied.At(0.95):0} | {copied.At(0.99):0} | {copied.At(1):0} | {copied.Committed:0} | {copied.Protected:0} | {count / copied.At(1) * 1000:0} | {copied.Transactions / (double)count:0.000} | {copied.Cpu.Executor / count:0.00} | {copied.Cpu.Postgres / count:0.00} | {copied.Cpu.Venues / count:0.00} | {copied.WorkingSet / 1048576} | {bare:0} | {statements.Text} | {sequential:0.0} |");
    }

    private static async Task<FanoutFigures> MeasureAsync(FanoutMachine machine, FanoutWorld world, int latency)
    {
        await machine.StartExecutorAsync();
        await world.ReadAsync();

        // For the leverage, the connections and the compiler, then for the clock.
        for (var round = 1; round <= WarmRounds; round++)
        {
            await world.SignalAsync(isOpen: true);
            await world.SettledAsync(round, isOpen: true);
            await world.SignalAsync(isOpen: false);
            await world.SettledAsync(round, isOpen: false);
        }

        await world.RestAsync();
        await world.DelayAsync(latency);

        var transactions = await world.TransactionsAsync();
        var cpu = await machine.CpuAsync();
        var begun = await world.SignalAsync(isOpen: true);
        var watch = Stopwatch.StartNew();
        await world.AcknowledgedAsync(round: WarmRounds + 1);
        var committed = watch.Elapsed.TotalMilliseconds;
        var used = await machine.CpuAsync() - cpu;
        var written = await world.TransactionsAsync() - transactions;
        var memory = Environment.WorkingSet;
        await world.SettledAsync(round: WarmRounds + 1, isOpen: true);
        var settled = watch.Elapsed.TotalMilliseconds;
        var whole = await machine.CpuAsync() - cpu;
        await Console.Error.WriteLineAsync(Text($"until protected: executor {whole.Executor:0}, PostgreSQL {whole.Postgres:0}, venues {whole.Venues:0} ms of CPU"));
        var received = await world.ReceivedAsync(begun);
        var acknowledged = await world.AcknowledgementsAsync(begun);
        await machine.StopExecutorAsync();
        return new FanoutFigures(received[0], acknowledged, committed, settled, written, used, memory);
    }

    private static int[]? Numbers(string text, int least, int most)
    {
        var parts = text.Split(',');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < least || numbers[i] > most)
                return null;
        }

        return numbers;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What one measurement came to; times in milliseconds since the signal.</summary>
/// <param name="First">The first order came in at a venue.</param>
/// <param name="Acknowledged">Acknowledgements, in order.</param>
/// <param name="Committed">All of them were in the database.</param>
/// <param name="Protected">All copies were open and their stops at the venues.</param>
/// <param name="Transactions">Transactions that wrote, until all was acknowledged.</param>
/// <param name="Cpu">CPU time until then.</param>
/// <param name="WorkingSet">The executor's, in bytes.</param>
internal sealed record FanoutFigures(
    double First, IReadOnlyList<double> Acknowledged, double Committed, double Protected, long Transactions, FanoutCpu Cpu, long WorkingSet)
{
    public double At(double part) => Acknowledged[Math.Max(0, (int)Math.Ceiling(part * Acknowledged.Count) - 1)];
}
