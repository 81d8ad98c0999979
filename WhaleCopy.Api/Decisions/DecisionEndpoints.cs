using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Decisions;

/// <summary>What was decided about a signal for the caller, with its numbers.</summary>
internal sealed record Decision
{
    public required long Id { get; init; }
    public required long SignalId { get; init; }
    public required long WhaleId { get; init; }
    public required string WhaleName { get; init; }
    public required Market Market { get; init; }
    public required string Symbol { get; init; }
    public required SignalKind Kind { get; init; }
    public required PositionSide Side { get; init; }
    public required DecisionOutcome Outcome { get; init; }
    public required string ReasonCode { get; init; }
    public required string Reason { get; init; }

    [Description("The numbers behind it by name, as text.")]
    public required IReadOnlyDictionary<string, string> Numbers { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>Filters of the list of decisions.</summary>
internal sealed class DecisionQuery : PageQuery
{
    [FromQuery(Name = "whale")]
    [Description("A whale's id.")]
    public long? Whale { get; init; }

    [FromQuery(Name = "signal")]
    [Description("A signal's id.")]
    public long? Signal { get; init; }

    [FromQuery(Name = "outcome")]
    public Wire<DecisionOutcome>? Outcome { get; init; }

    [FromQuery(Name = "reason_code")]
    public string? ReasonCode { get; init; }

    [FromQuery(Name = "from")]
    public DateTimeOffset? From { get; init; }

    [FromQuery(Name = "to")]
    public DateTimeOffset? To { get; init; }
}

internal static class DecisionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/decisions", ListAsync)
        .WithName("listDecisions").WithSummary("Every copy or skip with its reason, newest first").Refuses(HttpProblems.InvalidInput);

    private static async Task<Ok<Page<Decision>>> ListAsync(
        [AsParameters] DecisionQuery query, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = query.BeforeId;
        var decisions = database.Decisions.AsNoTracking().Where(decision => decision.UserId == me.Id && decision.Id < before);
        if (query.Whale is { } whale)
            decisions = decisions.Where(decision => decision.WhaleId == whale);
        if (query.Signal is { } signal)
            decisions = decisions.Where(decision => decision.SignalId == signal);
        if (query.Outcome is { Value: var outcome })
            decisions = decisions.Where(decision => decision.Outcome == outcome);
        if (!string.IsNullOrEmpty(query.ReasonCode))
            decisions = decisions.Where(decision => decision.ReasonCode == query.ReasonCode);
        if (query.From?.ToUniversalTime() is { } from)
            decisions = decisions.Where(decision => decision.DecidedAt >= from);
        if (query.To?.ToUniversalTime() is { } to)
            decisions = decisions.Where(decision => decision.DecidedAt < to);

        var rows = await decisions.OrderByDescending(decision => decision.Id).Take(query.Size + 1)
            .Join(database.WhaleSignals, decision => decision.SignalId, row => row.Id, (decision, row) => new { Decision = decision, Signal = row, WhaleName = row.Whale!.Name })
            .OrderByDescending(row => row.Decision.Id)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(query.ToPage(
            rows,
            row => new Decision
            {
                Id = row.Decision.Id,
                SignalId = row.Decision.SignalId,
                WhaleId = row.Decision.WhaleId,
                WhaleName = row.WhaleName,
                Market = row.Signal.Market,
                Symbol = row.Signal.CexSymbol,
                Kind = row.Signal.Kind,
                Side = row.Signal.Side,
                Outcome = row.Decision.Outcome,
                ReasonCode = row.Decision.ReasonCode,
                Reason = row.Decision.Reason,
                Numbers = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Decision.Numbers)?.ToDictionary(number => number.Key, number => number.Value.ToString())
                    ?? [],
                Warnings = row.Decision.Warnings,
                DecidedAt = row.Decision.DecidedAt,
            },
            row => $"{row.Decision.Id}"));
    }
}
