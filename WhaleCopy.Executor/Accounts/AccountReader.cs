using System.Collections.Concurrent;
using WhaleCopy.Contracts;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Accounts;

/// <summary>Reads accounts at their venues: balances, open positions (the user's own included) and position mode, market by market.</summary>
internal sealed class AccountReader(
    AccountDirectory directory, AccountStore store, VenueTraders traders, PriceCache prices, LiveEvents live, TimeProvider time)
{
    // The mode changes by the user's hand only, and a refusal (-4061 and its like) asks for it anew.
    private static readonly TimeSpan ModeAge = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan PriceAge = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(long ApiKeyId, Market Market), AccountMarketRow> _markets = new();

    /// <summary>The markets that a key may trade and we trade at its venue.</summary>
    public IReadOnlyList<Market> MarketsOf(UserApiKeyRow key) =>
        traders.Find(key.Exchange) is { } trader
            ? [.. trader.Capabilities.Markets.Select(market => market.Market).Where(market => market == Market.Spot ? key.CanSpotTrade : key.CanFuturesTrade)]
            : [];

    /// <summary>Reads every market of an account and stores what was read.</summary>
    /// <exception cref="VenueException">A market could not be read.</exception>
    public async Task RefreshAsync(UserApiKeyRow key, CancellationToken cancellationToken)
    {
        foreach (var market in MarketsOf(key))
            await RefreshAsync(key, market, cancellationToken);
        live.Publish(LiveEvent.Balance(key.UserId));
    }

    /// <summary>Reads one market of an account and stores what was read.</summary>
    /// <exception cref="VenueException">It could not be read.</exception>
    public async Task<AccountMarketRow> RefreshAsync(UserApiKeyRow key, Market market, CancellationToken cancellationToken)
    {
        var trader = traders[key.Exchange];
        var credentials = directory.Open(key);
        var known = await FindAsync(key.Id, market, cancellationToken);
        var sentAt = time.GetUtcNow();
        var balances = trader.ReadBalancesAsync(credentials, market, cancellationToken);
        var positions = market == Market.Spot
            ? Task.FromResult<IReadOnlyList<VenuePosition>>([])
            : trader.ReadPositionsAsync(credentials, market, cancellationToken);
        var needsMode = market != Market.Spot && (known?.ModeReadAt is not { } readAt || sentAt - readAt > ModeAge || known.PositionMode is null);
        var mode = needsMode
            ? trader.ReadPositionModeAsync(credentials, market, cancellationToken)
            : Task.FromResult(known?.PositionMode ?? PositionMode.OneWay);
        await Task.WhenAll(balances, positions, mode);

        var row = new AccountMarketRow
        {
            ApiKeyId = key.Id,
            Market = market,
            PositionMode = await mode,
            ModeReadAt = needsMode ? sentAt : known?.ModeReadAt ?? sentAt,
            Positions = VenuePositionJson.Write(await positions),
            PositionsSentAt = sentAt,
        };
        var reading = await balances;
        await store.SaveReadingAsync(row, [.. reading.Assets.Select(asset => RowOf(key, reading, asset))], reading.RequestSentAt, cancellationToken);
        _markets[(key.Id, market)] = row;
        return row;
    }

    /// <summary>What was read last of a market of an account, here or by another executor; null where nothing was.</summary>
    public async ValueTask<AccountMarketRow?> FindAsync(long apiKeyId, Market market, CancellationToken cancellationToken)
    {
        if (_markets.TryGetValue((apiKeyId, market), out var known))
            return known;
        var row = await store.ReadMarketAsync(apiKeyId, market, cancellationToken);
        return row is null ? null : _markets[(apiKeyId, market)] = row;
    }

    /// <summary>What was read last here, without asking anybody.</summary>
    public AccountMarketRow? Peek(long apiKeyId, Market market) => _markets.GetValueOrDefault((apiKeyId, market));

    /// <summary>Keeps a reading that was read from the database anyway, unless a later one is here.</summary>
    public void Remember(AccountMarketRow row) => _markets.AddOrUpdate(
        (row.ApiKeyId, row.Market), row, (_, known) => known.PositionsSentAt > row.PositionsSentAt ? known : row);

    /// <summary>Forgets what was read: the venue contradicted it.</summary>
    public void Forget(long apiKeyId, Market market) => _markets.TryRemove((apiKeyId, market), out _);

    private AccountBalanceRow RowOf(UserApiKeyRow key, BalanceReading reading, AssetBalance asset)
    {
        var price = PriceOf(key.Exchange, asset.Asset);
        return new AccountBalanceRow
        {
            ApiKeyId = key.Id,
            Market = reading.Market,
            Asset = asset.Asset,
            Total = asset.Total,
            Available = asset.Available,
            UnrealizedPnl = asset.UnrealizedPnl,
            TotalUsdt = asset.Total * price,
            AvailableUsdt = asset.Available * price,
            RequestSentAt = reading.RequestSentAt,
        };
    }

    /// <summary>What one unit of an asset is worth, for showing and for coin-margined wallets; zero where no price is known.</summary>
    private decimal PriceOf(Venue venue, string asset)
    {
        if (asset == "USDT")
            return 1m;
        var ticker = prices.Find(new InstrumentId(venue, Market.UsdM, asset + "USDT"), PriceAge)
            ?? prices.Find(new InstrumentId(venue, Market.Spot, asset + "USDT"), PriceAge);
        return ticker is null ? 0m : ticker.Mark ?? ticker.Last;
    }
}
