using Microsoft.Extensions.Options;
using WhaleCopy.Core.Reconciliation;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Protection;

/// <summary>Places, cancels and asks for the protective orders of a copy. Each is a row before it is sent, with its fence.</summary>
internal sealed class ProtectionOrders(
    ProtectionBook book,
    AccountDirectory directory,
    VenueTraders traders,
    ExecutorInstance instance,
    IOptions<CopyingOptions> options,
    ILogger<ProtectionOrders> logger)
{
    // A short window ends soon: a stop whose answer is lost can be placed anew within the five seconds. Where it was too short once,
    // the ordinary one is used.
    private static readonly TimeSpan ShortWindow = TimeSpan.FromSeconds(1);

    public async Task<ProtectionProgress> PlaceAsync(
        ProtectionContext context, ProtectionAction.Place place, bool takesTime, CancellationToken cancellationToken)
    {
        var position = context.Position;
        var trader = traders[position.Exchange];
        var clock = await trader.ReadClockAsync(position.Market, cancellationToken);
        var now = instance.Now;
        var venueNow = now + clock.Offset;
        var signedAt = new DateTimeOffset(venueNow.Ticks - (venueNow.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        var window = takesTime || options.Value.ReceiveWindow < ShortWindow ? options.Value.ReceiveWindow : ShortWindow;
        var sequence = context.Orders.Where(order => order.Leg == place.Leg).Select(order => order.Sequence + 1).DefaultIfEmpty(0).Max();
        var id = ClientOrderId.Of(OrderOwner.Position, position.Uid, place.Leg, sequence, 1);
        var row = new OrderRow
        {
            Owner = OrderOwner.Position,
            OwnerId = position.Id,
            Leg = place.Leg,
            Sequence = sequence,
            Attempt = 1,
            ClientOrderId = id.Value,
            UserId = position.UserId,
            ApiKeyId = position.ApiKeyId,
            Exchange = position.Exchange,
            Market = position.Market,
            Symbol = position.Symbol,
            Side = position.Side.Exit(),
            PositionSide = position.Side,
            OrderType = OrderType.Market,
            Quantity = place.Size.Value,
            QuantityUnit = place.Size.Unit,
            TriggerPrice = place.TriggerPrice,
            ReduceOnly = true,
            Status = OrderStatus.Sent,
            SignedAt = signedAt,
            ReceiveWindowMs = (int)window.TotalMilliseconds,
            FenceAt = Fence.EndOf(signedAt, window, clock.Error, options.Value.FenceMargin, trader.Capabilities.Of(position.Market)?.ProtectionFenceFloor ?? TimeSpan.Zero),
            SentAt = now,
            CreatedAt = now,
        };
        CrashPoint.Hit("before-stop-attempt");
        if (!await book.StartAsync(row))
            return ProtectionProgress.Leaving;
        CrashPoint.Hit("after-stop-attempt");
        var outcome = await trader.PlaceProtectionAsync(
            directory.Open(context.Key),
            new ProtectionRequest
            {
                Instrument = context.Instrument,
                ClientOrderId = id,
                Leg = place.Leg,
                PositionSide = position.Side,
                PositionMode = context.Mode,
                Size = place.Size,
                TriggerPrice = place.TriggerPrice,
                MarginMode = position.MarginMode,
                SignedAt = signedAt,
                ReceiveWindow = window,
            },
            CancellationToken.None);
        CrashPoint.Hit("after-stop-place");
        var progress = await RecordAsync(row, outcome);
        CrashPoint.Hit("after-stop-outcome");

        // What the venue took is believed once it shows it.
        return outcome is PlacementOutcome.Accepted ? await VerifyAsync(context, row, cancellationToken) : progress;
    }

    public async Task<ProtectionProgress> CancelAsync(ProtectionContext context, ClientOrderId id, CancellationToken cancellationToken)
    {
        CrashPoint.Hit("before-stop-cancel");
        var row = context.Orders.Single(order => order.ClientOrderId == id.Value);
        var outcome = await traders[context.Position.Exchange].CancelProtectionAsync(directory.Open(context.Key), context.Instrument, id, CancellationToken.None);
        CrashPoint.Hit("after-stop-cancel");
        if (outcome != CancelOutcome.Cancelled)
            return await AskAsync(context, id, cancellationToken);
        await book.UpdateAsync(row, OrderEvent.ShownCancelled, _ => { });
        CrashPoint.Hit("after-stop-cancelled");
        return ProtectionProgress.Moved;
    }

    public async Task<ProtectionProgress> AskAsync(ProtectionContext context, ClientOrderId id, CancellationToken cancellationToken)
    {
        var row = context.Orders.Single(order => order.ClientOrderId == id.Value);
        var trader = traders[context.Position.Exchange];
        var askedAt = instance.Now + (await trader.ReadClockAsync(context.Position.Market, cancellationToken)).Offset;
        switch (await trader.FindProtectionAsync(directory.Open(context.Key), context.Instrument, id, cancellationToken))
        {
            case OrderLookup.Found { Order: var shown }:
                await book.UpdateAsync(row, OrderTransitions.EventOf(shown.Status), order => Describe(order, shown));
                return shown.Status is OrderStatus.Triggered or OrderStatus.PartiallyFilled or OrderStatus.Filled
                    ? ProtectionProgress.Fired
                    : shown.Status == OrderStatus.Accepted && row.Status == OrderStatus.Accepted ? ProtectionProgress.Waiting : ProtectionProgress.Moved;
            case OrderLookup.NotFound when row.Status is OrderStatus.Sent or OrderStatus.Unknown && row.FenceAt is { } fence && askedAt > fence:
                // A conditional order leaves no fill behind that could contradict this: asked for after its fence, it is not there.
                await book.UpdateAsync(row, OrderEvent.ProvenNeverAccepted, _ => { });
                return ProtectionProgress.Moved;
            case OrderLookup.NotFound when row.Status is OrderStatus.Accepted or OrderStatus.Triggered:
                // Shown before and forgotten by the venue: ended long ago.
                await book.UpdateAsync(row, OrderEvent.ShownCancelled, order => order.Message = "not shown any more");
                return ProtectionProgress.Moved;
            default:
                return ProtectionProgress.Waiting;
        }
    }

    private async Task<ProtectionProgress> VerifyAsync(ProtectionContext context, OrderRow row, CancellationToken cancellationToken)
    {
        var trader = traders[context.Position.Exchange];
        try
        {
            var lookup = await trader.FindProtectionAsync(directory.Open(context.Key), context.Instrument, new ClientOrderId(row.ClientOrderId), cancellationToken);
            if (lookup is OrderLookup.Found { Order: var shown })
            {
                await book.UpdateAsync(row, OrderTransitions.EventOf(shown.Status), order => Describe(order, shown));
                return shown.Status is OrderStatus.Triggered or OrderStatus.Filled or OrderStatus.PartiallyFilled ? ProtectionProgress.Fired : ProtectionProgress.Moved;
            }

            ProtectionLog.NotShown(logger, row.OwnerId, row.ClientOrderId);
            return ProtectionProgress.Waiting;
        }
        catch (VenueException exception)
        {
            ProtectionLog.VenueUnread(logger, row.OwnerId, exception.Message);
            return ProtectionProgress.Waiting;
        }
    }

    private async Task<ProtectionProgress> RecordAsync(OrderRow row, PlacementOutcome outcome)
    {
        switch (outcome)
        {
            case PlacementOutcome.Accepted accepted:
                // Working until the look-up says otherwise: an answer that says "triggered" is looked up, too.
                await book.UpdateAsync(row, OrderEvent.ShownWorking, order => order.VenueOrderId = accepted.VenueOrderId);
                return ProtectionProgress.Moved;
            case PlacementOutcome.Rejected rejected:
                ProtectionLog.Refused(logger, row.OwnerId, rejected.Code, rejected.Message);
                await book.UpdateAsync(row, OrderEvent.ShownRejected, order => Describe(order, rejected.Code, rejected.Meaning, rejected.Message));

                // Refused for the moment: placed again, and the deadline decides, not the number of tries.
                return rejected.IsForTheMoment ? ProtectionProgress.Waiting : ProtectionProgress.Refused;
            case PlacementOutcome.Unknown unknown:
                ProtectionLog.Unknown(logger, row.OwnerId, unknown.Reason);
                await book.UpdateAsync(row, OrderEvent.AnswerUnseen, order => Describe(order, unknown.Code, unknown.Meaning, unknown.Reason));
                return ProtectionProgress.Waiting;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Describe(OrderRow order, VenueOrder shown)
    {
        // Its fills carry the id of the market order that it became.
        order.VenueOrderId = shown.TriggeredOrderId ?? shown.VenueOrderId;
        order.AcknowledgedAt ??= instance.Now;
        if (shown.Filled.Value > order.FilledQuantity)
            order.FilledQuantity = shown.Filled.Value;
        order.AveragePrice = shown.AveragePrice ?? order.AveragePrice;
    }

    private static void Describe(OrderRow order, string? code, VenueErrorMeaning? meaning, string message)
    {
        order.RejectCode = code;
        order.RejectMeaning = meaning;
        order.Message = message;
    }
}
