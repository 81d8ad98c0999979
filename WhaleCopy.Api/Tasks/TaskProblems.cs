using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Tasks;

internal static class TaskProblems
{
    public static readonly ProblemKind IdempotencyKeyReused = new("IDEMPOTENCY_KEY_REUSED", 422, "This Idempotency-Key stands for another request.");
}
