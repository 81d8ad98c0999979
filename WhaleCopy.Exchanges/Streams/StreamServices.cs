using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Okx;

namespace WhaleCopy.Exchanges.Streams;

/// <summary>Registers the streams of mark prices.</summary>
internal static class StreamServices
{
    private const string Switch = "Exchanges:Prices:Streams";

    /// <summary>Adds every futures market's feed, and what runs them where the host runs.</summary>
    public static IServiceCollection AddPriceStreams(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var market in new[] { Market.UsdM, Market.CoinM })
        {
            Add<BinanceOptions>(services, options => new BinancePrices(market, options));
            Add<OkxOptions>(services, options => new OkxPrices(market, options));
            Add<BitgetOptions>(services, options => new BitgetPrices(market, options));
        }

        Add<BybitOptions>(services, options => new BybitPrices(options));
        if (configuration.GetValue(Switch, true))
            services.AddHostedService<PriceStreams>();
        return services;
    }

    private static void Add<TOptions>(IServiceCollection services, Func<TOptions, PriceFeed> create)
        where TOptions : class =>
        services.AddSingleton(provider => create(provider.GetRequiredService<IOptions<TOptions>>().Value));
}
