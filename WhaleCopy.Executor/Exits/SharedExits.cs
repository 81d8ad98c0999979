using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;

namespace WhaleCopy.Executor.Exits;

/// <summary>How much an exit may take.</summary>
/// <param name="Most">The copy's, or less where the venue shows less; zero where nothing is to be sent.</param>
/// <param name="Code">Why nothing is to be sent.</param>
/// <param name="Reason">The same in words.</param>
internal sealed record ExitShare(decimal Most, string Code = "", string Reason = "")
{
    /// <summary>A protective order of the copy fired: what is left of it is for the sync to say.</summary>
    public const string Fired = "STOP_FIRED";

    /// <summary>What the venue shows is other copies'.</summary>
    public const string ShownLess = "VENUE_SHOWS_LESS";
}

/// <summary>
/// What an exit may take of a position that its copy shares with other copies or with the user's own. Reduce-only keeps an exit
/// within what the venue shows, which is everybody's: so before it is sent the copy's own protective orders are asked for, and what
/// other copies hold is left to them. A copy that is alone asks nobody.
/// </summary>
internal sealed class SharedExits(ExitStore store, VenueTraders traders)
{
    /// <exception cref="VenueException">The venue could not be asked: nothing may be sent.</exception>
    public async Task<ExitShare> OfAsync(TradeRow trade, InstrumentSpec instrument, VenueCredentials credentials)
    {
        var whole = new ExitShare(trade.Quantity);
        if (trade.Market == Market.Spot || trade.PositionId is not { } positionId)
            return whole;
        var share = await store.ReadShareAsync(positionId, CancellationToken.None);
        if (share.Others == 0m && ShownLast(share, trade) <= share.Own)
            return whole;

        var trader = traders[trade.Exchange];
        var asked = share.Protective
            .Select(order => trader.FindProtectionAsync(credentials, instrument, new ClientOrderId(order.ClientOrderId), CancellationToken.None))
            .ToList();
        var positions = share.Staying > 0m ? trader.ReadPositionsAsync(credentials, trade.Market, CancellationToken.None) : null;
        await Task.WhenAll([.. asked, positions ?? Task.CompletedTask]);
        foreach (var lookup in asked)
        {
            if (await lookup is OrderLookup.Found { Order.Status: OrderStatus.Triggered or OrderStatus.PartiallyFilled or OrderStatus.Filled })
                return new ExitShare(0m, ExitShare.Fired, "a stop or take-profit of this copy fired at the venue");
        }

        if (positions is null)
            return whole; // nobody's but the user's own: reduce-only keeps within what is left
        var shown = (await positions).Where(held => held.Instrument.Symbol == trade.Symbol && held.Side == trade.PositionSide).Sum(held => held.Size.Value);
        var room = instrument.Floor(OrderSize.Of(decimal.Max(0m, shown - share.Staying), trade.QuantityUnit), trade.OrderType).Value;
        return room >= trade.Quantity ? whole
            : room > 0m ? new ExitShare(room)
            : new ExitShare(0m, ExitShare.ShownLess, $"the venue shows {shown:0.########} {trade.Symbol}, and {share.Staying:0.########} of it are other copies'");
    }

    private static decimal ShownLast(CopyShare share, TradeRow trade) => share.Reading is { } reading
        ? VenuePositionJson.Read(reading).Where(held => held.Symbol == trade.Symbol && held.PositionSide == trade.PositionSide).Sum(held => held.Size)
        : 0m;
}
