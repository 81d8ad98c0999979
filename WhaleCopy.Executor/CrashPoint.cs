using System.Diagnostics;

namespace WhaleCopy.Executor;

/// <summary>
/// Named places between two steps at which a test can kill this process, armed by <c>WHALECOPY_CRASH_POINT=name</c> or
/// <c>name:3</c> for the third time. Off, which is always outside tests, a hit is one comparison with null.
/// </summary>
internal static class CrashPoint
{
    private static readonly string? Armed = NameOf(Environment.GetEnvironmentVariable("WHALECOPY_CRASH_POINT"));
    private static int _left = CountOf(Environment.GetEnvironmentVariable("WHALECOPY_CRASH_POINT"));

    /// <summary>Every name, for the test that goes through all of them.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "before-prepare-commit", "after-prepare-commit", "before-attempt-commit", "after-attempt-commit", "after-place",
        "before-outcome-commit", "after-outcome-commit", "before-stop-attempt", "after-stop-attempt", "after-stop-place",
        "after-stop-outcome", "before-stop-cancel", "after-stop-cancel", "after-lookup", "before-sync-commit", "before-fills-commit",
    ];

    /// <summary>Ends the process on the spot, as a SIGKILL does, where this point is armed.</summary>
    public static void Hit(string name)
    {
        if (Armed is not null)
            HitArmed(name);
    }

    private static void HitArmed(string name)
    {
        if (!string.Equals(Armed, name, StringComparison.Ordinal) || Interlocked.Decrement(ref _left) != 0)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        using var never = new ManualResetEvent(false);
        never.WaitOne();
    }

    private static string? NameOf(string? text) => string.IsNullOrEmpty(text) ? null : text.Split(':')[0];

    private static int CountOf(string? text) =>
        text?.Split(':') is [_, var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1;
}
