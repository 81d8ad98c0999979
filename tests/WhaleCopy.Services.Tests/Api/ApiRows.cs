using System.Globalization;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>Rows with valid defaults: a test changes what it is about.</summary>
public static class ApiRows
{
    private static int _last;

    private static string Unique() => Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);

    public static async Task<T> AddAsync<T>(this ApiFixture api, T row)
        where T : class
    {
        await using var database = api.Database();
        database.Add(row);
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        return row;
    }

    public static Task<WhaleRow> AddWhaleAsync(this ApiFixture api, Action<WhaleRow>? change = null)
    {
        var uid = Unique();
        var row = new WhaleRow
        {
            WalletAddress = $"binance_{uid}",
            Name = $"Whale {uid}",
            WhaleType = WhaleType.CexTrader,
            Exchange = Venue.Binance,
            ExchangeUid = uid,
            SourceTrust = SourceTrust.Unofficial,
            DiscoveredAt = api.Now,
            Stats = new WhaleStatsRow { Roi7d = 0.1m, Roi30d = 0.2m, WinRate = 0.6m, MaxDrawdown = 0.1m, TotalTrades = 5 },
            Monitor = new WhaleMonitorRow { Exchange = Venue.Binance, ExchangeUid = uid, LastCompleteAt = api.Now },
        };
        change?.Invoke(row);
        return api.AddAsync(row);
    }

    public static Task<WhaleSignalRow> AddSignalAsync(this ApiFixture api, long whaleId, Action<WhaleSignalRow>? change = null)
    {
        var row = new WhaleSignalRow
        {
            WhaleId = whaleId,
            TxHash = $"hash-{Unique()}",
            SnapshotNumber = 1,
            Kind = SignalKind.Open,
            Action = OrderSide.Buy,
            Side = PositionSide.Long,
            Market = Market.UsdM,
            CexSymbol = "BTCUSDT",
            IsCloseSignal = false,
            Fraction = 1m,
            WhaleSizeChange = 2m,
            WhaleSize = 2m,
            WhaleSizeUnit = SizeUnit.Base,
            AmountUsd = 120_000m,
            PriceAtSignal = 60_000m,
            Confidence = SignalConfidence.High,
            ConfidenceScore = 66m,
            DetectedAt = api.Now,
        };
        change?.Invoke(row);
        row.IsCloseSignal = row.Kind == SignalKind.Close;
        return api.AddAsync(row);
    }

    public static Task<UserApiKeyRow> AddKeyAsync(this ApiFixture api, long userId, Action<UserApiKeyRow>? change = null)
    {
        var row = new UserApiKeyRow
        {
            UserId = userId,
            Exchange = Venue.Binance,
            ApiKeyEncrypted = "x",
            ApiSecretEncrypted = "x",
            KeyTail = "abcd",
            KeyFingerprint = $"print-{Unique()}",
            IsActive = true,
            CanFuturesTrade = true,
            Health = ApiKeyHealth.Ok,
            CreatedAt = api.Now,
        };
        change?.Invoke(row);
        return api.AddAsync(row);
    }

    public static Task<PositionRow> AddPositionAsync(this ApiFixture api, UserApiKeyRow key, long whaleId, Action<PositionRow>? change = null)
    {
        var row = new PositionRow
        {
            Uid = Guid.NewGuid(),
            UserId = key.UserId,
            WhaleId = whaleId,
            ApiKeyId = key.Id,
            Exchange = key.Exchange,
            Market = Market.UsdM,
            Symbol = "BTCUSDT",
            PositionType = TradeType.Futures,
            Side = PositionSide.Long,
            SourceMarket = Market.UsdM,
            SourceSymbol = "BTCUSDT",
            SourceSide = PositionSide.Long,
            Quantity = 0.01m,
            QuantityUnit = SizeUnit.Base,
            EnteredQuantity = 0.01m,
            EntryPrice = 60_000m,
            CurrentPrice = 60_500m,
            Leverage = 5,
            MarginUsdt = 120m,
            NotionalUsdt = 600m,
            StopLossPercent = 10m,
            StopLossPrice = 54_000m,
            StopLossOrderId = "stop-1",
            Protection = ProtectionStatus.Protected,
            OpenedAt = api.Now,
        };
        change?.Invoke(row);
        return api.AddAsync(row);
    }

    public static Task<TradeRow> AddTradeAsync(this ApiFixture api, UserApiKeyRow key, WhaleSignalRow signal, Action<TradeRow>? change = null)
    {
        var row = new TradeRow
        {
            Uid = Guid.NewGuid(),
            UserId = key.UserId,
            SignalId = signal.Id,
            WhaleId = signal.WhaleId,
            ApiKeyId = key.Id,
            IsCopyTrade = true,
            Exchange = key.Exchange,
            Market = signal.Market,
            Symbol = signal.CexSymbol,
            TradeType = TradeType.Futures,
            Kind = signal.Kind,
            Side = signal.Action,
            PositionSide = signal.Side,
            OrderType = OrderType.LimitIoc,
            Quantity = 0.01m,
            QuantityUnit = SizeUnit.Base,
            FilledQuantity = 0.01m,
            ExecutedPrice = 60_060m,
            TradeValueUsdt = 600.6m,
            Leverage = 5,
            FeeUsdt = 0.24m,
            Status = TradeStatus.Filled,
            WhaleChangedAt = api.Now.AddSeconds(-3),
            SeenAt = api.Now.AddSeconds(-2),
            DecidedAt = api.Now.AddSeconds(-1),
            FilledAt = api.Now,
            CreatedAt = api.Now,
        };
        change?.Invoke(row);
        return api.AddAsync(row);
    }

    public static Task<DecisionRow> AddDecisionAsync(this ApiFixture api, long userId, WhaleSignalRow signal, Action<DecisionRow>? change = null)
    {
        var row = new DecisionRow
        {
            SignalId = signal.Id,
            UserId = userId,
            WhaleId = signal.WhaleId,
            Outcome = DecisionOutcome.Skipped,
            ReasonCode = "SLIPPAGE",
            Reason = "slippage 0.70 % > 0.50 %, whale 60,000, now 60,420",
            Numbers = """{"slippage_percent": "0.70", "whale_price": "60000"}""",
            DecidedAt = api.Now,
        };
        change?.Invoke(row);
        return api.AddAsync(row);
    }

    public static Task<NotificationRow> AddNotificationAsync(this ApiFixture api, long userId) => api.AddAsync(new NotificationRow
    {
        UserId = userId,
        Kind = "FILL",
        DedupeKey = Unique(),
        Title = "Copied",
        Body = "BTCUSDT long",
        Data = """{"position_id": 7}""",
        CreatedAt = api.Now,
    });
}
