using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Positions;

internal static class PositionProblems
{
    public static readonly ProblemKind NotOpen = new("POSITION_NOT_OPEN", 409, "The position is not open any more.");
    public static readonly ProblemKind ProtectionInvalid = new("PROTECTION_INVALID", 422, "The position cannot be protected like that.");
}
