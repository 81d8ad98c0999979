using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
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

    private const int Done = 0;
    private const int NotFound = 1;
    private const int NotUnderstood = 2;
    private const int NotReadable = 3;

    /// <summary>Runs a command line.</summary>
    /// <param name="args">What follows the word replay.</param>
    /// <param name="output">Takes the replay.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code: 0 done, 1 no such whale or database, 2 the command line, 3 something kept could not be read.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter complaints, CancellationToken cancellationToken)
    {
        if (ReplayArguments.Read(args, out var complaint) is not { } arguments)
        {
            await complaints.WriteLineAsync(complaint);
            return NotUnderstood;
        }

        try
        {
            return await RunAsync(WebApplication.CreateBuilder(arguments.Settings), arguments, output, complaints, cancellationToken);
        }
        catch (OptionsValidationException invalid)
        {
            await complaints.WriteLineAsync(invalid.Message);
            return NotUnderstood;
        }
        catch (DbException failure)
        {
            await complaints.WriteLineAsync($"The database does not answer: {failure.Message}");
            return NotFound;
        }
    }

    public static async Task<int> RunAsync(
        IHostApplicationBuilder builder, ReplayArguments arguments, TextWriter output, TextWriter complaints, CancellationToken cancellationToken)
    {
        var configuration = builder.Configuration;

        // What is printed is the replay and nothing else.
        builder.Logging.ClearProviders();
        builder.AddWhaleCopyPostgres();
        builder.Services.AddSingleton<AnswerQueue>();
        await using var services = builder.Services.BuildServiceProvider();
        var answers = services.GetRequiredService<AnswerQueue>();
        if (await answers.FindAsync(arguments.Whale, cancellationToken) is not { } whale)
        {
            await complaints.WriteLineAsync($"No whale, or more than one, is called {arguments.Whale}.");
            return NotFound;
        }

        var options = configuration.GetSection(PollingOptions.SectionName).Get<PollingOptions>() ?? new PollingOptions();
        await using var player = new ReplaySource(configuration, WireName<Venue>.Parse(whale.Exchange));
        var replay = new ReplayedBook(whale.Id, whale.Uid, whale.Score, player, options.ToBookOptions());
        var stored = await answers.ReadSignalsAsync(whale.Id, cancellationToken);
        var (count, unread) = (0, 0);
        await foreach (var answer in answers.ReadAsync(whale.Id, arguments.From, cancellationToken))
        {
            count++;
            var played = await replay.StepAsync(answer, cancellationToken);
            if (played.Result is not PollResult.Complete)
                unread++;
            await output.WriteLineAsync(ReplayLines.Of(answer, played, stored));
        }

        var since = arguments.From == DateTimeOffset.MinValue ? "the begin" : ReplayLines.Time(arguments.From);
        await output.WriteLineAsync($"{count.ToString(CultureInfo.InvariantCulture)} answers kept since {since}.");
        if (unread == 0)
            return Done;
        await complaints.WriteLineAsync(
            $"{unread.ToString(CultureInfo.InvariantCulture)} of them were Complete then and are not today. Sizes in contracts need the venue's instruments: "
            + "set Exchanges:Mode and Simulator:Url as the poller has them.");
        return NotReadable;
    }
}
