using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Trades;

internal static class TradeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/trades", ListAsync).WithName("listTrades").WithSummary("The caller's trades, newest first")
            .WithDescription("Skipped copies are in /decisions.")
            .Refuses(HttpProblems.InvalidInput);
        routes.MapGet("/trades/{id:long}", ReadAsync).WithName("getTrade").WithSummary("A trade with its orders and tracking error")
            .Refuses(HttpProblems.NotFound);
        routes.MapGet("/trades/export.csv", Export).WithName("exportTrades").WithSummary("The caller's trades as CSV")
            .WithDescription("All that pass the filters, newest first; cursor and limit do not apply.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .RequireStepUp()
            .Refuses(HttpProblems.InvalidInput);
    }

    private static async Task<Ok<Page<Trade>>> ListAsync(
        [AsParameters] TradeQuery query, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = query.BeforeId;
        var rows = await query.Filter(database.Trades.AsNoTracking(), me.Id).Where(trade => trade.Id < before)
            .OrderByDescending(trade => trade.Id).Take(query.Size + 1).Named(database).ToListAsync(cancellationToken);
        return TypedResults.Ok(query.ToPage(rows, TradeShapes.ToAnswer, named => $"{named.Row.Id}"));
    }

    private static async Task<Results<Ok<TradeDetail>, ProblemHttpResult>> ReadAsync(
        long id, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var named = await database.Trades.AsNoTracking().Where(trade => trade.Id == id && trade.UserId == me.Id).Named(database).SingleOrDefaultAsync(cancellationToken);
        if (named is null)
            return Refusal.Of(HttpProblems.NotFound);
        var orders = await database.Orders.AsNoTracking().Where(order => order.Owner == OrderOwner.Trade && order.OwnerId == id)
            .OrderBy(order => order.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new TradeDetail(TradeShapes.ToAnswer(named))
        {
            Orders = [.. orders.Select(TradeShapes.ToAnswer)],
            TrackingError = await TrackingErrorAsync(named, database, cancellationToken),
        });
    }

    private static async Task<TrackingError?> TrackingErrorAsync(NamedTrade named, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var trade = named.Row;
        if (trade is not { SignalId: { } signalId, ExecutedPrice: { } price, FilledQuantity: > 0m })
            return null;
        var signal = await database.WhaleSignals.AsNoTracking().SingleAsync(row => row.Id == signalId, cancellationToken);
        var reference = signal.PriceAtSignal ?? signal.ReferencePrice ?? trade.ReferencePrice;
        var gap = Core.Accounting.TrackingError.GapPercent(trade.Side, reference, price);
        var from = trade.WhaleChangedAt ?? trade.SeenAt ?? trade.DecidedAt;
        var openedAt = await database.Positions.Where(position => position.Id == trade.PositionId).Select(position => (DateTimeOffset?)position.OpenedAt)
            .SingleOrDefaultAsync(cancellationToken) ?? trade.CreatedAt;
        var closedAt = await database.Positions.Where(position => position.Id == trade.PositionId).Select(position => position.ClosedAt).SingleOrDefaultAsync(cancellationToken);
        var missed = await database.Decisions.CountAsync(
            decision => decision.UserId == trade.UserId && decision.Outcome == DecisionOutcome.Skipped
                && decision.DecidedAt >= openedAt && (closedAt == null || decision.DecidedAt <= closedAt)
                && database.WhaleSignals.Any(row => row.Id == decision.SignalId && row.WhaleId == signal.WhaleId && row.Market == signal.Market
                    && row.CexSymbol == signal.CexSymbol && row.Side == signal.Side),
            cancellationToken);
        return new TrackingError
        {
            ReferencePrice = reference,
            GapPercent = gap is { } percent ? decimal.Round(percent, 4) : null,
            DelayMs = trade.FilledAt is { } filledAt ? (long)(filledAt - from).TotalMilliseconds : null,
            FeeUsdt = trade.FeeUsdt,
            MissedLegs = missed,
        };
    }

    private static Results<PushStreamHttpResult, ProblemHttpResult> Export(
        [AsParameters] TradeQuery query, CurrentUser me, WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var trades = query.Filter(database.Trades.AsNoTracking(), me.Id).OrderByDescending(trade => trade.Id).Named(database).AsAsyncEnumerable();
        var day = timeProvider.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return TypedResults.Stream(
            async stream =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
                await writer.WriteLineAsync(TradeCsv.Header);
                await foreach (var trade in trades.WithCancellation(cancellationToken))
                    await writer.WriteLineAsync(TradeCsv.Line(trade));
            },
            "text/csv; charset=utf-8",
            $"whalecopy-trades-{day}.csv");
    }
}
