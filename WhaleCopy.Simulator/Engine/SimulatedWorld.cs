namespace WhaleCopy.Simulator.Engine;

/// <summary>How prices move.</summary>
internal enum MarketMode { Manual, Random, Replay }

/// <summary>The four venues over one set of prices.</summary>
internal sealed class SimulatedWorld
{
    private static readonly (string Symbol, decimal Price)[] Defaults =
    [
        ("BTCUSDT", 65000m), ("ETHUSDT", 3500m), ("SOLUSDT", 150m), ("BNBUSDT", 600m), ("XRPUSDT", 2.2m), ("DOGEUSDT", 0.2m),
        ("ADAUSDT", 0.7m), ("AVAXUSDT", 25m), ("LINKUSDT", 15m), ("LTCUSDT", 90m), ("DOTUSDT", 5m), ("TRXUSDT", 0.25m),
        ("BTCUSD", 65000m), ("ETHUSD", 3500m),
    ];

    private readonly Lock _marketGate = new();
    private readonly Dictionary<string, SymbolPrice> _prices = new(StringComparer.Ordinal);
    private readonly Venue[] _venues;
    private readonly TimeProvider _time;

    public SimulatedWorld(TimeProvider time)
    {
        _time = time;
        _venues = [.. Words.Exchanges.Select(exchange => new Venue(exchange, time, Changes) { Changed = () => Changed?.Invoke() })];
        AddDefaults();
    }

    public TraderChangeLog Changes { get; } = new();

    /// <summary>Raised after anything that a restart should find again.</summary>
    public Action? Changed { get; set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    public IReadOnlyList<Venue> Venues => _venues;

    public Venue VenueOf(Exchange exchange) => _venues[(int)exchange];

    public SymbolPrice? FindPrice(string symbol)
    {
        lock (_marketGate)
        {
            return _prices.GetValueOrDefault(symbol);
        }
    }

    /// <summary>Every symbol with its price and what overrides it, as it is now.</summary>
    public IReadOnlyList<(string Symbol, decimal Price, BookOverride Book)> Prices()
    {
        lock (_marketGate)
        {
            return [.. _prices.Values.Select(price => (price.Symbol.Name, price.Price, price.Book))];
        }
    }

    /// <summary>Sets the price on every venue; creates the instruments of a new symbol.</summary>
    public Quote SetPrice(CanonicalSymbol symbol, decimal price)
    {
        lock (_marketGate)
        {
            if (_prices.TryGetValue(symbol.Name, out var known))
            {
                known.Price = price;
                return Publish(known);
            }

            var added = new SymbolPrice(symbol, price);
            _prices[symbol.Name] = added;
            var quote = added.ToQuote(Now);
            foreach (var venue in _venues)
            {
                lock (venue.Gate)
                {
                    venue.AddBooks(symbol, quote);
                }
            }

            Changed?.Invoke();
            return quote;
        }
    }

    /// <summary>Replaces what overrides a symbol's price; null when the symbol has no price yet.</summary>
    public Quote? SetBook(CanonicalSymbol symbol, BookOverride book)
    {
        lock (_marketGate)
        {
            if (!_prices.TryGetValue(symbol.Name, out var known))
            {
                return null;
            }

            known.Book = book;
            return Publish(known);
        }
    }

    /// <summary>Back to a fresh start: default symbols, nobody there.</summary>
    public void Reset()
    {
        lock (_marketGate)
        {
            _prices.Clear();
            foreach (var venue in _venues)
            {
                lock (venue.Gate)
                {
                    venue.Clear();
                }
            }

            Changes.Clear();
        }

        AddDefaults();
        Changed?.Invoke();
    }

    /// <summary>Runs with every venue and the market held still, for a consistent picture.</summary>
    public T Frozen<T>(Func<T> read)
    {
        lock (_marketGate)
        {
            foreach (var venue in _venues)
            {
                venue.Gate.Enter();
            }

            try
            {
                return read();
            }
            finally
            {
                foreach (var venue in _venues)
                {
                    venue.Gate.Exit();
                }
            }
        }
    }

    private Quote Publish(SymbolPrice price)
    {
        var quote = price.ToQuote(Now);
        foreach (var venue in _venues)
        {
            lock (venue.Gate)
            {
                if (price.Symbol.IsInverse)
                {
                    venue.ApplyQuote(Market.CoinM, price.Symbol.Name, quote);
                }
                else
                {
                    venue.ApplyQuote(Market.Spot, price.Symbol.Name, quote);
                    venue.ApplyQuote(Market.UsdM, price.Symbol.Name, quote);
                }
            }
        }

        Changed?.Invoke();
        return quote;
    }

    private void AddDefaults()
    {
        foreach (var (name, price) in Defaults)
        {
            _ = SetPrice(CanonicalSymbol.TryParse(name)!, price);
        }
    }
}
