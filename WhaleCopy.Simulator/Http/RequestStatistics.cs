using System.Collections.Concurrent;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Http;

/// <summary>Counts of requests by venue, path and status, and of orders in the last seconds.</summary>
internal sealed class RequestStatistics(TimeProvider time)
{
    private const int Window = 16;
    private readonly ConcurrentDictionary<(Exchange Exchange, string Method, string Path, int Status), StrongCount> _counts = new();
    private readonly long[] _seconds = new long[Window];
    private readonly long[] _orders = new long[Window];
    private readonly Lock _gate = new();
    private long _totalOrders;

    /// <summary>A mutable count shared by reference.</summary>
    private sealed class StrongCount
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Add() => Interlocked.Increment(ref _value);
    }

    public void Count(Call call, Operation? route, int status)
    {
        var key = (call.Dialect.Exchange, call.Method, route?.Path ?? "(unknown)", status);
        _counts.GetOrAdd(key, static _ => new StrongCount()).Add();
        if (route is { IsPlacement: true })
        {
            CountOrder();
        }
    }

    public IEnumerable<(Exchange Exchange, string Method, string Path, int Status, long Count)> Requests() =>
        _counts.Select(pair => (pair.Key.Exchange, pair.Key.Method, pair.Key.Path, pair.Key.Status, pair.Value.Value))
            .OrderBy(row => row.Exchange).ThenBy(row => row.Path, StringComparer.Ordinal).ThenBy(row => row.Method, StringComparer.Ordinal)
            .ThenBy(row => row.Status);

    /// <summary>Orders received so far, in the last full second, and the mean of the last ten.</summary>
    public (long Total, long LastSecond, decimal TenSecondMean) Orders()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            long last = 0, ten = 0;
            for (var i = 0; i < Window; i++)
            {
                var age = now - _seconds[i];
                last += age == 1 ? _orders[i] : 0;
                ten += age is >= 1 and <= 10 ? _orders[i] : 0;
            }

            return (_totalOrders, last, ten / 10m);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _counts.Clear();
            Array.Clear(_orders);
            _totalOrders = 0;
        }
    }

    private void CountOrder()
    {
        lock (_gate)
        {
            var second = time.GetUtcNow().ToUnixTimeSeconds();
            var slot = (int)(second % Window);
            if (_seconds[slot] != second)
            {
                _seconds[slot] = second;
                _orders[slot] = 0;
            }

            _orders[slot]++;
            _totalOrders++;
        }
    }
}
