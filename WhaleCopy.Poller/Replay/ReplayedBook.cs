using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Poller.Replay;

/// <summary>A venue's reader as it is today over answers of then, at the time of then.</summary>
internal sealed class ReplaySource : IAsyncDisposable
{
    // A source that needs a key signs its reads with this one: they are answered here and never sent.
    private static readonly Dictionary<string, string?> Placeholders = new()
    {
        ["Exchanges:Bitget:Broker:ApiKey"] = "replay",
        ["Exchanges:Bitget:Broker:Secret"] = "replay",
        ["Exchanges:Bitget:Broker:Passphrase"] = "replay",
    };

    // Nobody is asked, so nobody's limits are to be kept, and a source that is switched off now was on then.
    private static readonly Dictionary<string, string?> Overrides = new()
    {
        ["Exchanges:Limits:Factor"] = "10000",
        ["Exchanges:Okx:ReadsWhales"] = "true",
        ["Exchanges:Bybit:ReadsWhales"] = "true",
    };

    private readonly AnswerPlayer _player = new();
    private readonly ReplayClock _clock = new();
    private readonly ServiceProvider _services;

    public ReplaySource(IConfiguration configuration, Venue venue)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddSingleton<TimeProvider>(_clock);

        services.AddWhaleCopyExchanges(new ConfigurationBuilder().AddInMemoryCollection(Placeholders).AddConfiguration(configuration)
            .AddInMemoryCollection(Overrides).Build());
        _player.Replace(services);
        _services = services.BuildServiceProvider();
        Reader = _services.GetRequiredService<VenueReaders>()[venue];
    }

    public IVenueReader Reader { get; }

    public void Load(AnswerRecord answer)
    {
        _clock.Now = answer.TakenAt;
        _player.Load(AnswerTape.Read(answer.Bodies));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Tells the time of the answer that is played; timers run as always.</summary>
    private sealed class ReplayClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>A book that is followed through kept answers.</summary>
internal sealed class ReplayedBook(long whaleId, string uid, decimal score, ReplaySource source, WhaleBookOptions options)
{
    private WhaleBookState? _state;

    /// <summary>Takes the next answer.</summary>
    /// <returns>What it leads to; the result alone where it is not Complete any more.</returns>
    public async Task<(PollResult Result, BookStep Step)> StepAsync(AnswerRecord answer, CancellationToken cancellationToken)
    {
        source.Load(answer);
        var context = new WhaleBookContext { WhaleId = whaleId, WhaleScore = score, Source = source.Reader.Source, Options = options };

        // The first answer is the book to begin with; from then on numbers are those of then, so that signals carry their names.
        var before = _state is null
            ? WhaleBookState.Begin(answer.TakenAt)
            : _state with { SnapshotNumber = long.Max(_state.SnapshotNumber, answer.SnapshotNumber - 1) };
        var result = await source.Reader.PollAsync(uid, cancellationToken);
        var step = WhaleBook.OnPoll(before, result, answer.TakenAt, context);
        if (step.HistoryFrom is { } from)
            step = step.Then(WhaleBook.OnHistory(step.State, await source.Reader.ReadHistoryAsync(uid, from, cancellationToken), answer.TakenAt, context));
        _state = _state is null && step.State.HasBaseline ? step.State with { SnapshotNumber = answer.SnapshotNumber } : step.State;
        return (result, step);
    }
}
