using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace WhaleCopy.TestKit;

/// <summary>Waits for what another process will do, and says what it last saw when that never came.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The first observation that satisfies <paramref name="isExpected"/>, within <paramref name="deadline"/>.</summary>
    public static async Task<T> ObserveAsync<T>(
        Func<Task<T>> observe,
        Func<T, bool> isExpected,
        TimeSpan deadline,
        [CallerArgumentExpression(nameof(isExpected))] string expectation = "")
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var seen = await observe();
            if (isExpected(seen))
            {
                return seen;
            }

            if (waited.Elapsed > deadline)
            {
                throw new XunitException($"not within {deadline.TotalSeconds} s: {expectation}; last seen: {seen}");
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
