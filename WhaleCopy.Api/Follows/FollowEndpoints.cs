using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Users;

namespace WhaleCopy.Api.Follows;

internal static class FollowEndpoints
{
    private const string Route = "/whales/{id:long}/follow";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Route, BeginAsync).WithName("followWhale").WithSummary("Follow a whale")
            .WithDescription("The body may be absent: everything has a default. Repeating it with the same settings answers the follow that is there.")
            .Refuses(HttpProblems.NotFound, HttpProblems.InvalidInput, FollowProblems.Invalid, FollowProblems.AlreadyFollowing, FollowProblems.TierLimit);
        routes.MapPatch(Route, ChangeAsync).WithName("changeFollow").WithSummary("Change some settings of a follow")
            .Refuses(FollowProblems.NotFollowing, HttpProblems.InvalidInput, FollowProblems.Invalid);
        routes.MapDelete(Route, EndAsync).WithName("unfollowWhale").WithSummary("End a follow")
            .WithDescription("Open copies stay managed to their end, or are closed at market with positions=CLOSE.")
            .Refuses(FollowProblems.NotFollowing, HttpProblems.InvalidInput);
    }

    private static async Task<Results<Created<FollowAnswer>, Ok<FollowAnswer>, ProblemHttpResult>> BeginAsync(
        long id, FollowPatch? patch, CurrentUser me, FollowStore follows, PollerDoorbell poller, CancellationToken cancellationToken)
    {
        switch (await follows.BeginAsync(id, me.Id, patch ?? new FollowPatch(), cancellationToken))
        {
            case FollowOutcome.Begun begun:
                // A followed whale is polled closely from now on, and his first snapshot is the follow's baseline.
                await poller.RecheckAsync(id, cancellationToken);
                return TypedResults.Created($"/api/v1/whales/{id}", FollowMapping.ToAnswer(begun.Row));
            case FollowOutcome.Unchanged unchanged:
                return TypedResults.Ok(FollowMapping.ToAnswer(unchanged.Row));
            case FollowOutcome.Differs:
                return Refusal.Of(FollowProblems.AlreadyFollowing, "Change the follow with PATCH.");
            case FollowOutcome.Invalid invalid:
                return Refusal.Of(FollowProblems.Invalid, errors: invalid.Errors);
            case FollowOutcome.TierLimit limit:
                return Refusal.Of(FollowProblems.TierLimit, FormattableString.Invariant($"It allows {limit.Whales}. Unfollow one first, or change the tier."));
            case FollowOutcome.NoSuchWhale:
                return Refusal.Of(HttpProblems.NotFound);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<Results<Ok<FollowAnswer>, ProblemHttpResult>> ChangeAsync(
        long id, FollowPatch patch, CurrentUser me, FollowStore follows, CancellationToken cancellationToken) =>
        await follows.ChangeAsync(id, me.Id, patch, cancellationToken) switch
        {
            ({ } row, _) => TypedResults.Ok(FollowMapping.ToAnswer(row)),
            (_, { Count: > 0 } errors) => Refusal.Of(FollowProblems.Invalid, errors: errors),
            _ => Refusal.Of(FollowProblems.NotFollowing),
        };

    private static async Task<Results<Ok<FollowEnded>, ProblemHttpResult>> EndAsync(
        long id,
        [FromQuery(Name = "positions")][Description("KEEP_MANAGED where absent.")] Wire<UnfollowPositions>? positions,
        CurrentUser me,
        FollowStore follows,
        PollerDoorbell poller,
        ExecutorDoorbell executor,
        CancellationToken cancellationToken)
    {
        if (await follows.EndAsync(id, me.Id, positions?.Value ?? UnfollowPositions.KeepManaged, cancellationToken) is not (var row, var open, var tasks))
            return Refusal.Of(FollowProblems.NotFollowing);
        await Task.WhenAll([poller.RecheckAsync(id, cancellationToken), .. tasks.Select(task => executor.RingAsync(task, cancellationToken))]);
        return TypedResults.Ok(new FollowEnded
        {
            WhaleId = id,
            EndedAt = row.EndedAt!.Value,
            OpenPositionIds = open,
            TaskIds = [.. tasks.Select(task => task.Id)],
        });
    }
}
