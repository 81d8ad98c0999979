using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Trades;

/// <summary>A trade's row with the name of its whale.</summary>
internal sealed record NamedTrade(TradeRow Row, string? WhaleName);

/// <summary>Rows of trades as they are answered.</summary>
internal static class TradeShapes
{
    public static IQueryable<NamedTrade> Named(this IQueryable<TradeRow> trades, WhaleCopyDbContext database) => trades.Select(
        trade => new NamedTrade(trade, database.Whales.Where(whale => whale.Id == trade.WhaleId).Select(whale => whale.Name).FirstOrDefault()));

    public static Trade ToAnswer(NamedTrade named)
    {
        var row = named.Row;
        return new Trade
        {
            Id = row.Id,
            SignalId = row.SignalId,
            WhaleId = row.WhaleId,
            WhaleName = named.WhaleName,
            PositionId = row.PositionId,
            IsCopyTrade = row.IsCopyTrade,
            Exchange = row.Exchange,
            Market = row.Market,
            ExchangeOrderId = row.ExchangeOrderId,
            ClientOrderId = row.ClientOrderId,
            Symbol = row.Symbol,
            TradeType = row.TradeType,
            Kind = row.Kind,
            Side = row.Side,
            PositionSide = row.PositionSide,
            OrderType = row.OrderType,
            Quantity = row.Quantity,
            QuantityUnit = row.QuantityUnit,
            FilledQuantity = row.FilledQuantity,
            ExecutedPrice = row.ExecutedPrice,
            TradeValueUsdt = row.TradeValueUsdt,
            MarginUsdt = row.MarginUsdt,
            Leverage = row.Leverage,
            FeeUsdt = row.FeeUsdt,
            RealizedPnl = row.RealizedPnl,
            Status = row.Status,
            ReasonCode = row.ReasonCode,
            Reason = row.Reason,
            CreatedAt = row.CreatedAt,
            Timeline = new TradeTimeline
            {
                WhaleChangedAt = row.WhaleChangedAt,
                SeenAt = row.SeenAt,
                DecidedAt = row.DecidedAt,
                SentAt = row.SentAt,
                AcknowledgedAt = row.AcknowledgedAt,
                FilledAt = row.FilledAt,
            },
        };
    }

    public static TradeOrder ToAnswer(OrderRow row) => new()
    {
        ClientOrderId = row.ClientOrderId,
        ExchangeOrderId = row.VenueOrderId,
        Leg = row.Leg,
        Attempt = row.Attempt,
        Status = row.Status,
        OrderType = row.OrderType,
        Quantity = row.Quantity,
        LimitPrice = row.LimitPrice,
        FilledQuantity = row.FilledQuantity,
        AveragePrice = row.AveragePrice,
        FeeUsdt = row.FeeUsdt,
        RejectCode = row.RejectCode,
        CreatedAt = row.CreatedAt,
        SentAt = row.SentAt,
        AcknowledgedAt = row.AcknowledgedAt,
        EndedAt = row.EndedAt,
    };
}
