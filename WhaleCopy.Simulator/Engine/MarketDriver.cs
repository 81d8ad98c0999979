using System.Threading.Channels;

namespace WhaleCopy.Simulator.Engine;

/// <summary>What moves the prices now.</summary>
internal sealed record MarketSettings(MarketMode Mode, int Seed, TimeSpan Tick, string? File);

/// <summary>Moves the prices: not at all, as geometric Brownian motion from a seed, or along a file of candles.</summary>
internal sealed class MarketDriver(SimulatedWorld world, TimeProvider time) : BackgroundService
{
    /// <summary>Of the logarithm, a square root of a second: lively enough to watch, far from a crash.</summary>
    private const double VolatilityPerRootSecond = 0.0002;

    private readonly Channel<MarketSettings> _changes = Channel.CreateUnbounded<MarketSettings>();
    private volatile MarketSettings _settings = new(MarketMode.Manual, 1, TimeSpan.FromMilliseconds(500), null);

    public MarketSettings Settings => _settings;

    public void Apply(MarketSettings settings)
    {
        _settings = settings;
        _ = _changes.Writer.TryWrite(settings);
        world.Changed?.Invoke();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = _settings;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var running = RunAsync(settings, changed.Token);
            try
            {
                settings = await _changes.Reader.ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                // The host stops.
            }

            await changed.CancelAsync();
            await running;
        }
    }

    private async Task RunAsync(MarketSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Mode == MarketMode.Manual)
        {
            return;
        }

        using var timer = new PeriodicTimer(settings.Tick, time);
        var step = settings.Mode == MarketMode.Random ? RandomStep(settings) : ReplayStep(settings);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!step())
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The mode changed, or the host stops.
        }
    }

    /// <summary>One path a base coin, so that a coin's linear and inverse markets move together.</summary>
    private Func<bool> RandomStep(MarketSettings settings)
    {
        var paths = new Dictionary<string, Random>(StringComparer.Ordinal);
        var scale = VolatilityPerRootSecond * Math.Sqrt(settings.Tick.TotalSeconds);
        return () =>
        {
            var moves = new Dictionary<string, decimal>(StringComparer.Ordinal);
            foreach (var (name, price, _) in world.Prices())
            {
                var symbol = CanonicalSymbol.TryParse(name)!;
                if (!moves.TryGetValue(symbol.BaseAsset, out var factor))
                {
                    if (!paths.TryGetValue(symbol.BaseAsset, out var random))
                    {
                        paths[symbol.BaseAsset] = random = new Random(StableSeed(settings.Seed, symbol.BaseAsset));
                    }

                    factor = (decimal)Math.Exp((Gaussian(random) * scale) - (scale * scale / 2));
                    moves[symbol.BaseAsset] = factor;
                }

                var tick = InstrumentCatalog.TickFor(price);
                var moved = Math.Round(price * factor / tick) * tick;
                if (moved > 0 && moved != price)
                {
                    _ = world.SetPrice(symbol, moved);
                }
            }

            return true;
        };
    }

    private Func<bool> ReplayStep(MarketSettings settings)
    {
        var prices = CandleFile.Read(settings.File!).GetEnumerator();
        return () =>
        {
            if (!prices.MoveNext())
            {
                return false;
            }

            foreach (var (symbol, price) in prices.Current)
            {
                _ = world.SetPrice(symbol, price);
            }

            return true;
        };
    }

    private static int StableSeed(int seed, string text)
    {
        var hash = unchecked((uint)seed * 16777619u) ^ 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return unchecked((int)hash);
    }

    private static double Gaussian(Random random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
