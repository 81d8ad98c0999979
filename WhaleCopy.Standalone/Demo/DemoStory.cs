namespace WhaleCopy.Standalone.Demo;

/// <summary>What the demo's whales do, over and over: every kind of signal within two minutes.</summary>
internal static class DemoStory
{
    /// <param name="Pause">Since the step before.</param>
    /// <param name="Whale">Who acts, counted from 0.</param>
    /// <param name="Symbol">Whose price is needed.</param>
    /// <param name="Act">What happens at that price.</param>
    internal sealed record Step(TimeSpan Pause, int Whale, string Symbol, Action<DemoWhale, decimal> Act);

    public static readonly IReadOnlyList<Step> Steps =
    [
        At(0, 0, "BTCUSDT", (whale, price) => whale.Open("BTCUSDT", "LONG", 0.8m, price, 5)),
        At(4, 2, "XRPUSDT", (whale, price) => whale.Open("XRPUSDT", "LONG", 30_000m, price, 5)),
        At(4, 1, "SOLUSDT", (whale, price) => whale.Open("SOLUSDT", "SHORT", 400m, price, 4)),
        At(4, 3, "ADAUSDT", (whale, price) => whale.Open("ADAUSDT", "SHORT", 90_000m, price, 3)),
        At(4, 4, "LTCUSDT", (whale, price) => whale.Open("LTCUSDT", "LONG", 700m, price, 5)),
        At(10, 0, "BTCUSDT", (whale, price) => whale.Add("BTCUSDT", 0.8m, price)),
        At(15, 0, "ETHUSDT", (whale, price) => whale.Open("ETHUSDT", "LONG", 12m, price, 5)),
        At(15, 1, "SOLUSDT", (whale, _) => whale.Reduce("SOLUSDT", 200m)),
        At(5, 3, "ADAUSDT", (whale, _) => whale.Close("ADAUSDT")),
        At(10, 0, "BTCUSDT", (whale, _) => whale.Close("BTCUSDT")),
        At(10, 1, "BNBUSDT", (whale, price) => whale.Open("BNBUSDT", "LONG", 60m, price, 4)),
        At(5, 4, "LTCUSDT", (whale, price) => whale.Add("LTCUSDT", 300m, price)),
        At(10, 1, "SOLUSDT", (whale, _) => whale.Close("SOLUSDT")),
        At(15, 0, "ETHUSDT", (whale, _) => whale.Close("ETHUSDT")),
        At(5, 2, "XRPUSDT", (whale, _) => whale.Close("XRPUSDT")),
        At(5, 4, "LTCUSDT", (whale, _) => whale.Close("LTCUSDT")),
        At(5, 1, "BNBUSDT", (whale, _) => whale.Close("BNBUSDT")),
    ];

    private static Step At(int seconds, int whale, string symbol, Action<DemoWhale, decimal> act) => new(TimeSpan.FromSeconds(seconds), whale, symbol, act);
}
