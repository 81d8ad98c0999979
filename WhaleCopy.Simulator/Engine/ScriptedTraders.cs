using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WhaleCopy.Simulator.Engine;

/// <summary>Traders that trade by themselves.</summary>
internal sealed record ScriptSettings(int Seed, int Traders, int ActionsPerMinute);

/// <summary>Moves a crowd of lead traders at a steady pace; the same seed makes the same crowd do the same.</summary>
internal sealed class ScriptedTraders(SimulatedWorld world, TimeProvider time) : BackgroundService
{
    private const int MaximumPositions = 5;
    private const decimal MinimumNotional = 500m;

    private static readonly string[] Symbols =
        ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "DOGEUSDT", "ADAUSDT", "AVAXUSDT", "LINKUSDT", "LTCUSDT"];

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private volatile Script? _script;

    /// <summary>Read without the lock: a picture of the world is taken with every venue held still, and an action holds the lock while it waits for one.</summary>
    public ScriptSettings? Settings => _script?.Settings;

    public IReadOnlyList<(Exchange Exchange, string Uid)> Start(ScriptSettings settings)
    {
        var random = new Random(settings.Seed);
        var uids = new (Exchange Exchange, string Uid)[settings.Traders];
        for (var i = 0; i < uids.Length; i++)
        {
            var exchange = Words.Exchanges[i % Words.Exchanges.Length];
            uids[i] = (exchange, UidOf(exchange, settings.Seed, i));
            Introduce(uids[i].Exchange, uids[i].Uid, i, random);
        }

        lock (_gate)
        {
            _script = new Script(settings, random, uids);
        }

        _ = _wake.Release();
        world.Changed?.Invoke();
        return uids;
    }

    public void Stop()
    {
        lock (_gate)
        {
            _script = null;
        }

        _ = _wake.Release();
        world.Changed?.Invoke();
    }

    /// <summary>One action of one trader; false when no script runs.</summary>
    public bool Act()
    {
        lock (_gate)
        {
            if (_script is not { } script)
            {
                return false;
            }

            var (exchange, uid) = script.Uids[script.Random.Next(script.Uids.Length)];
            var venue = world.VenueOf(exchange);
            lock (venue.Gate)
            {
                var trader = venue.TraderOf(uid);
                TraderBook.Replace(venue, trader, Next(venue, trader, script.Random), writeHistory: true, world.Changes);
            }

            world.Changed?.Invoke();
            return true;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (Settings is not { } settings)
                {
                    await _wake.WaitAsync(stoppingToken);
                    continue;
                }

                await Task.Delay(TimeSpan.FromMinutes(1) / settings.ActionsPerMinute, time, stoppingToken);
                _ = Act();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Introduce(Exchange exchange, string uid, int number, Random random)
    {
        var venue = world.VenueOf(exchange);
        lock (venue.Gate)
        {
            var trader = venue.TraderOf(uid);
            trader.Nickname = string.Create(CultureInfo.InvariantCulture, $"Whale {number + 1:000}");
            trader.IsScripted = true;
            trader.EquityUsdt = 10_000 + (random.Next(0, 500) * 1000);
            trader.Roi = random.Next(-20, 250) / 100m;
            trader.WinRate = random.Next(35, 85) / 100m;
            trader.Pnl = Math.Round(trader.EquityUsdt * trader.Roi, 2);
            trader.Followers = random.Next(0, 800);
            var rows = new List<TraderPositionInput>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                Open(venue, trader, rows, random);
            }

            TraderBook.Replace(venue, trader, rows, writeHistory: false, world.Changes);
        }
    }

    /// <summary>Opens, adds, reduces or closes, as far as the book allows; the last position is kept: an empty book looks like one that is not shared.</summary>
    private static List<TraderPositionInput> Next(Venue venue, Trader trader, Random random)
    {
        var rows = trader.Positions.ConvertAll(row => new TraderPositionInput(
            row.Symbol, row.Market, row.IsLong, row.Size, row.EntryPrice, row.Leverage, row.PositionId, row.OpenedAt));
        var choice = random.Next(100);
        if (rows.Count == 0 || (choice < 40 && rows.Count < MaximumPositions))
        {
            Open(venue, trader, rows, random);
            return rows;
        }

        var at = random.Next(rows.Count);
        var held = rows[at];
        var book = venue.FindCanonical(held.Market, held.Symbol)!;
        if (choice < 55)
        {
            var added = book.Spec.FloorToStep(held.Size * 0.5m);
            if (added > 0)
            {
                rows[at] = held with
                {
                    Size = held.Size + added,
                    EntryPrice = Math.Round(book.Spec.AveragePrice(held.Size, held.EntryPrice, added, book.Quote.Price), 8),
                };
                return rows;
            }
        }

        var rest = choice < 70 ? book.Spec.FloorToStep(held.Size * 0.5m) : 0;
        if (rest > 0)
        {
            rows[at] = held with { Size = rest };
        }
        else if (rows.Count > 1)
        {
            rows.RemoveAt(at);
        }
        else
        {
            Open(venue, trader, rows, random);
        }

        return rows;
    }

    private static void Open(Venue venue, Trader trader, List<TraderPositionInput> rows, Random random)
    {
        var symbol = Symbols[random.Next(Symbols.Length)];
        if (rows.Exists(row => row.Symbol == symbol) || venue.FindCanonical(Market.UsdM, symbol) is not { } book)
        {
            return;
        }

        var leverage = random.Next(2, 21);
        var notional = Math.Max(MinimumNotional, trader.EquityUsdt * random.Next(2, 15) / 100m);
        var size = Math.Max(book.Spec.Step, book.Spec.FloorToStep(notional / book.Quote.Price));
        rows.Add(new TraderPositionInput(
            symbol, Market.UsdM, random.Next(100) < 65, size, book.Quote.Price, leverage, null, null));
    }

    /// <summary>A uid in the form of its venue.</summary>
    private static string UidOf(Exchange exchange, int seed, int number)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{exchange}:{seed}:{number}")));
        var digits = (BitConverter.ToUInt64(hash) % 1_000_000_000_000_000_000UL).ToString(CultureInfo.InvariantCulture);
        return exchange switch
        {
            Exchange.Binance => $"4{digits.PadLeft(18, '0')}",
            Exchange.Okx => Convert.ToHexString(hash.AsSpan(0, 8)),
            Exchange.Bybit => Convert.ToBase64String(hash.AsSpan(0, 16)),
            Exchange.Bitget => $"b{digits.PadLeft(18, '0')[..15]}",
        };
    }

    private sealed record Script(ScriptSettings Settings, Random Random, (Exchange Exchange, string Uid)[] Uids);
}
