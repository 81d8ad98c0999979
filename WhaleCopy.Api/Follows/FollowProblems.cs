using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Follows;

internal static class FollowProblems
{
    public static readonly ProblemKind Invalid = new("FOLLOW_INVALID", 422, "Some settings of the follow are out of their range.");
    public static readonly ProblemKind AlreadyFollowing = new("ALREADY_FOLLOWING", 409, "You follow this whale already, with other settings.");
    public static readonly ProblemKind NotFollowing = new("NOT_FOLLOWING", 404, "You do not follow this whale.");
    public static readonly ProblemKind TierLimit = new("TIER_WHALE_LIMIT", 403, "Your tier allows no more whales.");
}
