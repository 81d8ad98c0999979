using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Positions;

/// <summary>Filters of the list of positions.</summary>
internal sealed class PositionQuery : PageQuery
{
    [FromQuery(Name = "status")]
    [Description("Repeatable. Absent: those that are held, OPEN and CLOSING.")]
    public Wire<PositionStatus>[]? Status { get; init; }

    [FromQuery(Name = "symbol")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "whale")]
    [Description("A whale's id.")]
    public long? Whale { get; init; }

    [FromQuery(Name = "exchange")]
    public Wire<Venue>? Exchange { get; init; }

    /// <summary>The user's own positions that pass the filters.</summary>
    public IQueryable<PositionRow> Filter(IQueryable<PositionRow> all, long userId)
    {
        PositionStatus[] wanted = Status is { Length: > 0 } ? [.. Status.Select(status => status.Value)] : [PositionStatus.Open, PositionStatus.Closing];
        var positions = all.Where(position => position.UserId == userId && wanted.Contains(position.Status));
        if (!string.IsNullOrEmpty(Symbol))
            positions = positions.Where(position => position.Symbol == Symbol);
        if (Whale is { } whale)
            positions = positions.Where(position => position.WhaleId == whale);
        if (Exchange is { Value: var exchange })
            positions = positions.Where(position => position.Exchange == exchange);
        return positions;
    }
}
