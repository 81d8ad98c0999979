using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Reconcile;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Where a venue's answer to an order is an id and no more, what became of it is asked at once: an order of ours is done in the
/// moment it is taken. So are its fills, where it needs them. What is not done or cannot be seen soon is reconciliation's.
/// </summary>
internal sealed class AnswerLook(VenueTraders traders, ExecutorInstance instance, ILogger<AnswerLook> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The outcome with the order as the venue shows it, where it is final.</summary>
    public async Task<PlacementOutcome> CompleteAsync(PlacementOutcome outcome, VenueCredentials credentials, OrderRequest request)
    {
        var (instrument, id) = (request.Instrument, request.ClientOrderId);
        if (outcome is not PlacementOutcome.Accepted accepted || accepted.Order is { } known && IsEnough(known))
            return outcome;
        using var patience = new CancellationTokenSource(Patience, instance.Time);
        try
        {
            var trader = traders[instrument.Id.Venue];
            var order = accepted.Order
                ?? (await trader.FindOrderAsync(credentials, instrument, id, patience.Token) as OrderLookup.Found)?.Order;
            if (order is null || !order.IsFinal)
                return accepted;
            if (IsEnough(order))
                return accepted with { Order = order };
            var fills = await trader.ReadFillsAsync(credentials, instrument, request.SignedAt - PositionProof.Ambiguity, patience.Token);
            return accepted with { Order = OrderFills.Complete(order, instrument, fills) };
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

        bool IsEnough(VenueOrder order) => !order.IsFinal || OrderFills.IsComplete(order, instrument, request.Side);
    }
}
