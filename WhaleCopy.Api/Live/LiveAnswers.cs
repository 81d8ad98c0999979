using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Balance;
using WhaleCopy.Api.Positions;
using WhaleCopy.Api.Signals;
using WhaleCopy.Api.Trades;
using WhaleCopy.Api.Users;
using WhaleCopy.Api.Whales;
using WhaleCopy.Contracts;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Live;

/// <summary>Whom an event concerns, and what REST would answer about it.</summary>
internal sealed class LiveAnswers(WhaleCopyDbContext database, TimeProvider timeProvider)
{
    /// <summary>Of the users connected here, those whom the event concerns.</summary>
    public async Task<IReadOnlyList<long>> AudienceAsync(LiveEvent live, IReadOnlyCollection<long> connected, CancellationToken cancellationToken)
    {
        if (live.UserId is { } userId)
            return connected.Contains(userId) ? [userId] : [];
        if (connected.Count == 0)
            return [];
        if (live.WhaleId is { } whaleId)
        {
            return await database.Follows.Where(follow => follow.WhaleId == whaleId && follow.EndedAt == null && connected.Contains(follow.UserId))
                .Select(follow => follow.UserId).ToListAsync(cancellationToken);
        }

        if (live.ReadPrice() is { } price && WireName<Venue>.TryParse(price.Exchange, out var exchange) && WireName<Market>.TryParse(price.Market, out var market))
        {
            return await database.Positions
                .Where(position => position.Symbol == price.Symbol && position.Exchange == exchange && position.Market == market
                    && (position.Status == PositionStatus.Open || position.Status == PositionStatus.Closing) && connected.Contains(position.UserId))
                .Select(position => position.UserId).Distinct().ToListAsync(cancellationToken);
        }

        return [];
    }

    /// <summary>What REST would answer; null where the row is gone or is not the user's that the event names.</summary>
    public async Task<object?> AnswerAsync(LiveEvent live, CancellationToken cancellationToken)
    {
        if (live.Data is { } data)
            return data;
        return (live.Kind, live.UserId, live.WhaleId, live.Id) switch
        {
            (LiveEventKind.Signal, _, { } whaleId, { } id) => await SignalAsync(whaleId, id, cancellationToken),
            (LiveEventKind.Whale, _, { } whaleId, _) => await WhaleAsync(whaleId, cancellationToken),
            (LiveEventKind.Trade, { } userId, _, { } id) => await database.Trades.AsNoTracking().Where(trade => trade.Id == id && trade.UserId == userId)
                .Named(database).SingleOrDefaultAsync(cancellationToken) is { } trade ? TradeShapes.ToAnswer(trade) : null,
            (LiveEventKind.Position, { } userId, _, { } id) => await database.Positions.AsNoTracking()
                .Where(position => position.Id == id && position.UserId == userId)
                .Named(database).SingleOrDefaultAsync(cancellationToken) is { } position ? PositionShapes.ToAnswer(position) : null,
            (LiveEventKind.Notification, { } userId, _, { } id) => await database.Notifications.AsNoTracking()
                .SingleOrDefaultAsync(row => row.Id == id && row.UserId == userId, cancellationToken) is { } notification ? notification.ToAnswer() : null,
            (LiveEventKind.Balance, { } userId, _, _) => await BalanceReader.ReadAsync(database, userId, timeProvider.GetUtcNow(), cancellationToken),
            _ => null,
        };
    }

    private async Task<Signal?> SignalAsync(long whaleId, long id, CancellationToken cancellationToken)
    {
        var rows = await database.WhaleSignals.AsNoTracking().Include(signal => signal.Whale).Where(signal => signal.Id == id && signal.WhaleId == whaleId)
            .ToListAsync(cancellationToken);
        return (await SignalShapes.ToAnswersAsync(rows, null, database, cancellationToken)).SingleOrDefault();
    }

    private async Task<Whale?> WhaleAsync(long whaleId, CancellationToken cancellationToken) =>
        await WhaleList.WithParts(database.Whales.AsNoTracking()).SingleOrDefaultAsync(whale => whale.Id == whaleId, cancellationToken) is { } row
            ? WhaleShapes.ToAnswer(row, isFollowed: true)
            : null;
}
