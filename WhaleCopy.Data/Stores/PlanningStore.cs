using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Sql;

namespace WhaleCopy.Data.Stores;

/// <summary>What planning reads: all users concerned at once, then their money under lock.</summary>
public sealed class PlanningStore(TradingDatabase database)
{
    private const string Overtaken =
        """
        select exists (
            select 1 from whale_signals
            where whale_id = $1 and id > $2 and kind = 'CLOSE' and market = $3 and cex_symbol = $4 and side = $5)
        """;

    private const string Linked = "select * from whale_signals where id = $1 or linked_signal_id = $2 order by id limit 1";

    // An entry whose outcome is open for longer than this has its transfer taken off once more: too little is promised, never too much.
    private static readonly TimeSpan LongestFlight = TimeSpan.FromDays(1);

    private readonly RowReader<FollowRow> _follows = new(database.Model);
    private readonly RowReader<UserRow> _users = new(database.Model);
    private readonly RowReader<UserSettingsRow> _settings = new(database.Model);
    private readonly RowReader<UserApiKeyRow> _keys = new(database.Model);
    private readonly RowReader<TradeRow> _trades = new(database.Model);
    private readonly RowReader<PositionRow> _positions = new(database.Model);
    private readonly RowReader<ReservationRow> _reservations = new(database.Model);
    private readonly RowReader<TransferRow> _transfers = new(database.Model);
    private readonly RowReader<AccountBalanceRow> _balances = new(database.Model);
    private readonly RowReader<AccountMarketRow> _markets = new(database.Model);
    private readonly RowReader<AccountInstrumentRow> _instruments = new(database.Model);
    private readonly RowReader<FollowResidualRow> _residuals = new(database.Model);
    private readonly RowReader<WhaleSignalRow> _signals = new(database.Model);

    /// <summary>
    /// Those who follow a signal's whale and have no decision about it yet, with settings and active accounts, in the order of
    /// their ids.
    /// </summary>
    /// <param name="whaleId">The whale.</param>
    /// <param name="signalId">The signal.</param>
    /// <param name="afterUserId">Only users behind this one; 0 begins.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<FollowerRows>> ReadFollowersAsync(
        long whaleId, long signalId, long afterUserId, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select f.* from user_whale_follows f
            where f.whale_id = $1 and f.ended_at is null and f.user_id > $3
              and not exists (select 1 from decisions d where d.signal_id = $2 and d.user_id = f.user_id)
            order by f.user_id limit $4
            """,
            whaleId, signalId, afterUserId, limit);
        List<FollowRow> follows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            follows = await _follows.ReadAllAsync(reader, cancellationToken);
        return follows.Count == 0 ? [] : await ReadAsync([.. follows.Select(follow => follow.UserId)], follows, cancellationToken);
    }

    /// <summary>One user with his follow of a whale, where he has one.</summary>
    public async Task<FollowerRows?> ReadUserAsync(long userId, long whaleId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select f.* from user_whale_follows f where f.whale_id = $2 and f.user_id = $1 and f.ended_at is null", userId, whaleId);
        List<FollowRow> follows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            follows = await _follows.ReadAllAsync(reader, cancellationToken);
        return (await ReadAsync([userId], follows, cancellationToken)).SingleOrDefault();
    }

    /// <summary>
    /// Locks the users in the order of their ids and reads their money. In this order, because an entry that fills meanwhile moves
    /// from the first lists to the last: it may count twice, never not at all.
    /// </summary>
    /// <param name="session">The transaction that will write the plan.</param>
    /// <param name="userIds">The users.</param>
    /// <param name="dayStarts">The begin of each user's day.</param>
    /// <param name="settledAfter">Reservations settled and positions closed before it are in every reading that is still used.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<MoneyRows> LockMoneyAsync(
        TradingSession session,
        long[] userIds,
        DateTimeOffset[] dayStarts,
        DateTimeOffset settledAfter,
        WhaleSignalRow signal,
        CancellationToken cancellationToken)
    {
        await using var batch = session.Batch();
        void Add(string sql, params IReadOnlyList<object> parameters) => batch.BatchCommands.Add(TradeStore.Statement(sql, parameters));

        Add("select * from users where id = any($1) order by id for no key update", userIds);
        Add("select * from reservations where user_id = any($1) and (settled_at is null or settled_at >= $2)", userIds, settledAfter);
        Add("select * from trades where user_id = any($1) and status in ('PENDING', 'EXECUTING', 'UNKNOWN')", userIds);
        Add(
            """
            select s.* from whale_signals s
            where s.id in (select signal_id from trades where user_id = any($1) and status in ('PENDING', 'EXECUTING', 'UNKNOWN'))
            """,
            userIds);
        Add(
            "select * from positions where user_id = any($1) and (status in ('OPEN', 'CLOSING') or (status in ('CLOSED', 'LIQUIDATED') and closed_at >= $2))",
            userIds, settledAfter);
        Add("select b.* from account_balances b join user_api_keys k on k.id = b.api_key_id where k.user_id = any($1)", userIds);
        Add("select m.* from account_markets m join user_api_keys k on k.id = m.api_key_id where k.user_id = any($1)", userIds);
        Add(
            """
            select i.* from account_instruments i join user_api_keys k on k.id = i.api_key_id
            where k.user_id = any($1) and i.symbol in (
                select $2 union select p.symbol from positions p where p.user_id = any($1) and p.status in ('OPEN', 'CLOSING'))
            """,
            userIds, signal.CexSymbol);
        Add(
            """
            select d.user_id, coalesce(sum(l.amount_usdt), 0)
            from unnest($1::bigint[], $2::timestamptz[]) as d(user_id, day_start)
            join ledger_entries l on l.user_id = d.user_id and l.created_at >= d.day_start and l.kind in ('REALIZED_PNL', 'FEE', 'FUNDING')
            group by d.user_id
            """,
            userIds, dayStarts);
        Add("select user_id from trades where signal_id = $2 and user_id = any($1)", userIds, signal.Id);
        Add(
            """
            select r.* from follow_residuals r join user_whale_follows f on f.id = r.follow_id
            where f.user_id = any($1) and f.whale_id = $2 and r.market = $3 and r.symbol = $4 and r.side = $5
            """,
            userIds, signal.WhaleId, Core.WireName<Market>.Of(signal.Market), signal.CexSymbol, Core.WireName<PositionSide>.Of(signal.Side));

        Add("select * from user_whale_follows where user_id = any($1) and whale_id = $2 and ended_at is null", userIds, signal.WhaleId);
        Add("select user_id from decisions where signal_id = $2 and user_id = any($1)", userIds, signal.Id);
        Add(Overtaken, OvertakingOf(signal));
        Add(
            "select * from transfers where user_id = any($1) and sent_at >= $2 and ended_at is not null and status <> 'REFUSED'",
            userIds, settledAfter - LongestFlight);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var users = await _users.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var reservations = await _reservations.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var trades = await _trades.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var signals = await _signals.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var positions = await _positions.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var balances = await _balances.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var markets = await _markets.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var instruments = await _instruments.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var realized = new Dictionary<long, decimal>();
        while (await reader.ReadAsync(cancellationToken))
            realized[reader.GetInt64(0)] = Numeric.Read(reader, 1);
        await reader.NextResultAsync(cancellationToken);
        var copied = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            copied.Add(reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
        var residuals = await _residuals.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var follows = await _follows.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var decided = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            decided.Add(reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
        var isOvertaken = await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var transfers = await _transfers.ReadAllAsync(reader, cancellationToken);
        return new MoneyRows
        {
            Users = users.ToDictionary(user => user.Id),
            Reservations = reservations.ToLookup(reservation => reservation.UserId),
            InFlight = trades.ToLookup(trade => trade.UserId),
            Signals = signals.ToDictionary(row => row.Id),
            Positions = positions.Where(position => position.Status is PositionStatus.Open or PositionStatus.Closing).ToLookup(position => position.UserId),
            Closed = positions.Where(position => position.Status is PositionStatus.Closed or PositionStatus.Liquidated).ToLookup(position => position.UserId),
            Balances = balances.ToLookup(balance => balance.ApiKeyId),
            Markets = markets.ToDictionary(market => (market.ApiKeyId, market.Market)),
            Instruments = instruments.ToDictionary(instrument => (instrument.ApiKeyId, instrument.Market, instrument.Symbol)),
            RealizedToday = realized,
            AlreadyCopied = copied,
            AlreadyDecided = decided,
            Follows = follows.ToDictionary(follow => follow.UserId),
            IsOvertaken = isOvertaken,
            OldestReading = settledAfter,
            Transfers = transfers.ToLookup(transfer => transfer.UserId),
            Residuals = residuals.ToDictionary(residual => residual.FollowId),
        };
    }

    /// <summary>True where a later CLOSE of the same key stands: an entry before it is not copied any more.</summary>
    public async Task<bool> IsOvertakenAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        await using var command = database.Command(Overtaken, OvertakingOf(signal));
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>What planning an entry needs besides its users, in one round trip.</summary>
    public async Task<SignalContext> ReadContextAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement(Overtaken, OvertakingOf(signal)));
        batch.BatchCommands.Add(TradeStore.Statement("select exchange from whales where id = $1", signal.WhaleId));
        batch.BatchCommands.Add(TradeStore.Statement(Linked, LinkOf(signal)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isOvertaken = await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        Venue? venue = await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken)
            ? Core.WireName<Venue>.Parse(reader.GetString(0))
            : null;
        await reader.NextResultAsync(cancellationToken);
        return new SignalContext(isOvertaken, venue, (await _signals.ReadAllAsync(reader, cancellationToken)).SingleOrDefault());
    }

    /// <summary>The other signal of a flip or a reopening, or null.</summary>
    public async Task<WhaleSignalRow?> ReadLinkedAsync(WhaleSignalRow signal, CancellationToken cancellationToken)
    {
        await using var command = database.Command(Linked, LinkOf(signal));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _signals.ReadAllAsync(reader, cancellationToken)).SingleOrDefault();
    }

    /// <summary>A signal by its id.</summary>
    public async Task<WhaleSignalRow?> ReadSignalAsync(long signalId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select * from whale_signals where id = $1", signalId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await _signals.ReadAllAsync(reader, cancellationToken)).SingleOrDefault();
    }

    private static object[] LinkOf(WhaleSignalRow signal) => [signal.LinkedSignalId ?? 0L, signal.Id];

    private static object[] OvertakingOf(WhaleSignalRow signal) =>
        [signal.WhaleId, signal.Id, Core.WireName<Market>.Of(signal.Market), signal.CexSymbol, Core.WireName<PositionSide>.Of(signal.Side)];

    private async Task<IReadOnlyList<FollowerRows>> ReadAsync(long[] userIds, List<FollowRow> follows, CancellationToken cancellationToken)
    {
        await using var batch = database.Batch();
        batch.BatchCommands.Add(TradeStore.Statement("select * from users where id = any($1) order by id", userIds));
        batch.BatchCommands.Add(TradeStore.Statement("select * from user_settings where user_id = any($1)", userIds));
        batch.BatchCommands.Add(TradeStore.Statement(
            "select * from user_api_keys where is_active and removed_at is null and user_id = any($1) order by id", userIds));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var followOf = follows.ToDictionary(follow => follow.UserId);
        var found = await _users.ReadAllAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var settingsOf = (await _settings.ReadAllAsync(reader, cancellationToken)).ToDictionary(settings => settings.UserId);
        await reader.NextResultAsync(cancellationToken);
        var keys = (await _keys.ReadAllAsync(reader, cancellationToken)).ToLookup(key => key.UserId);
        return
        [
            .. found.Select(user => new FollowerRows(
                user,
                settingsOf.GetValueOrDefault(user.Id) ?? new UserSettingsRow { UserId = user.Id },
                followOf.GetValueOrDefault(user.Id),
                [.. keys[user.Id]])),
        ];
    }
}

/// <summary>What belongs to an entry's signal.</summary>
/// <param name="IsOvertaken">A later CLOSE of the same key stands: it is not copied any more.</param>
/// <param name="WhaleVenue">The whale's venue; null for a wallet on a chain.</param>
/// <param name="Linked">The other signal of a flip or a reopening.</param>
public sealed record SignalContext(bool IsOvertaken, Venue? WhaleVenue, WhaleSignalRow? Linked);

/// <summary>A user concerned: settings, follow, and accounts with an active key.</summary>
public sealed record FollowerRows(UserRow User, UserSettingsRow Settings, FollowRow? Follow, IReadOnlyList<UserApiKeyRow> Keys);

/// <summary>The money of users, read under their locks.</summary>
public sealed record MoneyRows
{
    public required IReadOnlyDictionary<long, UserRow> Users { get; init; }
    public required ILookup<long, ReservationRow> Reservations { get; init; }
    public required ILookup<long, TradeRow> InFlight { get; init; }
    public required IReadOnlyDictionary<long, WhaleSignalRow> Signals { get; init; }
    public required ILookup<long, PositionRow> Positions { get; init; }

    /// <summary>Positions that closed so lately that an account's reading may be older.</summary>
    public required ILookup<long, PositionRow> Closed { get; init; }
    public required ILookup<long, AccountBalanceRow> Balances { get; init; }
    public required IReadOnlyDictionary<(long ApiKeyId, Market Market), AccountMarketRow> Markets { get; init; }
    public required IReadOnlyDictionary<(long ApiKeyId, Market Market, string Symbol), AccountInstrumentRow> Instruments { get; init; }
    public required IReadOnlyDictionary<long, decimal> RealizedToday { get; init; }

    /// <summary>Users who have a trade of this signal already.</summary>
    public required IReadOnlySet<long> AlreadyCopied { get; init; }

    /// <summary>Users who have a decision about this signal already.</summary>
    public required IReadOnlySet<long> AlreadyDecided { get; init; }

    /// <summary>The users' follows of the signal's whale as they stand now: one that ended since the plan began is not here.</summary>
    public required IReadOnlyDictionary<long, FollowRow> Follows { get; init; }

    /// <summary>A later CLOSE of the key stands.</summary>
    public bool IsOvertaken { get; init; }

    /// <summary>What settled before it is not read: an older reading of an account decides nothing.</summary>
    public DateTimeOffset OldestReading { get; init; }

    /// <summary>Transfers between a user's wallets that ended, made or unknown: a reading asked for since then shows them.</summary>
    public required ILookup<long, TransferRow> Transfers { get; init; }

    /// <summary>What earlier copies of the key left below the minimum, by follow.</summary>
    public required IReadOnlyDictionary<long, FollowResidualRow> Residuals { get; init; }
}
