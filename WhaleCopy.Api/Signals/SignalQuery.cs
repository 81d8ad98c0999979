using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Signals;

/// <summary>Filters of the list of signals.</summary>
internal sealed class SignalQuery : PageQuery
{
    [FromQuery(Name = "whale")]
    [Description("A whale's id.")]
    public long? Whale { get; init; }

    [FromQuery(Name = "followed")]
    [Description("Only those of whales the caller follows, or only those of others.")]
    public bool? Followed { get; init; }

    [FromQuery(Name = "symbol")]
    public string? Symbol { get; init; }

    [FromQuery(Name = "market")]
    public Wire<Market>? Market { get; init; }

    [FromQuery(Name = "kind")]
    public Wire<SignalKind>? Kind { get; init; }

    [FromQuery(Name = "confidence")]
    public Wire<SignalConfidence>? Confidence { get; init; }

    [FromQuery(Name = "status")]
    public Wire<SignalStatus>? Status { get; init; }

    public IQueryable<WhaleSignalRow> Filter(IQueryable<WhaleSignalRow> signals, WhaleCopyDbContext database, long userId)
    {
        if (Whale is { } whale)
            signals = signals.Where(signal => signal.WhaleId == whale);
        if (Followed is { } followed)
        {
            signals = signals.Where(signal =>
                database.Follows.Any(follow => follow.WhaleId == signal.WhaleId && follow.UserId == userId && follow.EndedAt == null) == followed);
        }

        if (!string.IsNullOrEmpty(Symbol))
            signals = signals.Where(signal => signal.CexSymbol == Symbol);
        if (Market is { Value: var market })
            signals = signals.Where(signal => signal.Market == market);
        if (Kind is { Value: var kind })
            signals = signals.Where(signal => signal.Kind == kind);
        if (Confidence is { Value: var confidence })
            signals = signals.Where(signal => signal.Confidence == confidence);
        if (Status is { Value: var status })
            signals = signals.Where(signal => signal.Status == status);
        return signals;
    }
}
