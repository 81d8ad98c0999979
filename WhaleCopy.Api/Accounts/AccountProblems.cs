using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Accounts;

internal static class AccountProblems
{
    public static readonly ProblemKind KeyInvalid = new("API_KEY_INVALID", 422, "The key is not complete.");
    public static readonly ProblemKind KeyRefused = new("API_KEY_REFUSED", 422, "The exchange or our rules refuse this key.");
    public static readonly ProblemKind KeyTaken = new("API_KEY_TAKEN", 409, "This key is already connected.");
    public static readonly ProblemKind TooManyKeys = new("API_KEY_LIMIT", 409, "No more keys can be connected.");
    public static readonly ProblemKind KeyInUse = new("API_KEY_IN_USE", 409, "Open positions need this key.");
    public static readonly ProblemKind CheckUnavailable = new("API_KEY_CHECK_UNAVAILABLE", 503, "The exchange could not be asked about this key.");
}
