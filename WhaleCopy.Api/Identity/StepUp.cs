using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

/// <summary>Acts that a stolen session must not reach ask for a sign-in of the last minutes.</summary>
internal sealed class StepUp(IOptions<TelegramOptions> options, TimeProvider timeProvider)
{
    /// <summary>The refusal, or null where the sign-in is fresh enough.</summary>
    public ProblemHttpResult? Refuse(CurrentUser user) =>
        timeProvider.GetUtcNow() - user.AuthTime <= options.Value.StepUpMaxAge
            ? null
            : Refusal.Of(IdentityProblems.StepUpRequired, "Close the app, open it again from Telegram, and repeat this within five minutes.");
}

internal static class StepUpFilter
{
    /// <summary>Refuses the endpoint without a fresh sign-in.</summary>
    public static RouteHandlerBuilder RequireStepUp(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
            context.HttpContext.RequestServices.GetRequiredService<StepUp>().Refuse(CurrentUser.Of(context.HttpContext.User)) is { } refusal
                ? refusal
                : await next(context))
        .Refuses(IdentityProblems.StepUpRequired);
}
