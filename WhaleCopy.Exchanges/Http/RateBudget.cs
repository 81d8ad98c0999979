using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace WhaleCopy.Exchanges.Http;

/// <summary>
/// Keeps every call within its venue's limits: shared through Redis, in this process alone and conservatively while Redis is away.
/// </summary>
internal sealed class RateBudget
{
    /// <summary>How the bucket of a venue's whole address ends: only a ban of the address stops it.</summary>
    public const string WholeAddress = ":address";

    private const decimal BackgroundShare = 0.7m;
    private const decimal EntryShare = 0.85m;
    private static readonly TimeSpan RedisRest = TimeSpan.FromSeconds(5);

    private readonly RedisRateStore? _shared;
    private readonly LocalRateStore _local;
    private readonly VenueLimitsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RateBudget> _logger;
    private long _restUntilTicks;

    public RateBudget(
        IOptions<VenueLimitsOptions> options, TimeProvider time, ILogger<RateBudget> logger, IConnectionMultiplexer? redis = null)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _local = new LocalRateStore(time);
        _shared = redis is null ? null : new RedisRateStore(redis);
    }

    /// <summary>Waits until all limits have room and takes from them.</summary>
    /// <returns>Null where it was taken; how long it would still take where that is longer than allowed.</returns>
    public async ValueTask<TimeSpan?> TakeAsync(
        IReadOnlyList<RateCharge> charges, CallUrgency urgency, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        if (charges.Count == 0)
            return null;

        var started = _time.GetTimestamp();
        while (true)
        {
            var wait = await TakeOnceAsync(charges, ShareOf(urgency));
            if (wait <= TimeSpan.Zero)
                return null;
            if (_time.GetElapsedTime(started) + wait > longestWait)
                return wait;
            // Those that wait for the same moment do not all come back in the same one.
            await Task.Delay(wait + TimeSpan.FromMilliseconds(Random.Shared.Next(1, 20)), _time, cancellationToken);
        }
    }

    /// <summary>How long a limit of a call is stopped still, as far as this process knows.</summary>
    public TimeSpan? StoppedFor(IReadOnlyList<RateCharge> charges) => _local.StoppedFor(charges);

    /// <summary>Stops the limits of a call that the venue counts by this scope.</summary>
    public async ValueTask StopAsync(IReadOnlyList<RateCharge> charges, RateStop stop)
    {
        foreach (var charge in charges)
        {
            var isMeant = stop.Scope is { } scope ? charge.Scope == scope : !charge.Bucket.EndsWith(WholeAddress, StringComparison.Ordinal);
            if (!isMeant)
                continue;
            Log.LimitStopped(_logger, charge.Bucket, stop.For.TotalSeconds);
            _local.Stop(charge.Bucket, stop.For);
            await SharedAsync(store => store.StopAsync(charge.Bucket, stop.For));
        }
    }

    /// <summary>Believes what the venue says it has counted.</summary>
    public async ValueTask ReportAsync(RateReport report)
    {
        _local.Report(report);
        await SharedAsync(store => store.ReportAsync(report));
    }

    private static decimal ShareOf(CallUrgency urgency) => urgency switch
    {
        CallUrgency.Background => BackgroundShare,
        CallUrgency.Entry => EntryShare,
        CallUrgency.Exit => 1m,
    };

    private async ValueTask<TimeSpan> TakeOnceAsync(IReadOnlyList<RateCharge> charges, decimal share)
    {
        share *= _options.Factor;
        if (_shared is not null && !IsResting)
        {
            try
            {
                return await _shared.TakeAsync(charges, share);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                Rest(exception);
            }
        }

        return _local.Take(charges, share * _options.LocalShare);
    }

    private async ValueTask SharedAsync(Func<RedisRateStore, ValueTask> act)
    {
        if (_shared is null || IsResting)
            return;
        try
        {
            await act(_shared);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Rest(exception);
        }
    }

    private bool IsResting => _time.GetUtcNow().UtcTicks < Volatile.Read(ref _restUntilTicks);

    private void Rest(Exception exception)
    {
        Volatile.Write(ref _restUntilTicks, (_time.GetUtcNow() + RedisRest).UtcTicks);
        Log.LimitsLocal(_logger, exception.Message);
    }
}
