using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Signals;

internal static class SignalProblems
{
    public static readonly ProblemKind NotCopyable = new("SIGNAL_NOT_COPYABLE", 422, "Only entries can be copied by hand.");
    public static readonly ProblemKind AlreadyCopied = new("SIGNAL_ALREADY_COPIED", 409, "You have a trade of this signal already.");
}
