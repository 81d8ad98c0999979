namespace WhaleCopy.Simulator.Engine;

/// <summary>One coin in one wallet. Locked is what resting spot orders hold.</summary>
internal sealed class AssetBalance
{
    public decimal Total { get; set; }
    public decimal Locked { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Leverage and margin mode of one instrument in one account.</summary>
internal sealed class SymbolSetting
{
    public decimal Leverage { get; set; } = 20;

    /// <summary>Where a venue sets the sides apart (isolated hedge).</summary>
    public decimal? ShortLeverage { get; set; }

    public MarginMode Mode { get; set; }
}

/// <summary>A movement between wallets.</summary>
internal sealed record Transfer(
    long Id, WalletKind From, WalletKind To, string Asset, decimal Amount, string? ClientId, string VenueType, DateTimeOffset At);

/// <summary>A booking on a futures wallet; of funding with the position that it was taken for, below zero where that is short.</summary>
internal sealed record Income(
    long Id, Market Market, string Symbol, string Kind, decimal Amount, string Asset, DateTimeOffset At, long? TradeId, decimal? Size = null);

/// <summary>A user's account at one venue, reached by one key.</summary>
internal sealed class Account
{
    private readonly Dictionary<(Market Market, string ClientId), Order> _ordersByClientId = [];
    private readonly Dictionary<(Market Market, string ClientId), AlgoOrder> _algosByClientId = [];

    public required long Number { get; init; }
    public required Exchange Exchange { get; init; }
    public required string ApiKey { get; init; }
    public string ApiSecret { get; set; } = "";
    public byte[] SecretBytes { get; set; } = [];
    public string Passphrase { get; set; } = "";
    public HashSet<string> Permissions { get; set; } = [];
    public HashSet<string>? Addresses { get; set; }
    public bool IsRevoked { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Hedge mode by market: venues keep it a product.</summary>
    public HashSet<Market> HedgeMarkets { get; } = [];

    public MarginMode DefaultMode { get; set; }
    public Dictionary<WalletKind, SortedDictionary<string, AssetBalance>> Wallets { get; } = [];

    /// <summary>Where the control API declared an asset, so that it is shown there for a unified wallet.</summary>
    public Dictionary<string, WalletKind> DeclaredIn { get; } = [];

    /// <summary>By instrument, and on OKX by margin mode too.</summary>
    public Dictionary<(InstrumentBook Book, MarginMode? Mode), SymbolSetting> Settings { get; } = [];
    public List<Position> Positions { get; } = [];
    public List<Order> OpenOrders { get; } = [];
    public List<AlgoOrder> OpenAlgos { get; } = [];
    public Dictionary<long, Order> OrdersById { get; } = [];
    public Dictionary<long, AlgoOrder> AlgosById { get; } = [];
    public List<LedgerEntry> Entries { get; } = [];
    public List<Transfer> Transfers { get; } = [];
    public List<Income> Incomes { get; } = [];

    public bool IsHedge(Market market) => HedgeMarkets.Contains(market);

    /// <summary>Moving coins between wallets comes with the right to trade on both.</summary>
    public bool May(string permission) =>
        Permissions.Contains(permission)
        || (permission == "transfer" && Permissions.Contains("spot") && Permissions.Contains("futures"));

    public Order? FindOrder(Market market, string clientId) => _ordersByClientId.GetValueOrDefault((market, clientId));

    public AlgoOrder? FindAlgo(Market market, string clientId) => _algosByClientId.GetValueOrDefault((market, clientId));

    public Order? FindOrder(long id) => OrdersById.GetValueOrDefault(id);

    public AlgoOrder? FindAlgo(long id) => AlgosById.GetValueOrDefault(id);

    public void Remember(Order order)
    {
        OrdersById[order.Id] = order;
        if (order.ClientId is not null)
        {
            _ordersByClientId[(order.Market, order.ClientId)] = order;
        }
    }

    public void Remember(AlgoOrder algo)
    {
        AlgosById[algo.Id] = algo;
        if (algo.ClientId is not null)
        {
            _algosByClientId[(algo.Market, algo.ClientId)] = algo;
        }
    }

    public AssetBalance Balance(WalletKind wallet, string asset)
    {
        if (!Wallets.TryGetValue(wallet, out var assets))
        {
            Wallets[wallet] = assets = new SortedDictionary<string, AssetBalance>(StringComparer.Ordinal);
        }

        if (!assets.TryGetValue(asset, out var balance))
        {
            assets[asset] = balance = new AssetBalance();
        }

        return balance;
    }

    /// <summary>Leverage and mode of an instrument. OKX keeps a leverage for each mode, so there the mode counts.</summary>
    public SymbolSetting Setting(InstrumentBook book, MarginMode? mode = null)
    {
        var key = (book, Exchange == Exchange.Okx ? mode ?? DefaultMode : (MarginMode?)null);
        if (!Settings.TryGetValue(key, out var setting))
        {
            Settings[key] = setting = new SymbolSetting
            {
                Mode = mode ?? DefaultMode,
                Leverage = Math.Min(20, book.Spec.MaximumLeverage),
            };
        }

        return setting;
    }

    /// <summary>The position of a side; where a venue keeps cross and isolated apart, of that mode.</summary>
    public Position? FindPosition(InstrumentBook book, PositionSide side, MarginMode? mode = null)
    {
        foreach (var position in Positions)
        {
            if (ReferenceEquals(position.Book, book) && position.Side == side && (mode is null || position.Mode == mode))
            {
                return position;
            }
        }

        return null;
    }
}
