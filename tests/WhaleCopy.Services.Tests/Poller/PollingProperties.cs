using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;
using WhaleCopy.Poller.Polling;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>
/// For any sequence of books, and failures, part answers, restarts, stolen leases, late and doubled deliveries in any order between
/// them: the stored signals are exactly the changes that the accepted Complete answers show, each once, in order.
/// </summary>
public sealed class PollingProperties(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    // One line that never ends keeps whole books from vanishing: what that means is proven in Core.
    private static readonly PositionKey Anchor = new(Market.UsdM, "ANCHORUSDT", PositionSide.Long);
    private static readonly PositionKey[] Keys =
    [
        new(Market.CoinM, "BTCUSD", PositionSide.Long),
        new(Market.UsdM, "BTCUSDT", PositionSide.Long),
        new(Market.UsdM, "BTCUSDT", PositionSide.Short),
    ];

    private static readonly Gen<Turn> Turns = Gen.Select(
        Gen.Int[0, 3].Array[Keys.Length],
        Gen.Frequency(
            (8, Gen.Const(Answer.Complete)), (1, Gen.Const(Answer.Partial)), (1, Gen.Const(Answer.Unavailable)), (1, Gen.Const(Answer.Hidden)),
            (1, Gen.Const(Answer.Yesterday))),
        Gen.Frequency(
            (8, Gen.Const(Fate.Commits)), (2, Gen.Const(Fate.Dies)), (2, Gen.Const(Fate.LosesItsLease)), (1, Gen.Const(Fate.DeliversTwice))),
        Gen.Bool,
        (sizes, answer, fate, keepsBook) => new Turn(sizes, answer, fate, keepsBook));

    private enum Answer
    {
        Complete,
        Partial,
        Unavailable,
        Hidden,
        Yesterday,
    }

    private enum Fate
    {
        Commits,
        Dies,
        LosesItsLease,
        DeliversTwice,
    }

    private sealed record Turn(int[] Sizes, Answer Answer, Fate Fate, bool KeepsBook);

    [Fact]
    public async Task Signals_are_the_changes_that_complete_answers_show_each_once_in_order()
    {
        await using var database = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await Turns.Array[5, 30].SampleAsync(turns => PlayAsync(database, turns), iter: 60, threads: 1);
    }

    private static async Task PlayAsync(NpgsqlDataSource database, Turn[] turns)
    {
        var clock = new FakeTimeProvider(Start);
        var reader = new ScriptedReader();
        var options = new PollingOptions { DarkAfter = TimeSpan.FromDays(1) };
        var whaleId = await WhaleAsync(database, clock.GetUtcNow());
        var truth = new Truth();
        var held = new decimal[Keys.Length];
        (PositionKey, decimal)[] yesterday = [(Keys[0], 9m), (Anchor, 1m)];

        foreach (var turn in turns)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            if (!turn.KeepsBook)
                held = [.. turn.Sizes.Select(size => (decimal)size)];
            var book = Keys.Zip(held).Where(line => line.Second > 0m).Append((Anchor, 1m)).ToArray();
            reader.Next = turn.Answer switch
            {
                Answer.Partial => new PollResult.Partial(1),
                Answer.Unavailable => new PollResult.Unavailable(UnavailableReason.Server),
                Answer.Hidden => new PollResult.Hidden(HiddenReason.SharingOff),
                Answer.Yesterday => ScriptedReader.Complete(yesterday, Start - TimeSpan.FromDays(1)),
                _ => ScriptedReader.Complete(book, clock.GetUtcNow()),
            };

            // A poll object and a queue of its own each time: nothing is remembered but what is stored.
            var queue = new WhaleMonitorQueue(database);
            var poll = new WhalePoll(reader, options, new SourceStretch(), clock);
            var claim = await ClaimAsync(queue, whaleId, clock);
            var report = await poll.RunAsync(claim, null, CancellationToken.None, CancellationToken.None);
            switch (turn.Fate)
            {
                case Fate.Dies:
                    clock.Advance(Lease + Lease);
                    continue;
                case Fate.LosesItsLease:
                    clock.Advance(Lease + Lease);
                    if (turn.Answer == Answer.Complete)
                        reader.Next = ScriptedReader.Complete(book, clock.GetUtcNow());
                    var thief = await ClaimAsync(queue, whaleId, clock);
                    var stolen = await poll.RunAsync(thief, null, CancellationToken.None, CancellationToken.None);
                    await CommitAsync(queue, stolen, whaleId, isOurs: true);
                    await CommitAsync(queue, report, whaleId, isOurs: false);
                    break;
                case Fate.DeliversTwice:
                    await CommitAsync(queue, report, whaleId, isOurs: true);

                    // The same lease has it still: what makes nothing of it is the name of each signal.
                    await queue.CommitAsync(report.Outcome, (report.Change ?? Nothing(report)) with { Snapshot = null, Answer = null }, CancellationToken.None);
                    break;
                default:
                    await CommitAsync(queue, report, whaleId, isOurs: true);
                    break;
            }

            truth.See(turn.Answer, turn.Answer == Answer.Yesterday ? yesterday : book, clock.GetUtcNow());
        }

        Assert.Equal(truth.Told, await SignalsAsync(database, whaleId));
    }

    private static async Task CommitAsync(WhaleMonitorQueue queue, PollReport report, long whaleId, bool isOurs)
    {
        if (report.Change is { } change)
            Assert.Equal(isOurs, await queue.CommitAsync(report.Outcome, change, CancellationToken.None) is not null);
        else
            Assert.Equal(isOurs, (await queue.CommitAsync([report.Outcome], CancellationToken.None)).Contains(whaleId));
    }

    private static MonitorChange Nothing(PollReport report) => new() { DataStatus = report.After.DataStatus, PriorityScore = 50 };

    private static async Task<MonitorClaim> ClaimAsync(WhaleMonitorQueue queue, long whaleId, FakeTimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var claims = await queue.ClaimAsync(Venue.Bybit, "anybody", now + TimeSpan.FromDays(1), now + TimeSpan.FromDays(1) + Lease, 1, CancellationToken.None);
        return Assert.Single(claims, claim => claim.WhaleId == whaleId);
    }

    /// <summary>A whale, and nobody else due beside him.</summary>
    private static async Task<long> WhaleAsync(NpgsqlDataSource database, DateTimeOffset now)
    {
        await using var command = database.CreateCommand("""
            with gone as (delete from whale_monitors),
            whale as (
                insert into whales (wallet_address, name, whale_type, exchange, exchange_uid, source_trust, data_status, priority_score, tier, rank,
                                    score, venue_followers, followers_count, discovered_at)
                select 'bybit_' || u, u, 'CEX_TRADER', 'BYBIT', u, 'UNOFFICIAL', 'ACTIVE', 50, 'NORMAL', 'BRONZE', 50, 0, 0, $1
                from (select gen_random_uuid()::text as u) named
                returning id, exchange_uid)
            insert into whale_monitors (whale_id, exchange, exchange_uid, tier, next_poll_at, lease_token, snapshot_number, failures)
            select id, 'BYBIT', exchange_uid, 'NORMAL', $1, 0, 0, 0 from whale
            returning whale_id
            """);
        command.Parameters.Add(new() { Value = now });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<List<string>> SignalsAsync(NpgsqlDataSource database, long whaleId)
    {
        await using var command = database.CreateCommand(
            "select kind, market, cex_symbol, side, whale_size from whale_signals where whale_id = $1 order by id");
        command.Parameters.Add(new() { Value = whaleId });
        await using var rows = await command.ExecuteReaderAsync();
        var told = new List<string>();
        while (await rows.ReadAsync())
        {
            told.Add(FormattableString.Invariant(
                $"{rows.GetString(0)} {rows.GetString(1)} {rows.GetString(2)} {rows.GetString(3)} {rows.GetDecimal(4):0}"));
        }

        return told;
    }

    /// <summary>The rules in their shortest words, for a source without history: what a follower must have been told.</summary>
    private sealed class Truth
    {
        private readonly Dictionary<PositionKey, decimal> _told = [];
        private readonly Dictionary<PositionKey, DateTimeOffset> _missing = [];
        private bool _hasBaseline;
        private bool _isDark;

        public List<string> Told { get; } = [];

        public void See(Answer answer, (PositionKey Key, decimal Size)[] book, DateTimeOffset at)
        {
            if (answer == Answer.Hidden)
                _isDark = true;

            // Before the first answer none is older.
            if (answer != Answer.Complete && !(answer == Answer.Yesterday && !_hasBaseline))
                return;

            // After the dark the count of looks without a position begins anew.
            if (_isDark)
                _missing.Clear();
            _isDark = false;
            var shown = book.ToDictionary(line => line.Key, line => line.Size);
            var exits = new List<string>();
            var entries = new List<string>();
            foreach (var key in Keys.Append(Anchor).Order())
            {
                var before = _told.GetValueOrDefault(key);
                var now = shown.GetValueOrDefault(key);
                if (now > 0m)
                    _missing.Remove(key);
                if (now == before)
                    continue;
                if (now == 0m && _missing.TryAdd(key, at))
                    continue;
                if (now == 0m && at - _missing[key] < WhaleBookOptions.Default.CloseConfirmDelay)
                    continue;
                _missing.Remove(key);
                _told[key] = now;
                (now < before ? exits : entries).Add(Line(now == 0m ? "CLOSE" : now < before ? "REDUCE" : before == 0m ? "OPEN" : "INCREASE", key, now));
            }

            if (_hasBaseline)
                Told.AddRange([.. exits, .. entries]);
            _hasBaseline = true;
        }

        private static string Line(string kind, PositionKey key, decimal size) =>
            FormattableString.Invariant($"{kind} {Core.WireName<Market>.Of(key.Market)} {key.Symbol} {Core.WireName<PositionSide>.Of(key.Side)} {size:0}");
    }
}
