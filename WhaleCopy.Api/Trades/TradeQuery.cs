using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Trades;

/// <summary>Filters of the list of trades.</summary>
internal sealed class TradeQuery : PageQuery
{
    [FromQuery(Name = "symbol")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "whale")]
    [Description("A whale's id.")]
    public long? Whale { get; init; }

    [FromQuery(Name = "status")]
    public Wire<TradeStatus>? Status { get; init; }

    [FromQuery(Name = "exchange")]
    public Wire<Venue>? Exchange { get; init; }

    [FromQuery(Name = "from")]
    [Description("Created at this time or later.")]
    public DateTimeOffset? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("Created before this time.")]
    public DateTimeOffset? To { get; init; }

    /// <summary>The user's own trades that pass the filters.</summary>
    public IQueryable<TradeRow> Filter(IQueryable<TradeRow> all, long userId)
    {
        var trades = all.Where(trade => trade.UserId == userId);
        if (!string.IsNullOrEmpty(Symbol))
            trades = trades.Where(trade => trade.Symbol == Symbol);
        if (Whale is { } whale)
            trades = trades.Where(trade => trade.WhaleId == whale);
        if (Status is { Value: var status })
            trades = trades.Where(trade => trade.Status == status);
        if (Exchange is { Value: var exchange })
            trades = trades.Where(trade => trade.Exchange == exchange);
        if (From?.ToUniversalTime() is { } from)
            trades = trades.Where(trade => trade.CreatedAt >= from);
        if (To?.ToUniversalTime() is { } to)
            trades = trades.Where(trade => trade.CreatedAt < to);
        return trades;
    }
}
