using System.Collections.Concurrent;
using System.Text;

namespace WhaleCopy.Simulator.Engine;

/// <summary>
/// One venue's world: accounts, instruments, orders. Everything but <see cref="FindAccount"/> and the instrument
/// look-ups is called with <see cref="Gate"/> held, so that what one request sees is consistent.
/// </summary>
internal sealed partial class Venue
{
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly TraderChangeLog _changes;
    private readonly TimeProvider _time;
    private volatile BookIndex _books = BookIndex.Empty;
    private long _offsetTicks;
    private long _nextId;

    public Venue(Exchange exchange, TimeProvider time, TraderChangeLog changes)
    {
        Exchange = exchange;
        _time = time;
        _changes = changes;
        _nextId = FirstId;
    }

    private const long FirstId = 8_389_765_000_000_000L;

    public Exchange Exchange { get; }

    /// <summary>Held by every request while it reads or changes this venue.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Raised when something worth persisting changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>Every order in the order of arrival.</summary>
    public List<LedgerEntry> Ledger { get; } = [];

    public Dictionary<string, Trader> Traders { get; } = new(StringComparer.Ordinal);

    public TimeSpan ClockOffset
    {
        get => new(Interlocked.Read(ref _offsetTicks));
        set => Interlocked.Exchange(ref _offsetTicks, value.Ticks);
    }

    /// <summary>Simulation time.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>This venue's clock in Unix milliseconds.</summary>
    public long NowMs => ToVenueMs(Now);

    public IReadOnlyCollection<InstrumentBook> Books => _books.All;

    public IEnumerable<Account> Accounts => _accounts.Values.OrderBy(account => account.Number);

    /// <summary>Last number handed out; persisted.</summary>
    public long LastId
    {
        get => _nextId;
        set => _nextId = value;
    }

    public long ToVenueMs(DateTimeOffset instant) => (instant + ClockOffset).ToUnixTimeMilliseconds();

    public long NextId() => ++_nextId;

    public Account? FindAccount(string apiKey) => _accounts.GetValueOrDefault(apiKey);

    public InstrumentBook? FindBook(Market market, string venueSymbol) => _books.Find(market, venueSymbol);

    public InstrumentBook? FindCanonical(Market market, string symbol) => _books.FindCanonical(market, symbol);

    public void AddBooks(CanonicalSymbol symbol, Quote quote)
    {
        var added = InstrumentCatalog.For(Exchange, symbol, quote.Price).Select(spec => new InstrumentBook(spec, quote));
        _books = _books.With(added);
    }

    public Account PutAccount(string apiKey, string apiSecret, string passphrase)
    {
        var account = _accounts.GetOrAdd(apiKey, key => new Account
        {
            Number = NextId(),
            Exchange = Exchange,
            ApiKey = key,
            CreatedAt = Now,
        });
        account.ApiSecret = apiSecret;
        account.SecretBytes = Encoding.UTF8.GetBytes(apiSecret);
        account.Passphrase = passphrase;
        account.IsRevoked = false;
        return account;
    }

    public void RestoreAccount(Account account) => _accounts[account.ApiKey] = account;

    /// <summary>Forgets everything; the caller adds the default symbols again.</summary>
    public void Clear()
    {
        _accounts.Clear();
        _books = BookIndex.Empty;
        Ledger.Clear();
        Traders.Clear();
        ClockOffset = TimeSpan.Zero;
        _nextId = FirstId;
    }

    /// <summary>Which wallet pays for a market. OKX and Bybit hold one for all of them.</summary>
    public WalletKind WalletOf(Market market) => Exchange is Exchange.Okx or Exchange.Bybit
        ? WalletKind.Unified
        : market switch
        {
            Market.Spot => WalletKind.Spot,
            Market.UsdM => WalletKind.UsdM,
            Market.CoinM => WalletKind.CoinM,
        };

    public Trader TraderOf(string uid)
    {
        if (!Traders.TryGetValue(uid, out var trader))
        {
            Traders[uid] = trader = new Trader { Exchange = Exchange, Uid = uid, CreatedAt = Now };
        }

        return trader;
    }

    private void MarkChanged() => Changed?.Invoke();

    /// <summary>Immutable look-up tables, replaced when a symbol is added, so that readers need no lock.</summary>
    private sealed class BookIndex(
        InstrumentBook[] all,
        Dictionary<(Market Market, string Symbol), InstrumentBook> byVenueSymbol,
        Dictionary<(Market Market, string Symbol), InstrumentBook> byCanonical)
    {
        public static readonly BookIndex Empty = new([], [], []);

        public InstrumentBook[] All => all;

        public InstrumentBook? Find(Market market, string symbol) => byVenueSymbol.GetValueOrDefault((market, symbol));

        public InstrumentBook? FindCanonical(Market market, string symbol) => byCanonical.GetValueOrDefault((market, symbol));

        public BookIndex With(IEnumerable<InstrumentBook> added)
        {
            InstrumentBook[] books = [.. all, .. added];
            return new BookIndex(
                books,
                books.ToDictionary(book => (book.Spec.Market, book.Spec.VenueSymbol)),
                books.ToDictionary(book => (book.Spec.Market, book.Spec.Symbol.Name)));
        }
    }
}
