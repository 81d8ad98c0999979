using System.Diagnostics;
using System.Globalization;

namespace WhaleCopy.Executor;

/// <summary>
/// Named places between two steps at which a test can kill this process (<c>WHALECOPY_CRASH_POINT=name</c>, or <c>name:3</c> for
/// the third time) or freeze it until somebody lets it go on (<c>WHALECOPY_PAUSE_POINT</c>, the same form). With
/// <c>WHALECOPY_CRASH_POINT=stdin</c> each line of standard input names the point from then on, an empty one none, and is answered
/// by <c>armed: …</c>; the process takes up no work before the first line and dies with the input. Off, which is always outside
/// tests, a hit is one comparison with null.
/// </summary>
internal static class CrashPoint
{
    private const string FromInput = "stdin";
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("WHALECOPY_CRASH_POINT");
    private static readonly Armed? Pause = Armed.Of(Environment.GetEnvironmentVariable("WHALECOPY_PAUSE_POINT"));
    private static volatile Armed? _crash = Wanted == FromInput ? null : Armed.Of(Wanted);

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

    /// <summary>Where standard input arms this process: waits for its first line, and listens for more from then on.</summary>
    public static void WaitUntilArmed()
    {
        if (Wanted != FromInput)
            return;
        Obey(Console.ReadLine());
        new Thread(Listen) { IsBackground = true, Name = nameof(CrashPoint) }.Start();
    }

    /// <summary>Ends or freezes the process on the spot, as SIGKILL and SIGSTOP do, where this point is armed.</summary>
    public static void Hit(string name)
    {
        if (_crash is { } armed && armed.IsHit(name))
            Die();
        if (Pause is not null && Pause.IsHit(name))
            Freeze();
    }

    private static void Listen()
    {
        while (true)
            Obey(Console.ReadLine());
    }

    private static void Obey(string? line)
    {
        // Who started this process is gone.
        if (line is null)
            Die();
        _crash = Armed.Of(line);
        Console.WriteLine($"armed: {line}");
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

        public static Armed? Of(string? text) => text is not { Length: > 0 }
            ? null
            : text.Split(':') is [var name, var times] ? new Armed(name, int.Parse(times, CultureInfo.InvariantCulture)) : new Armed(text, 1);

        public bool IsHit(string point) => string.Equals(name, point, StringComparison.Ordinal) && Interlocked.Decrement(ref _left) == 0;
    }
}
