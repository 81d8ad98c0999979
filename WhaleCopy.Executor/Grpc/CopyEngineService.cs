using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using WhaleCopy.Contracts;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Grpc;

/// <summary>
/// The copy engine's calls. Commands are rows before they are calls: a call wakes up, and a lost one costs at most a sweep.
/// </summary>
internal sealed class CopyEngineService(
    SignalBell signals,
    TaskBell tasks,
    ProtectionBell protection,
    ReconcileBell reconcile,
    TaskQueue queue,
    DeadLetterQueue letters,
    ExecutorInstance instance,
    KeyCheck keys,
    AccountReader reader,
    AccountStore accounts) : CopyEngine.CopyEngineBase
{
    public override Task<SubmitSignalsResponse> SubmitSignals(SubmitSignalsRequest request, ServerCallContext context)
    {
        signals.Ring();
        return Task.FromResult(new SubmitSignalsResponse());
    }

    public override Task<TaskResponse> CopySignal(TaskRequest request, ServerCallContext context) => WakeAsync(request, context);

    public override Task<TaskResponse> ClosePosition(TaskRequest request, ServerCallContext context) => WakeAsync(request, context);

    public override Task<TaskResponse> Panic(TaskRequest request, ServerCallContext context) => WakeAsync(request, context);

    public override Task<UpdateProtectionResponse> UpdateProtection(UpdateProtectionRequest request, ServerCallContext context)
    {
        protection.Ring(request.PositionId);
        return Task.FromResult(new UpdateProtectionResponse());
    }

    public override async Task<DeadLetterResponse> RetryDeadLetter(DeadLetterRequest request, ServerCallContext context)
    {
        await RequireOpenAsync(request, context);
        if (!await letters.RetryAsync(request.DeadLetterId, instance.Now, context.CancellationToken))
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "What it is about is settled, or cannot be tried again."));
        signals.Ring();
        tasks.Ring();
        reconcile.Ring();
        return new DeadLetterResponse { DeadLetterId = request.DeadLetterId };
    }

    public override async Task<DeadLetterResponse> DropDeadLetter(DeadLetterRequest request, ServerCallContext context)
    {
        await RequireOpenAsync(request, context);
        await letters.DropAsync(request.DeadLetterId, instance.Now, context.CancellationToken);
        return new DeadLetterResponse { DeadLetterId = request.DeadLetterId };
    }

    public override async Task<CheckApiKeyResponse> CheckApiKey(CheckApiKeyRequest request, ServerCallContext context)
    {
        if (await accounts.ReadKeyAsync(request.ApiKeyId, context.CancellationToken) is not { RemovedAt: null } key)
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such key."));
        return await keys.CheckAsync(key, context.CancellationToken);
    }

    public override async Task<GetBalancesResponse> GetBalances(GetBalancesRequest request, ServerCallContext context)
    {
        var owned = await accounts.ReadKeysOfUserAsync(request.UserId, context.CancellationToken);
        foreach (var key in owned.Where(key => key.IsActive))
        {
            try
            {
                await reader.RefreshAsync(key, context.CancellationToken);
            }
            catch (VenueException)
            {
                // The last reading is answered with its age.
            }
        }

        var response = new GetBalancesResponse();
        var exchanges = owned.ToDictionary(key => key.Id, key => key.Exchange);
        foreach (var balance in await accounts.ReadBalancesAsync(request.UserId, context.CancellationToken))
        {
            response.Balances.Add(new Balance
            {
                ApiKeyId = balance.ApiKeyId,
                Exchange = WireName<Venue>.Of(exchanges[balance.ApiKeyId]),
                Market = WireName<Market>.Of(balance.Market),
                Asset = balance.Asset,
                Total = DecimalValue.Of(balance.Total),
                Available = DecimalValue.Of(balance.Available),
                ReadAt = balance.RequestSentAt.ToTimestamp(),
            });
        }

        return response;
    }

    private async Task RequireOpenAsync(DeadLetterRequest request, ServerCallContext context)
    {
        if (await letters.ReadAsync(request.DeadLetterId, context.CancellationToken) is not { } letter)
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such dead letter."));
        if (letter.RetriedAt is not null || letter.DroppedAt is not null)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "The dead letter was retried or dropped before."));
    }

    private async Task<TaskResponse> WakeAsync(TaskRequest request, ServerCallContext context)
    {
        if (!Guid.TryParse(request.TaskId, out var id))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "task_id is not a UUID."));
        if (await queue.ReadAsync(id, context.CancellationToken) is not { } task)
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such task."));
        tasks.Ring();
        return new TaskResponse { TaskId = request.TaskId, Status = WireName<TaskState>.Of(task.Status) };
    }
}
