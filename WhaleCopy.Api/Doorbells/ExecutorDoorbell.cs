using Grpc.Core;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Doorbells;

/// <summary>
/// Calls the executor. Wake-ups follow a commit and never fail the request: what they ask for is a row, and the executor sweeps rows.
/// Questions to a venue answer null where the executor or the venue could not be asked.
/// </summary>
internal sealed class ExecutorDoorbell(
    CopyEngine.CopyEngineClient executor, IOptions<ServiceOptions> options, ILogger<ExecutorDoorbell> logger)
{
    public Task RingAsync(TaskRow task, CancellationToken cancellationToken)
    {
        var request = new TaskRequest { TaskId = task.Id.ToString() };
        return WakeAsync(
            task.Kind.ToString(),
            call => task.Kind switch
            {
                TaskKind.CopySignal => executor.CopySignalAsync(request, call).ResponseAsync,
                TaskKind.ClosePosition => executor.ClosePositionAsync(request, call).ResponseAsync,
                TaskKind.Panic => executor.PanicAsync(request, call).ResponseAsync,
                TaskKind.UpdateProtection =>
                    executor.UpdateProtectionAsync(new UpdateProtectionRequest { PositionId = task.PositionId ?? 0 }, call).ResponseAsync,
            },
            cancellationToken);
    }

    public Task ProtectionChangedAsync(long positionId, CancellationToken cancellationToken) => WakeAsync(
        "UpdateProtection",
        call => executor.UpdateProtectionAsync(new UpdateProtectionRequest { PositionId = positionId }, call).ResponseAsync,
        cancellationToken);

    public Task<CheckApiKeyResponse?> CheckApiKeyAsync(long apiKeyId, CancellationToken cancellationToken) => AskAsync(
        "CheckApiKey", call => executor.CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = apiKeyId }, call).ResponseAsync, cancellationToken);

    public Task<GetBalancesResponse?> ReadBalancesAsync(long userId, CancellationToken cancellationToken) => AskAsync(
        "GetBalances", call => executor.GetBalancesAsync(new GetBalancesRequest { UserId = userId }, call).ResponseAsync, cancellationToken);

    private async Task WakeAsync(string name, Func<CallOptions, Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call(Call(options.Value.WakeUpDeadline, cancellationToken));
        }
        catch (RpcException failure)
        {
            Log.WakeUpFailed(logger, "executor", name, failure.StatusCode);
        }
    }

    private async Task<T?> AskAsync<T>(string name, Func<CallOptions, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await call(Call(options.Value.VenueDeadline, cancellationToken));
        }
        catch (RpcException failure)
        {
            Log.QuestionFailed(logger, "executor", name, failure.StatusCode);
            return null;
        }
    }

    private static CallOptions Call(TimeSpan patience, CancellationToken cancellationToken) =>
        new(deadline: Deadline.In(patience), cancellationToken: cancellationToken);
}
