using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Identity;

/// <summary>Challenges and refusals as problem details.</summary>
internal static class IdentityAnswers
{
    public static Task WriteAsync(HttpContext context, ProblemKind problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = problem.Status;
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = Refusal.Of(problem).ProblemDetails,
        }).AsTask();
    }

    public static Task ForbidAsync(HttpContext context) =>
        WriteAsync(context, CurrentUser.IsBanned(context.User) ? IdentityProblems.UserBanned : IdentityProblems.Forbidden);
}
