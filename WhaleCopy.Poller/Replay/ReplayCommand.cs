using System.Globalization;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Queues;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Replay;

/// <summary>
/// <c>replay --whale ID --from INSTANT</c>: runs today's reader and today's detector over the answers that were kept of a whale and
/// prints what they would tell now, and whether it is what was told then. It asks no venue for whales and stores nothing.
/// </summary>
internal static class ReplayCommand
{
    public const string Name = "replay";

    private const string Usage = "replay --whale <id, uid or wallet address> [--from <instant, default: all that is kept>]";

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(args);
        return await RunAsync(builder, output, cancellationToken);
    }

    public static async Task<int> RunAsync(IHostApplicationBuilder builder, TextWriter output, CancellationToken cancellationToken)
    {
        var configuration = builder.Configuration;
        var from = DateTimeOffset.MinValue;
        if (configuration["whale"] is not { Length: > 0 } name
            || (configuration["from"] is { } since
                && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out from)))
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        builder.AddWhaleCopyPostgres();
        builder.Services.AddSingleton<AnswerQueue>();
        await using var services = builder.Services.BuildServiceProvider();
        var answers = services.GetRequiredService<AnswerQueue>();
        if (await answers.FindAsync(name, cancellationToken) is not { } whale)
        {
            await output.WriteLineAsync($"No whale, or more than one, is called {name}.");
            return 1;
        }

        var options = configuration.GetSection(PollingOptions.SectionName).Get<PollingOptions>() ?? new PollingOptions();
        await using var player = new ReplaySource(configuration, WireName<Venue>.Parse(whale.Exchange));
        var replay = new ReplayedBook(whale.Id, whale.Uid, whale.Score, player, options.ToBookOptions());
        var stored = await answers.ReadSignalsAsync(whale.Id, cancellationToken);
        var count = 0;
        await foreach (var answer in answers.ReadAsync(whale.Id, from, cancellationToken))
        {
            count++;
            await output.WriteLineAsync(ReplayLines.Of(answer, await replay.StepAsync(answer, cancellationToken), stored));
        }

        await output.WriteLineAsync($"{count.ToString(CultureInfo.InvariantCulture)} answers kept since {(from == DateTimeOffset.MinValue ? "the begin" : ReplayLines.Time(from))}.");
        return 0;
    }
}
