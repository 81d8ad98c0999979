using Microsoft.Extensions.Configuration;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Okx;

namespace WhaleCopy.Exchanges;

/// <summary>Where the simulated venues are, one path a venue below the simulator's address.</summary>
internal static class SimulatedVenues
{
    /// <summary>The simulator's address in mode <c>simulated</c>, or null.</summary>
    public static string? UrlOf(IConfiguration configuration) =>
        string.Equals(configuration["Exchanges:Mode"], "simulated", StringComparison.OrdinalIgnoreCase)
            ? configuration["Simulator:Url"]?.TrimEnd('/')
            : null;

    /// <summary>The simulator keeps its venues' limits itself; ours stay, wide enough for a demo that hurries.</summary>
    public static void Loosen(VenueLimitsOptions options, string? simulator)
    {
        if (!string.IsNullOrEmpty(simulator))
            options.Factor = 50m;
    }

    public static void Point(BybitOptions options, string? simulator)
    {
        if (string.IsNullOrEmpty(simulator))
            return;
        options.BaseUrls.Rest = $"{simulator}/bybit";
        options.BaseUrls.Web = $"{simulator}/bybit-web";
        options.BaseUrls.Stream = Stream(simulator, "/bybit");
        options.DemoRest = options.BaseUrls.Rest;
        options.ReadsWhales = true;
    }

    public static void Point(BitgetOptions options, string? simulator)
    {
        if (string.IsNullOrEmpty(simulator))
            return;
        options.BaseUrls.Rest = $"{simulator}/bitget";
        options.BaseUrls.Stream = Stream(simulator, "/bitget");
    }

    public static void Point(OkxOptions options, string? simulator)
    {
        if (string.IsNullOrEmpty(simulator))
            return;
        options.BaseUrls.Rest = $"{simulator}/okx";
        options.BaseUrls.Stream = Stream(simulator, "/okx");
    }

    public static void Point(BinanceOptions options, string? simulator)
    {
        if (string.IsNullOrEmpty(simulator))
            return;
        options.BaseUrls.Spot = $"{simulator}/binance/spot";
        options.BaseUrls.UsdM = $"{simulator}/binance/usdm";
        options.BaseUrls.CoinM = $"{simulator}/binance/coinm";
        options.BaseUrls.Web = $"{simulator}/binance/web";
        options.BaseUrls.UsdMStream = Stream(simulator, "/binance/usdm");
        options.BaseUrls.CoinMStream = Stream(simulator, "/binance/coinm");
        options.DemoBaseUrls = options.BaseUrls;
    }

    private static string Stream(string simulator, string path) =>
        (simulator.StartsWith("https", StringComparison.Ordinal) ? "wss" + simulator[5..] : "ws" + simulator[4..]) + path;
}
