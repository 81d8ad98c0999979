using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queries;

namespace WhaleCopy.Api.Whales;

/// <summary>Filters of the list of whales.</summary>
internal sealed class WhaleQuery : PageQuery
{
    [FromQuery(Name = "exchange")]
    public Wire<Venue>? Exchange { get; init; }

    [FromQuery(Name = "market")]
    [Description("Whales that have held a position in this market.")]
    public Wire<Market>? Market { get; init; }

    [FromQuery(Name = "rank")]
    public Wire<WhaleRank>? Rank { get; init; }

    [FromQuery(Name = "min_roi")]
    [Description("Least return of 30 days as a fraction: 0.25 is 25 %.")]
    public decimal? MinRoi { get; init; }

    [FromQuery(Name = "min_win_rate")]
    [Description("Least share of profitable trades as a fraction: 0.5 is 50 %.")]
    public decimal? MinWinRate { get; init; }

    [FromQuery(Name = "status")]
    public Wire<WhaleDataStatus>? Status { get; init; }

    [FromQuery(Name = "followed")]
    [Description("Only those the caller follows, or only those he does not.")]
    public bool? Followed { get; init; }

    [FromQuery(Name = "q")]
    [MaxLength(100)]
    [Description("A part of the name, or the begin of the uid; of one or two letters, the begin of a word of the name.")]
    public string? Q { get; init; }

    [FromQuery(Name = "sort")]
    [Description("Best first, by score where absent; whales without the number come last.")]
    public Wire<WhaleSort>? Sort { get; init; }

    /// <summary>The rows that pass the filters.</summary>
    public IQueryable<WhaleRow> Filter(WhaleCopyDbContext database, long userId)
    {
        var whales = database.Whales.AsNoTracking();
        if (Exchange is { Value: var exchange })
            whales = whales.Where(whale => whale.Exchange == exchange);
        if (Rank is { Value: var rank })
            whales = whales.Where(whale => whale.Rank == rank);
        if (Status is { Value: var status })
            whales = whales.Where(whale => whale.DataStatus == status);
        if (MinRoi is { } roi)
            whales = whales.Where(whale => whale.Stats!.Roi30d >= roi);
        if (MinWinRate is { } winRate)
            whales = whales.Where(whale => whale.Stats!.WinRate >= winRate);
        if (Followed is { } followed)
        {
            var follows = database.Follows.Where(follow => follow.UserId == userId && follow.EndedAt == null);
            whales = followed
                ? whales.Where(whale => follows.Any(follow => follow.WhaleId == whale.Id))
                : whales.Where(whale => !follows.Any(follow => follow.WhaleId == whale.Id));
        }

        if (Market is { Value: var market })
            whales = whales.Where(whale => whale.Markets.Any(traded => traded.Market == market));

        if (!string.IsNullOrWhiteSpace(Q))
        {
            if (Q.Length > 100 || Q.Contains('\0', StringComparison.Ordinal))
                throw InvalidInputException.Of("q", "q is at most 100 characters.");
            whales = whales.Named(Q.Trim());
        }

        return whales;
    }
}
