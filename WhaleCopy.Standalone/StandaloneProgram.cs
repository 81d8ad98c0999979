using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone.Demo;
using WhaleCopy.Standalone.Hosting;

namespace WhaleCopy.Standalone;

/// <summary>From the command line to the exit code.</summary>
internal static class StandaloneProgram
{
    private const int Success = 0;
    private const int CannotStart = 1;
    private const int BadUsage = 2;

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        switch (StandaloneOptions.Parse(arguments))
        {
            case ParsedOptions.Help:
                await output.WriteLineAsync(StandaloneOptions.Usage);
                return Success;
            case ParsedOptions.Invalid invalid:
                await errors.WriteLineAsync($"{invalid.Cause}. See --help");
                return BadUsage;
            case ParsedOptions.Run run:
                return await RunAsync(run.Options, output, errors);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<int> RunAsync(StandaloneOptions options, TextWriter output, TextWriter errors)
    {
        using var signals = new ShutdownSignals(TimeProvider.System);
        try
        {
            var hasDemo = options is { HasDemo: true, Exchanges: ExchangesMode.Simulated };
            await using var system = await StandaloneSystem.StartAsync(
                options, hasDemo ? UnlessSet(DemoMode.Settings) : new Dictionary<string, string?>(), output, TimeProvider.System, signals.Asked);
            return await ServeAsync(system, hasDemo, output, errors, signals.Asked);
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            return Success;
        }
        catch (Exception failure) when (StartupErrors.Explain(failure) is not null)
        {
            await errors.WriteLineAsync($"WhaleCopy cannot start: {StartupErrors.Explain(failure)}.");
            return CannotStart;
        }
    }

    private static async Task<int> ServeAsync(StandaloneSystem system, bool hasDemo, TextWriter output, TextWriter errors, CancellationToken asked)
    {
        using var demo = hasDemo ? new DemoMode(system, output, system.Logger, TimeProvider.System) : null;
        var isSeeded = demo is not null && await TrySeedAsync(demo, system.Logger, asked);
        await output.WriteLineAsync($"\nOpen {system.Url.GetLeftPart(UriPartial.Authority)} (Ctrl+C stops everything)");

        using var over = CancellationTokenSource.CreateLinkedTokenSource(asked);
        var story = isSeeded ? demo!.TellStoryAsync(over.Token) : Task.CompletedTask;
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, asked);
        var first = await Task.WhenAny(system.Ended, stopped);
        await over.CancelAsync();
        await story.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first == system.Ended)
        {
            await errors.WriteLineAsync($"{await system.Ended}; see the log in the data folder.");
            return CannotStart;
        }

        await output.WriteLineAsync("Stopping");
        return Success;
    }

    private static async Task<bool> TrySeedAsync(DemoMode demo, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await demo.SeedAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is HttpRequestException or ApiProblemException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.DemoFailed(logger, failure);
            return false;
        }
    }

    private static Dictionary<string, string?> UnlessSet(IReadOnlyDictionary<string, string?> defaults)
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return defaults.Where(setting => environment[setting.Key] is null).ToDictionary(setting => setting.Key, setting => setting.Value);
    }
}
