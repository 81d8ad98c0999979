using System.Globalization;
using StackExchange.Redis;

namespace WhaleCopy.Exchanges.Http;

/// <summary>Counts in Redis, shared by every process: one script a call, on the server's clock.</summary>
internal sealed class RedisRateStore(IConnectionMultiplexer redis)
{
    // ARGV: share, then capacity, window in ms and cost of each key. Answers 0 where all was taken, else ms to wait.
    private const string Take = """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local share = tonumber(ARGV[1])
        local wait = 0
        local currents = {}
        for i = 1, #KEYS do
          local capacity = tonumber(ARGV[3 * i - 1])
          local window = tonumber(ARGV[3 * i])
          local cost = tonumber(ARGV[3 * i + 1])
          local s = redis.call('HMGET', KEYS[i], 'w', 'c', 'p', 's')
          local stopped = tonumber(s[4] or '0') or 0
          local index = math.floor(now / window)
          local w = tonumber(s[1] or '-1') or -1
          local c = tonumber(s[2] or '0') or 0
          local p = tonumber(s[3] or '0') or 0
          if w ~= index then
            if w == index - 1 then p = c else p = 0 end
            c = 0
          end
          if stopped > now then
            wait = math.max(wait, stopped - now)
          else
            local usable = math.max(capacity * share, cost)
            local elapsed = now % window
            local room = usable - c - cost
            if room < 0 then
              wait = math.max(wait, window - elapsed)
            elseif p > 0 and p * (1 - elapsed / window) > room then
              wait = math.max(wait, math.ceil(window * (1 - room / p)) - elapsed)
            end
          end
          currents[i] = { index, c, p, window, cost }
        end
        if wait > 0 then return wait end
        for i = 1, #KEYS do
          local v = currents[i]
          redis.call('HSET', KEYS[i], 'w', tostring(v[1]), 'c', tostring(v[2] + v[5]), 'p', tostring(v[3]))
          redis.call('PEXPIRE', KEYS[i], tostring(v[4] * 2 + 1000))
        end
        return 0
        """;

    // ARGV: duration in ms.
    private const string Stop = """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local untilMs = now + tonumber(ARGV[1])
        local known = tonumber(redis.call('HGET', KEYS[1], 's') or '0') or 0
        if untilMs > known then redis.call('HSET', KEYS[1], 's', tostring(untilMs)) end
        redis.call('PEXPIRE', KEYS[1], tostring(math.max(untilMs, known) - now + 1000))
        return 0
        """;

    // ARGV: window in ms, used.
    private const string Report = """
        local t = redis.call('TIME')
        local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
        local window = tonumber(ARGV[1])
        local index = math.floor(now / window)
        local s = redis.call('HMGET', KEYS[1], 'w', 'c', 'p')
        local w = tonumber(s[1] or '-1') or -1
        local c = tonumber(s[2] or '0') or 0
        local p = tonumber(s[3] or '0') or 0
        if w ~= index then
          if w == index - 1 then p = c else p = 0 end
          c = 0
        end
        c = math.max(c, tonumber(ARGV[2]))
        redis.call('HSET', KEYS[1], 'w', tostring(index), 'c', tostring(c), 'p', tostring(p))
        local left = redis.call('PTTL', KEYS[1])
        if left < window * 2 then redis.call('PEXPIRE', KEYS[1], tostring(window * 2 + 1000)) end
        return 0
        """;

    /// <summary>As <see cref="LocalRateStore.Take"/>.</summary>
    public async ValueTask<TimeSpan> TakeAsync(IReadOnlyList<RateCharge> charges, decimal share)
    {
        var keys = new RedisKey[charges.Count];
        var values = new RedisValue[1 + (charges.Count * 3)];
        values[0] = share.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < charges.Count; i++)
        {
            var charge = charges[i];
            keys[i] = KeyOf(charge.Bucket);
            values[(3 * i) + 1] = charge.Limit.Capacity;
            values[(3 * i) + 2] = (long)charge.Limit.Window.TotalMilliseconds;
            values[(3 * i) + 3] = charge.Cost;
        }

        var wait = (long)await redis.GetDatabase().ScriptEvaluateAsync(Take, keys, values);
        return TimeSpan.FromMilliseconds(wait);
    }

    /// <summary>As <see cref="LocalRateStore.Stop"/>.</summary>
    public async ValueTask StopAsync(string bucket, TimeSpan duration) =>
        await redis.GetDatabase().ScriptEvaluateAsync(Stop, [KeyOf(bucket)], [(long)duration.TotalMilliseconds]);

    /// <summary>As <see cref="LocalRateStore.Report"/>.</summary>
    public async ValueTask ReportAsync(RateReport report) => await redis.GetDatabase().ScriptEvaluateAsync(
        Report, [KeyOf(report.Bucket)], [(long)report.Limit.Window.TotalMilliseconds, report.Used]);

    // One hash tag a venue, so that a cluster keeps the limits of one call together.
    private static RedisKey KeyOf(string bucket)
    {
        var venue = bucket.IndexOf(':', StringComparison.Ordinal);
        return $"wc:rate:{{{bucket[..venue]}}}{bucket[venue..]}";
    }
}
