using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

internal static class IdentityProblems
{
    public static readonly ProblemKind Unauthenticated = new("UNAUTHENTICATED", 401, "Sign in first.");
    public static readonly ProblemKind InitDataInvalid = new("INIT_DATA_INVALID", 401, "Telegram does not vouch for this sign-in.");
    public static readonly ProblemKind InitDataExpired = new("INIT_DATA_EXPIRED", 401, "The sign-in is too old.");
    public static readonly ProblemKind SessionInvalid = new("SESSION_INVALID", 401, "The session is not one of ours.");
    public static readonly ProblemKind SessionExpired = new("SESSION_EXPIRED", 401, "The session is over.");
    public static readonly ProblemKind Forbidden = new("FORBIDDEN", 403, "That is not allowed.");
    public static readonly ProblemKind UserBanned = new("USER_BANNED", 403, "This account is blocked.");
    public static readonly ProblemKind StepUpRequired = new("STEP_UP_REQUIRED", 403, "A fresh sign-in is needed for this.");
}
