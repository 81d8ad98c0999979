using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Users;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Dev;

/// <summary>The tier to give somebody.</summary>
internal sealed record TierRequest
{
    public required long TelegramId { get; init; }
    public required SubscriptionTier Tier { get; init; }
}

/// <summary>The tier somebody has.</summary>
internal sealed record TierAnswer
{
    public required long UserId { get; init; }
    public required long TelegramId { get; init; }
    public required SubscriptionTier Tier { get; init; }
    public required DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Who signs in.</summary>
internal sealed record InitDataRequest
{
    public required long TelegramId { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? LanguageCode { get; init; }
    public string? StartParam { get; init; }
}

/// <summary>InitData as Telegram would have signed it.</summary>
internal sealed record InitDataAnswer
{
    public required string InitData { get; init; }
}

/// <summary>Tools for the demo and for tests. In production they do not exist.</summary>
internal static class DevSlice
{
    private static readonly TimeSpan TierLife = TimeSpan.FromDays(30);

    public static void MapDev(this WebApplication app)
    {
        if (app.Environment.IsProduction())
            return;
        var (tier, initData) = Map(app.MapGroup("/dev").WithTags("Dev"));
        tier.WithName("setTier");
        initData.WithName("signInitData");

        // The same under the Api's prefix, where a proxy forwards nothing else.
        Map(app.MapGroup("/api/v1/dev").ExcludeFromDescription());
    }

    private static (RouteHandlerBuilder Tier, RouteHandlerBuilder InitData) Map(RouteGroupBuilder group)
    {
        group.AllowAnonymous().DisableRateLimiting();
        return (
            group.MapPost("/tier", SetTierAsync).WithSummary("Set a tier for 30 days, creating the user if need be").Refuses(HttpProblems.InvalidInput),
            group.MapPost("/init-data", Sign).WithSummary("Sign initData with the configured bot token").Refuses(HttpProblems.InvalidInput));
    }

    private static async Task<Ok<TierAnswer>> SetTierAsync(
        TierRequest request, UserDirectory users, WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        CheckTelegramId(request.TelegramId);
        var known = await users.FindOrRegisterAsync(new TelegramUser(request.TelegramId, null, null, null, null), null, cancellationToken);
        DateTimeOffset? expiresAt = request.Tier == SubscriptionTier.Free ? null : timeProvider.GetUtcNow() + TierLife;
        await database.Users.Where(user => user.Id == known.Id).ExecuteUpdateAsync(
            user => user.SetProperty(row => row.SubscriptionTier, request.Tier).SetProperty(row => row.SubscriptionExpiresAt, expiresAt), cancellationToken);
        return TypedResults.Ok(new TierAnswer { UserId = known.Id, TelegramId = request.TelegramId, Tier = request.Tier, ExpiresAt = expiresAt });
    }

    private static Ok<InitDataAnswer> Sign(InitDataRequest request, InitDataVerifier verifier, TimeProvider timeProvider)
    {
        CheckTelegramId(request.TelegramId);
        var user = new JsonObject { ["id"] = request.TelegramId, ["first_name"] = request.FirstName ?? request.Username ?? "Demo" };
        if (request.Username is { } username)
            user["username"] = username;
        if (request.LastName is { } lastName)
            user["last_name"] = lastName;
        user["language_code"] = request.LanguageCode ?? "en";
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["auth_date"] = timeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["query_id"] = "AAF" + Guid.NewGuid().ToString("N"),
            ["user"] = user.ToJsonString(),
        };
        if (request.StartParam is { } startParam)
            fields["start_param"] = startParam;
        return TypedResults.Ok(new InitDataAnswer { InitData = verifier.Sign(fields) });
    }

    private static void CheckTelegramId(long telegramId)
    {
        if (telegramId <= 0)
            throw InvalidInputException.Of("telegram_id", "telegram_id is above 0.");
    }
}
