using Microsoft.AspNetCore.Http.HttpResults;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Users;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Api.Users;

internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users/me", ReadAsync).WithName("getMe").WithSummary("Profile with settings");
        routes.MapPatch("/users/me/settings", ChangeSettingsAsync).WithName("changeSettings").WithSummary("Change some settings")
            .WithDescription("Each field is checked against its range and the tier; every error is reported. Raising a limit needs a step-up.")
            .Refuses(UserProblems.SettingsInvalid, IdentityProblems.StepUpRequired, HttpProblems.InvalidInput);
        routes.MapPost("/users/me/pause", PauseAsync).WithName("pause").WithSummary("Stop copying entries; exits go on");
        routes.MapPost("/users/me/resume", ResumeAsync).WithName("resume").WithSummary("Go on copying")
            .WithDescription("After a panic it needs a step-up.")
            .Refuses(IdentityProblems.StepUpRequired);
    }

    private static async Task<Ok<UserProfile>> ReadAsync(
        CurrentUser me, WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        TypedResults.Ok(await UserProfiles.ReadAsync(database, me.Id, timeProvider.GetUtcNow(), cancellationToken));

    private static async Task<Results<Ok<SettingsAnswer>, ProblemHttpResult>> ChangeSettingsAsync(
        SettingsPatch patch, CurrentUser me, WhaleCopyDbContext database, StepUp stepUp, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await UserLock.TakeAsync(database, me.Id, cancellationToken);
        var row = user.Settings ??= new UserSettingsRow { UserId = me.Id };
        var present = row.ToCore();
        var changed = present.With(patch);

        var tier = TierLimits.Effective(user.SubscriptionTier, user.SubscriptionExpiresAt, now);
        var errors = UserProblems.ByField(SettingRules.Check(changed, tier));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(changed.TimeZone, out _))
            errors["time_zone"] = ["time_zone is an IANA name such as Europe/Berlin."];
        if (errors.Count > 0)
            return Refusal.Of(UserProblems.SettingsInvalid, errors: errors);
        if (changed.RaisesLimitsOf(present) && stepUp.Refuse(me) is { } refusal)
            return refusal;

        changed.Store(row, now);
        if (changed.RaisesLimitsOf(present))
        {
            database.AuditLog.Add(AuditTrail.Of(
                me.Id,
                "LIMITS_RAISED",
                now,
                new { changed.MaxTradeSizeUsdt, changed.DailyLossLimitUsdt, changed.MaxOpenPositions, changed.MaxLeverage }));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(row.ToAnswer());
    }

    private static async Task<Ok<PauseAnswer>> PauseAsync(
        CurrentUser me, WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await UserLock.TakeAsync(database, me.Id, cancellationToken);
        if (!user.IsPaused)
        {
            user.IsPaused = true;
            user.PausedAt = now;
            database.AuditLog.Add(AuditTrail.Of(me.Id, "PAUSED", now));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(Answer(user));
    }

    private static async Task<Results<Ok<PauseAnswer>, ProblemHttpResult>> ResumeAsync(
        CurrentUser me, WhaleCopyDbContext database, StepUp stepUp, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var user = await UserLock.TakeAsync(database, me.Id, cancellationToken);
        if (user.IsPanicked && stepUp.Refuse(me) is { } refusal)
            return refusal;
        if (user.IsPaused)
        {
            user.IsPaused = false;
            user.IsPanicked = false;
            user.PausedAt = null;
            database.AuditLog.Add(AuditTrail.Of(me.Id, "RESUMED", timeProvider.GetUtcNow()));
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(Answer(user));
    }

    private static PauseAnswer Answer(UserRow user) => new() { IsPaused = user.IsPaused, IsPanicked = user.IsPanicked, PausedAt = user.PausedAt };
}
