using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.Users;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Identity;

/// <summary>The initData, where a client cannot set the header.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignInRequest
{
    public string? InitData { get; init; }
}

/// <summary>A session.</summary>
internal sealed record SignedIn
{
    [Description("For Authorization: Bearer, and as the hub's access token.")]
    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required UserProfile User { get; init; }
}

internal static class AuthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/telegram", SignInAsync)
        .AllowAnonymous()
        .WithTags("Identity")
        .WithName("signIn")
        .WithSummary("Trade Telegram's initData for a session")
        .WithDescription("The initData stands in X-Telegram-Init-Data or in the body. The user is created on first sight.")
        .Refuses(IdentityProblems.InitDataInvalid, IdentityProblems.InitDataExpired, IdentityProblems.UserBanned, HttpProblems.InvalidInput, HttpProblems.RateLimited);

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> SignInAsync(
        SignInRequest? request,
        [FromHeader(Name = TelegramAuthenticationHandler.HeaderName)] string? initData,
        InitDataVerifier verifier,
        UserDirectory users,
        SessionTokens sessions,
        WhaleCopyDbContext database,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var verdict = verifier.Verify(initData ?? request?.InitData ?? "");
        if (verdict is not InitDataVerdict.Valid valid)
            return Refusal.Of(InitDataVerifier.ProblemOf(verdict), "Open the app from Telegram again.");

        var user = await users.FindOrRegisterAsync(valid.User, valid.StartParam, cancellationToken);
        if (user.IsBanned)
            return Refusal.Of(IdentityProblems.UserBanned);

        await users.NoteSignInAsync(user.Id, valid.User, cancellationToken);
        var (token, session) = sessions.Issue(user.Id, valid.AuthDate);
        return TypedResults.Ok(new SignedIn
        {
            Token = token,
            ExpiresAt = session.ExpiresAt,
            User = await UserProfiles.ReadAsync(database, user.Id, timeProvider.GetUtcNow(), cancellationToken),
        });
    }
}
