using StackExchange.Redis;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Poller.Polling;

/// <summary>Reads granted now, or how long to wait for the next one.</summary>
/// <param name="Reads">May be zero.</param>
/// <param name="RetryAfter">When the next read is free; zero where some were granted.</param>
internal readonly record struct BudgetGrant(int Reads, TimeSpan RetryAfter);

/// <summary>
/// Plans the reads of a source, so that the most urgent whales are claimed first and no claimed whale waits for the venue's limit, which
/// the venue client keeps. One bucket in Redis that all pollers share, and while Redis is away one of our own with a quarter of the rate. A
/// flushed Redis grants one burst anew and nothing else.
/// </summary>
internal sealed class SourceBudget(IConnectionMultiplexer redis, TimeProvider time, ILogger<SourceBudget> logger)
{
    // Generic cell rate: the key holds the microsecond at which the bucket is full again. A debit may drive it beyond the burst.
    private const string Script = """
        local clock = redis.call('TIME')
        local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
        local emission = tonumber(ARGV[1])
        local burst = tonumber(ARGV[2])
        local wanted = tonumber(ARGV[3])
        local full = tonumber(redis.call('GET', KEYS[1]) or '0')
        if full < now then full = now end
        local granted = wanted
        if ARGV[4] == 'take' then
            granted = math.floor((now + burst - full) / emission)
            if granted > wanted then granted = wanted end
            if granted < 0 then granted = 0 end
        end
        full = full + granted * emission
        if full < now then full = now end
        redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 60000)
        local wait = full + emission - burst - now
        if wait < 0 then wait = 0 end
        return {granted, string.format('%.0f', wait)}
        """;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _local = new(StringComparer.Ordinal);
    private volatile bool _isAway;

    /// <summary>Takes up to <paramref name="wanted"/> reads.</summary>
    public async ValueTask<BudgetGrant> TakeAsync(BudgetKey key, int wanted) => await MoveAsync(key, wanted, "take");

    /// <summary>Books reads that were made without asking (a second page, a flag, a history), or gives back what was not used.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="reads">Below zero: given back.</param>
    public async ValueTask BookAsync(BudgetKey key, int reads)
    {
        if (reads != 0)
            await MoveAsync(key, reads, "book");
    }

    private async ValueTask<BudgetGrant> MoveAsync(BudgetKey key, int reads, string move)
    {
        // Whole microseconds: a fraction gets lost beside the clock, and a bucket of one read would then never hold a whole one.
        var emission = Math.Ceiling(1_000_000.0 / (double)key.ReadsPerSecond);
        var burst = emission * key.Burst;
        try
        {
            var answer = (RedisValue[]?)await redis.GetDatabase().ScriptEvaluateAsync(
                Script, [(RedisKey)key.Name], [emission, burst, reads, move]);
            if (answer is [var granted, var wait])
            {
                Restored(key);
                return new BudgetGrant((int)granted, (int)granted > 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds((double)wait));
            }

            Lost(key, "unreadable answer");
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            Lost(key, away.GetType().Name);
        }

        // A quarter of the rate, and as many at once: a bucket that holds less than one poll would never grant any.
        return MoveLocally(key, reads, move, emission * 4, burst * 4);
    }

    private BudgetGrant MoveLocally(BudgetKey key, int reads, string move, double emission, double burst)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000.0;
            var full = double.Max(_local.GetValueOrDefault(key.Name), now);
            var granted = move == "take" ? (int)double.Clamp(Math.Floor((now + burst - full) / emission), 0, reads) : reads;
            full = double.Max(full + (granted * emission), now);
            _local[key.Name] = full;
            return new BudgetGrant(granted, granted > 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(double.Max(0, full + emission - burst - now)));
        }
    }

    private void Lost(BudgetKey key, string reason)
    {
        if (_isAway)
            return;
        _isAway = true;
        Log.SharedBudgetLost(logger, key.Name, reason);
    }

    private void Restored(BudgetKey key)
    {
        if (!_isAway)
            return;
        _isAway = false;
        Log.SharedBudgetRestored(logger, key.Name);
    }
}

/// <summary>A bucket.</summary>
/// <param name="Name">Of purpose, source and address.</param>
/// <param name="ReadsPerSecond">Above zero.</param>
/// <param name="Burst">Reads at once after a pause.</param>
internal sealed record BudgetKey(string Name, decimal ReadsPerSecond, int Burst)
{
    // The venue clients keep the rest of a limit for entries and exits: what is planned here never has to wait for them.
    private const decimal BackgroundShare = 0.7m;

    // A burst is what a tenth of a second brings, and at least one poll: what a venue counts in a window is its rate and this.
    private const decimal BurstSeconds = 0.1m;

    /// <summary>Reads a second that polls and leaderboards may make together.</summary>
    public static decimal UsableOf(WhaleSource source) => source.ReadsPerSecond * BackgroundShare;

    /// <summary>The part that polls may use.</summary>
    public static BudgetKey Polls(WhaleSource source, string address) =>
        Of("polls", source, address, 100m - ReadBudget.DiscoveryPercent, source.ReadsPerPoll);

    /// <summary>The part that leaderboards may use.</summary>
    public static BudgetKey Discovery(WhaleSource source, string address) => Of("discovery", source, address, ReadBudget.DiscoveryPercent, 1);

    private static BudgetKey Of(string purpose, WhaleSource source, string address, decimal percent, int least)
    {
        var rate = UsableOf(source) * percent / 100m;
        return new($"whalecopy:budget:{purpose}:{source.Name}:{address}", rate, int.Max(least, (int)decimal.Ceiling(rate * BurstSeconds)));
    }
}
