using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

/// <summary>Authenticates a request by the signed initData in <c>X-Telegram-Init-Data</c>.</summary>
internal sealed class TelegramAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggerFactory,
    UrlEncoder encoder,
    InitDataVerifier verifier,
    UserDirectory users) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggerFactory, encoder)
{
    public const string SchemeName = "Telegram";
    public const string HeaderName = "X-Telegram-Init-Data";

    private ProblemKind _problem = IdentityProblems.Unauthenticated;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[HeaderName];
        if (header.Count == 0)
            return AuthenticateResult.NoResult();

        var verdict = header.Count == 1 ? verifier.Verify(header.ToString()) : new InitDataVerdict.Invalid("it stands twice");
        if (verdict is not InitDataVerdict.Valid valid)
        {
            _problem = InitDataVerifier.ProblemOf(verdict);
            return AuthenticateResult.Fail(_problem.Title);
        }

        var user = await users.FindOrRegisterAsync(valid.User, valid.StartParam, Context.RequestAborted);
        Context.Features.Set(valid);
        return AuthenticateResult.Success(new AuthenticationTicket(CurrentUser.Principal(user, valid.AuthDate, SchemeName), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => IdentityAnswers.WriteAsync(Context, _problem);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => IdentityAnswers.ForbidAsync(Context);
}
