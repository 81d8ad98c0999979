namespace WhaleCopy.Api.Problems;

/// <summary>Refusals that any endpoint can answer.</summary>
internal static class HttpProblems
{
    public static readonly ProblemKind InvalidInput = new("VALIDATION_FAILED", 400, "The input is not valid.");
    public static readonly ProblemKind NotFound = new("NOT_FOUND", 404, "There is no such thing.");
    public static readonly ProblemKind MethodNotAllowed = new("METHOD_NOT_ALLOWED", 405, "This address does not take that method.");
    public static readonly ProblemKind TooLarge = new("CONTENT_TOO_LARGE", 413, "The request is too large.");
    public static readonly ProblemKind UnsupportedMediaType = new("UNSUPPORTED_MEDIA_TYPE", 415, "The body is not application/json.");
    public static readonly ProblemKind RateLimited = new("RATE_LIMITED", 429, "Too many requests.");
    public static readonly ProblemKind Failed = new("INTERNAL_ERROR", 500, "Something went wrong here.");
    public static readonly ProblemKind DatabaseAway = new("DATABASE_UNAVAILABLE", 503, "The database cannot be reached. Try again shortly.");

    /// <summary>The kind for a status that the framework answered without a body.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        400 => InvalidInput,
        401 => Identity.IdentityProblems.Unauthenticated,
        403 => Identity.IdentityProblems.Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        _ => Failed,
    };
}
