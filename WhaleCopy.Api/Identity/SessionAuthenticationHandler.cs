using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

/// <summary>Authenticates a request by a session: <c>Authorization: Bearer</c>, and for the hub <c>access_token</c>, since sockets take no headers.</summary>
internal sealed class SessionAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggerFactory,
    UrlEncoder encoder,
    SessionTokens sessions,
    UserDirectory users) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggerFactory, encoder)
{
    public const string SchemeName = "Session";
    private const string Bearer = "Bearer ";
    private static readonly PathString Hubs = "/hubs";

    private ProblemKind _problem = IdentityProblems.Unauthenticated;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
            return AuthenticateResult.NoResult();
        if (sessions.Read(token) is not { } session)
            return Fail(IdentityProblems.SessionInvalid);
        if (session.ExpiresAt <= TimeProvider.GetUtcNow())
            return Fail(IdentityProblems.SessionExpired);
        if (await users.FindAsync(session.UserId, Context.RequestAborted) is not { } user)
            return Fail(IdentityProblems.SessionInvalid);

        // The hub closes connections whose ticket has expired.
        var properties = new AuthenticationProperties { ExpiresUtc = session.ExpiresAt };
        return AuthenticateResult.Success(
            new AuthenticationTicket(CurrentUser.Principal(user, session.AuthTime, SchemeName), properties, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => IdentityAnswers.WriteAsync(Context, _problem);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => IdentityAnswers.ForbidAsync(Context);

    public static bool IsGivenIn(HttpRequest request) => TokenOf(request) is not null;

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();
        return request.Path.StartsWithSegments(Hubs) && request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }

    private AuthenticateResult Fail(ProblemKind problem)
    {
        _problem = problem;
        return AuthenticateResult.Fail(problem.Title);
    }
}
