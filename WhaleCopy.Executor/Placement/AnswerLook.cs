using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Where a venue's answer to an order is an id and no more, what became of it is asked at once: an order of ours is done in the
/// moment it is taken. One that is not, or that cannot be seen soon, is reconciliation's.
/// </summary>
internal sealed class AnswerLook(VenueTraders traders, ExecutorInstance instance, ILogger<AnswerLook> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The outcome with the order as the venue shows it, where it is final.</summary>
    public async Task<PlacementOutcome> CompleteAsync(
        PlacementOutcome outcome, VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId id)
    {
        if (outcome is not PlacementOutcome.Accepted { Order: null } accepted)
            return outcome;
        using var patience = new CancellationTokenSource(Patience, instance.Time);
        try
        {
            return await traders[instrument.Id.Venue].FindOrderAsync(credentials, instrument, id, patience.Token)
                is OrderLookup.Found { Order: { IsFinal: true } order }
                ? accepted with { Order = order }
                : accepted;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return accepted;
        }
        catch (Exception exception)
        {
            // Whatever this read throws, the order is taken, and that must be recorded now.
            PlacementLog.LookFailed(logger, id.Value, exception);
            return accepted;
        }
    }
}
