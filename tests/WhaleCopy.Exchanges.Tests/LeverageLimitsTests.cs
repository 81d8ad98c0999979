using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests;

public sealed class LeverageLimitsTests
{
    private static readonly InstrumentId Bitcoin = new(Venue.Binance, Market.UsdM, "BTCUSDT");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly LeverageLimits _limits;
    private TaskCompletionSource<IReadOnlyDictionary<string, LeverageLimit>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    public LeverageLimitsTests() => _limits = new LeverageLimits(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_venue_is_asked_once_and_everybody_waits_for_its_first_answer()
    {
        var waiting = Enumerable.Range(0, 10).Select(_ => EnsureAsync()).ToList();
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        _answer.SetResult(Of(125));
        await Task.WhenAll(waiting);

        Assert.Equal((1, 125), (_asked, _limits.Find(Bitcoin)?.Max));
    }

    [Fact]
    public async Task What_was_not_told_is_asked_for_again()
    {
        _answer.SetResult(null);
        await EnsureAsync();
        Assert.Equal((0, null), (_limits.Version(Venue.Binance, Market.UsdM), _limits.Find(Bitcoin)));

        _answer = new TaskCompletionSource<IReadOnlyDictionary<string, LeverageLimit>?>();
        _answer.SetResult(Of(75));
        await EnsureAsync();

        Assert.Equal((2, 75), (_asked, _limits.Find(Bitcoin)?.Max));
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_reading()
    {
        using var impatient = new CancellationTokenSource();
        var first = EnsureAsync(impatient.Token);
        var second = EnsureAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        _answer.SetResult(Of(20));
        await second;

        Assert.Equal((1, 20), (_asked, _limits.Find(Bitcoin)?.Max));
    }

    [Fact]
    public async Task Old_limits_serve_while_new_ones_are_read()
    {
        _answer.SetResult(Of(125));
        await EnsureAsync();
        _answer = new TaskCompletionSource<IReadOnlyDictionary<string, LeverageLimit>?>();
        _time.Advance(LeverageLimits.FreshFor);

        await EnsureAsync();
        Assert.Equal(125, _limits.Find(Bitcoin)?.Max);
        var renewed = EnsureAsync();
        _answer.SetResult(Of(50)); // the one reading that runs
        await renewed;

        await TestKit.Eventually.ObserveAsync(() => Task.FromResult(_limits.Find(Bitcoin)?.Max), max => max == 50, TimeSpan.FromSeconds(10));
        Assert.Equal(2, _asked);
    }

    private static Dictionary<string, LeverageLimit> Of(int max) => new(StringComparer.Ordinal) { ["BTCUSDT"] = new LeverageLimit(max, []) };

    private Task EnsureAsync(CancellationToken? cancellationToken = null) => _limits.EnsureAsync(
        Venue.Binance,
        Market.UsdM,
        () =>
        {
            Interlocked.Increment(ref _asked);
            return _answer.Task;
        },
        cancellationToken ?? Cancellation);
}
