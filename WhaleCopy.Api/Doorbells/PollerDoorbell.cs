using Grpc.Core;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Poller;

namespace WhaleCopy.Api.Doorbells;

/// <summary>Wakes the poller up. It finds the same work by itself at the whale's next poll.</summary>
internal sealed class PollerDoorbell(
    WhaleMonitor.WhaleMonitorClient poller, IOptions<ServiceOptions> options, ILogger<PollerDoorbell> logger)
{
    public async Task RecheckAsync(long whaleId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RecheckRequest { WhaleId = whaleId };
            await poller.RecheckAsync(request, deadline: Deadline.In(options.Value.WakeUpDeadline), cancellationToken: cancellationToken);
        }
        catch (RpcException failure)
        {
            Log.WakeUpFailed(logger, "poller", "Recheck", failure.StatusCode);
        }
    }
}
