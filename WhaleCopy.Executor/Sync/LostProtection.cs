using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Executor.Sync;

/// <summary>
/// Looks for the protective orders that should work among those that the venue shows. One that is not there is asked for by its id:
/// what fired is the sync's; what was cancelled, by the user's hand or by the venue, is handed to protection, which places a new one.
/// </summary>
internal sealed class LostProtection(
    AccountDirectory directory,
    VenueTraders traders,
    InstrumentCatalog catalog,
    PositionBook positions,
    PositionQueue queue,
    AfterCommit after,
    ExecutorInstance instance,
    ILogger<LostProtection> logger)
{
    // What was only acknowledged may not be shown at once.
    private static readonly TimeSpan ShownBy = TimeSpan.FromSeconds(10);

    // A stop that fired has its fills by then.
    private static readonly TimeSpan FilledBy = TimeSpan.FromSeconds(2);

    /// <summary>Looks once. Where the venue cannot be read nothing is concluded: the positions still tell what is missing.</summary>
    /// <returns>The copies of which a protective order fired.</returns>
    public async Task<IReadOnlySet<long>> FindFiredAsync(
        UserApiKeyRow key, Market market, AccountCopies copies, CancellationToken cancellationToken)
    {
        var fired = new HashSet<long>();
        var working = copies.Positions.Where(copy => copies.Protective[copy.Id].Any(order => order.Status == OrderStatus.Accepted)).ToList();
        if (working.Count == 0)
            return fired;
        try
        {
            var instruments = new Dictionary<string, InstrumentSpec>(StringComparer.Ordinal);
            foreach (var symbol in working.Select(copy => copy.Symbol).Distinct())
            {
                if (await catalog.FindAsync(new InstrumentId(key.Exchange, market, symbol), cancellationToken) is { } instrument)
                    instruments.Add(symbol, instrument);
            }

            var trader = traders[key.Exchange];
            var credentials = directory.Open(key);
            var askedAt = instance.Now;
            var shown = (await trader.ReadWorkingProtectionAsync(credentials, market, [.. instruments.Values], cancellationToken))
                .Select(order => order.Order.ClientOrderId)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var copy in working.Where(copy => instruments.ContainsKey(copy.Symbol)))
            {
                foreach (var order in copies.Protective[copy.Id].Where(order => IsMissing(order, shown, askedAt)))
                {
                    var lookup = await trader.FindProtectionAsync(credentials, instruments[copy.Symbol], new ClientOrderId(order.ClientOrderId), cancellationToken);
                    if (await IsFiredAsync(order, lookup, askedAt))
                        fired.Add(copy.Id);
                }

                if (fired.Contains(copy.Id))
                    await queue.HurrySyncAsync(copy.Id, instance.Now + FilledBy, cancellationToken);
            }
        }
        catch (VenueException exception)
        {
            SyncLog.AccountUnread(logger, key.Id, exception.Message);
        }

        return fired;
    }

    private static bool IsMissing(OrderRow order, HashSet<string> shown, DateTimeOffset askedAt) =>
        order.Status == OrderStatus.Accepted
        && !shown.Contains(order.ClientOrderId)
        && (order.AcknowledgedAt is { } acknowledged ? acknowledged < askedAt : order.SentAt + ShownBy < askedAt);

    private async Task<bool> IsFiredAsync(OrderRow order, OrderLookup lookup, DateTimeOffset askedAt)
    {
        switch (lookup)
        {
            case OrderLookup.Found { Order.Status: OrderStatus.Triggered or OrderStatus.PartiallyFilled or OrderStatus.Filled }:
                return true;
            case OrderLookup.Found { Order: { Status: OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.Rejected } ended }:
                await HandOverAsync(order, OrderTransitions.EventOf(ended.Status));
                return false;
            case OrderLookup.NotFound when order.SentAt + ShownBy < askedAt:
                // Shown neither in the list nor by its id, after it was accepted: ended long ago.
                await HandOverAsync(order, OrderEvent.ShownCancelled);
                return false;
            default:
                return false;
        }
    }

    /// <summary>The order has ended, and the copy is to be protected: one transaction, so that no crash leaves the one without the other.</summary>
    private async Task HandOverAsync(OrderRow order, OrderEvent happened)
    {
        PositionRow? unprotected = null;
        await positions.ChangeAsync(order.OwnerId, (locked, changes) =>
        {
            unprotected = null;
            var row = locked.Orders.Single(known => known.Id == order.Id);
            if (row.Status != OrderStatus.Accepted)
                return; // somebody has seen it already
            row.Status = OrderTransitions.Next(row.Status, happened).From(row.Status, happened);
            row.Message = "not working at the venue any more, and not by us";
            row.EndedAt ??= instance.Now;
            changes.Orders.Add(row);
            unprotected = locked.Position;
            unprotected.Protection = ProtectionStatus.Pending;
            unprotected.NextProtectionAt = instance.Now;
            changes.Positions.Add(unprotected);
        });
        if (unprotected is null)
            return;
        SyncLog.ProtectionLost(logger, order.OwnerId, order.ClientOrderId);
        after.Changed(unprotected);
    }
}
