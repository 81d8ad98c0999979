using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Trades that this executor holds and has not sent. Exits leave before entries; of one account at most so many are on their way,
/// of one account and symbol one; accounts take turns, so that nothing of one user waits for another's. Bounded by venue.
/// </summary>
internal sealed class DispatchQueue(int venueConcurrency, int accountConcurrency, Rush rush) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Account> _accounts = [];
    private readonly Dictionary<Venue, int> _onTheirWay = [];
    private readonly HashSet<long> _held = [];
    private readonly LinkedList<Account> _exits = new();
    private readonly LinkedList<Account> _entries = new();
    private readonly SemaphoreSlim _changed = new(0);
    private bool _entriesAreClosed = true;

    /// <summary>Trades that were taken and are not done.</summary>
    public int OnTheirWay
    {
        get
        {
            lock (_gate)
                return _onTheirWay.Values.Sum();
        }
    }

    /// <summary>Entries may pass.</summary>
    public bool EntriesAreOpen
    {
        get
        {
            lock (_gate)
                return !_entriesAreClosed;
        }
    }

    public void Dispose() => _changed.Dispose();

    /// <summary>Waits until everything that was taken is done.</summary>
    public async Task DrainedAsync(CancellationToken cancellationToken)
    {
        while (OnTheirWay > 0)
            await _changed.WaitAsync(cancellationToken);
    }

    /// <summary>Lets entries pass: the first reconciliation is through. Exits pass always.</summary>
    public void OpenEntries()
    {
        int waiting;
        lock (_gate)
        {
            _entriesAreClosed = false;
            waiting = _held.Count;
        }

        if (waiting > 0)
            _changed.Release(waiting);
    }

    /// <summary>Adds a trade, unless it is here already.</summary>
    public void Add(TradeRow trade)
    {
        lock (_gate)
        {
            if (!_held.Add(trade.Id))
                return;
            if (!_accounts.TryGetValue(trade.ApiKeyId, out var account))
                _accounts[trade.ApiKeyId] = account = new Account();
            var isExit = trade.Kind is SignalKind.Close or SignalKind.Reduce;
            (isExit ? account.Exits : account.Entries).AddLast(trade);
            var line = isExit ? account.ExitTurn : account.EntryTurn;
            if (line.List is null)
                (isExit ? _exits : _entries).AddLast(line);
        }

        rush.Orders(1);
        _changed.Release();
    }

    /// <summary>The next trade that may leave. One task at a time takes.</summary>
    public async Task<TradeRow> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_changed.Wait(0, CancellationToken.None))
            {
                // What was told until now is seen by the look that follows; each told once more would be one look too many.
            }

            lock (_gate)
            {
                if (Next(_exits, account => account.Exits) is { } exit)
                    return exit;
                if (!_entriesAreClosed && Next(_entries, account => account.Entries) is { } entry)
                    return entry;
            }

            await _changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A trade that was taken has had its turn.</summary>
    public void Done(TradeRow trade)
    {
        lock (_gate)
        {
            _held.Remove(trade.Id);
            _onTheirWay[trade.Exchange]--;
            var account = _accounts[trade.ApiKeyId];
            account.OnTheirWay--;
            account.Symbols.Remove((trade.Market, trade.Symbol));
            if (account.OnTheirWay == 0 && account.Exits.Count == 0 && account.Entries.Count == 0)
                _accounts.Remove(trade.ApiKeyId);
        }

        // One place at the venue, one in the account and one in the symbol came free.
        rush.Orders(-1);
        _changed.Release();
    }

    private TradeRow? Next(LinkedList<Account> turns, Func<Account, LinkedList<TradeRow>> lane)
    {
        for (var turn = turns.First; turn is not null;)
        {
            var following = turn.Next;
            var account = turn.Value;
            var waiting = lane(account);
            for (var node = waiting.First; node is not null && account.OnTheirWay < accountConcurrency; node = node.Next)
            {
                var trade = node.Value;
                if (account.Symbols.Contains((trade.Market, trade.Symbol)) || _onTheirWay.GetValueOrDefault(trade.Exchange) >= venueConcurrency)
                    continue;
                waiting.Remove(node);
                turns.Remove(turn);
                if (waiting.Count > 0)
                    turns.AddLast(turn);
                account.OnTheirWay++;
                account.Symbols.Add((trade.Market, trade.Symbol));
                _onTheirWay[trade.Exchange] = _onTheirWay.GetValueOrDefault(trade.Exchange) + 1;
                return trade;
            }

            turn = following;
        }

        return null;
    }

    private sealed class Account
    {
        public Account()
        {
            ExitTurn = new LinkedListNode<Account>(this);
            EntryTurn = new LinkedListNode<Account>(this);
        }

        public LinkedList<TradeRow> Exits { get; } = new();

        public LinkedList<TradeRow> Entries { get; } = new();

        public HashSet<(Market Market, string Symbol)> Symbols { get; } = [];

        public int OnTheirWay { get; set; }

        public LinkedListNode<Account> ExitTurn { get; }

        public LinkedListNode<Account> EntryTurn { get; }
    }
}
