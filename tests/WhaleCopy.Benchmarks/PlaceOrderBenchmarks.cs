using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Benchmarks;

/// <summary>
/// The hot call: limits, signature, request, answer and its meaning, with everything of ours and nothing of a network. The last
/// handler answers at once with a venue's own bytes.
/// </summary>
[MemoryDiagnoser]
public class PlaceOrderBenchmarks : IDisposable
{
    private static readonly VenueCredentials Credentials = new(
        7, new ApiSecret("benchmark-key"), new ApiSecret("benchmark-secret"), new ApiSecret("benchmark-passphrase"), IsTestnet: false);

    private ServiceProvider? _services;
    private IVenueTrader _trader = null!; // set before each run
    private OrderRequest _request = null!; // set before each run

    [ParamsAllValues]
    public Venue Venue { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var services = new ServiceCollection();
        services.AddWhaleCopyExchanges(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Exchanges:Limits:Factor"] = "10000",
                ["Exchanges:Limits:LocalShare"] = "1",
            })
            .Build());
        services.AddHttpClient(VenueHttpClient.CommandClient(Venue))
            .ConfigurePrimaryHttpMessageHandler(() => new CannedAnswer(AnswerOf(Venue)));
        _services = services.BuildServiceProvider();
        _trader = _services.GetRequiredService<VenueTraders>()[Venue];
        _request = RequestOf(Venue);
        if (await PlaceAsync() is not PlacementOutcome.Accepted)
            throw new InvalidOperationException($"{Venue} did not accept.");
    }

    [Benchmark]
    public Task<PlacementOutcome> PlaceAsync() => _trader.PlaceAsync(Credentials, _request, CancellationToken.None);

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _services?.Dispose();
    }

    private static OrderRequest RequestOf(Venue venue)
    {
        var isContracts = venue == Venue.Okx;
        var unit = isContracts ? SizeUnit.Contracts : SizeUnit.Base;
        return new OrderRequest
        {
            Instrument = new InstrumentSpec
            {
                Id = new InstrumentId(venue, Market.UsdM, "BTCUSDT"),
                VenueSymbol = isContracts ? "BTC-USDT-SWAP" : "BTCUSDT",
                BaseAsset = "BTC",
                QuoteAsset = "USDT",
                SettleAsset = "USDT",
                SizeUnit = unit,
                ContractSize = isContracts ? 0.01m : 1m,
                TickSize = 0.1m,
                SizeStep = 0.001m,
                MarketSizeStep = 0.001m,
                MinSize = 0.001m,
                MaxSize = 1000m,
                MaxMarketSize = 120m,
                MinNotionalUsdt = 5m,
                MaxLeverage = 100,
                TakerFeeRate = 0.0005m,
                IsTradable = true,
            },
            ClientOrderId = new ClientOrderId("wc0123456789abcdefghijklmnop"),
            Side = OrderSide.Buy,
            PositionSide = PositionSide.Long,
            PositionMode = PositionMode.Hedge,
            Type = OrderType.LimitIoc,
            Size = OrderSize.Of(0.015m, unit),
            LimitPrice = 64_900.5m,
            ReduceOnly = false,
            MarginMode = MarginMode.Isolated,
            SignedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            ReceiveWindow = TimeSpan.FromSeconds(3),
        };
    }

    private static byte[] AnswerOf(Venue venue) => (venue switch
    {
        Venue.Binance => """{"orderId":22542179,"symbol":"BTCUSDT","status":"FILLED","clientOrderId":"wc0123456789abcdefghijklmnop","price":"64900.5","avgPrice":"64900.40","origQty":"0.015","executedQty":"0.015","cumQuote":"973.506","timeInForce":"IOC","type":"LIMIT","reduceOnly":false,"side":"BUY","positionSide":"LONG","updateTime":1700000000330}"""u8,
        Venue.Okx => """{"code":"0","msg":"","data":[{"clOrdId":"wc0123456789abcdefghijklmnop","ordId":"312269865356374016","tag":"","ts":"1695190491421","sCode":"0","sMsg":""}],"inTime":"1695190491421339","outTime":"1695190491423240"}"""u8,
        Venue.Bybit => """{"retCode":0,"retMsg":"OK","result":{"orderId":"fd4300ae-7847-404e-b947-b46980a4d140","orderLinkId":"wc0123456789abcdefghijklmnop"},"retExtInfo":{},"time":1672211918471}"""u8,
        Venue.Bitget => """{"code":"00000","msg":"success","requestTime":1695806875837,"data":{"clientOid":"wc0123456789abcdefghijklmnop","orderId":"121211212122"}}"""u8,
    }).ToArray();

    private sealed class CannedAnswer(byte[] body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The body is written, as a connection would: that is what the proof of "not sent" looks at.
            if (request.Content is { } content)
                await content.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        }
    }
}
