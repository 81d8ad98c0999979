using System.Diagnostics;
using System.Globalization;

namespace WhaleCopy.Executor;

/// <summary>
/// Named places between two steps at which a test can kill this process (<c>WHALECOPY_CRASH_POINT=name</c>, or <c>name:3</c> for
/// the third time) or freeze it until somebody lets it go on (<c>WHALECOPY_PAUSE_POINT</c>, the same form). Off, which is always
/// outside tests, a hit is one comparison with null.
/// </summary>
internal static class CrashPoint
{
    private static readonly Armed? Crash = Armed.Of("WHALECOPY_CRASH_POINT");
    private static readonly Armed? Pause = Armed.Of("WHALECOPY_PAUSE_POINT");

    /// <summary>Every name, for the test that goes through all of them.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "after-signal-claim", "before-prepare-commit", "after-prepare-commit", "before-exit-commit", "after-exit-commit",
        "before-signal-finish", "before-settings", "before-attempt-commit", "after-attempt-commit", "after-place",
        "before-outcome-commit", "after-outcome-commit", "before-lookup", "after-lookup", "before-next-attempt", "after-next-attempt",
        "before-stop-attempt", "after-stop-attempt", "after-stop-place", "after-stop-outcome", "before-stop-cancel", "after-stop-cancel",
        "after-stop-cancelled", "before-fills-commit", "after-fills-commit", "before-sync-commit", "after-sync-commit",
        "before-commission-commit",
    ];

    /// <summary>Ends or freezes the process on the spot, as SIGKILL and SIGSTOP do, where this point is armed.</summary>
    public static void Hit(string name)
    {
        if (Crash is not null && Crash.IsHit(name))
            Die();
        if (Pause is not null && Pause.IsHit(name))
            Freeze();
    }

    private static void Die()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        using var never = new ManualResetEvent(false);
        never.WaitOne();
    }

    private static void Freeze()
    {
        using var signal = Process.Start("kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
    }

    private sealed class Armed(string name, int times)
    {
        private int _left = times;

        public static Armed? Of(string variable) => Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text
            ? null
            : text.Split(':') is [var name, var times] ? new Armed(name, int.Parse(times, CultureInfo.InvariantCulture)) : new Armed(text, 1);

        public bool IsHit(string point) => string.Equals(name, point, StringComparison.Ordinal) && Interlocked.Decrement(ref _left) == 0;
    }
}
