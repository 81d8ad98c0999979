using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

/// <summary>
/// Wakes the executor for committed signals. Signals that come while a call is under way go together in the next. A failed call is
/// told to the operator and not repeated: the executor finds what is pending by itself.
/// </summary>
internal sealed class ExecutorDoorbell(
    CopyEngine.CopyEngineClient executor, IOptions<PollingOptions> options, TimeProvider time, ILogger<ExecutorDoorbell> logger) : BackgroundService
{
    private const int MostSignals = 500;

    private readonly Channel<long> _signals = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Rings without waiting.</summary>
    public void Ring(IReadOnlyList<StoredSignal> signals)
    {
        foreach (var signal in signals)
            _signals.Writer.TryWrite(signal.Id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _signals.Reader.WaitToReadAsync(stoppingToken))
        {
            var request = new SubmitSignalsRequest();
            while (request.SignalIds.Count < MostSignals && _signals.Reader.TryRead(out var id))
                request.SignalIds.Add(id);
            await SubmitAsync(request, stoppingToken);
        }
    }

    private async Task SubmitAsync(SubmitSignalsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var deadline = (time.GetUtcNow() + options.Value.WakeUpDeadline).UtcDateTime;
            await executor.SubmitSignalsAsync(request, deadline: deadline, cancellationToken: cancellationToken);
        }
        catch (RpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ExecutorNotTold(logger, request.SignalIds.Count, failure.StatusCode.ToString());
        }
    }
}
