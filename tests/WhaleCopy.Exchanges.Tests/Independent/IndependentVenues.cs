using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Tests.Conformance;

namespace WhaleCopy.Exchanges.Tests.Independent;

public abstract class IndependentBinance(SimulatedVenue simulated, IndependentClient independent) : IndependentAgreement(simulated, independent)
{
    protected override Venue Venue => Venue.Binance;

    protected override IReadOnlyDictionary<string, object?> Options => new Dictionary<string, object?>
    {
        ["fetchCurrencies"] = false,
        ["fetchMargins"] = false,
        ["fetchMarkets"] = new { types = new[] { "spot", "linear", "inverse" } },
    };
}

public sealed class IndependentBinanceSpot(SimulatedVenue simulated, IndependentClient independent) : IndependentBinance(simulated, independent)
{
    protected override Market Market => Market.Spot;

    protected override object Wallet => new { type = "spot" };
}

public sealed class IndependentBinanceUsdM(SimulatedVenue simulated, IndependentClient independent) : IndependentBinance(simulated, independent)
{
    protected override Market Market => Market.UsdM;

    protected override object Wallet => new { type = "swap", subType = "linear" };
}

public sealed class IndependentBinanceCoinM(SimulatedVenue simulated, IndependentClient independent) : IndependentBinance(simulated, independent)
{
    protected override Market Market => Market.CoinM;

    protected override decimal Size => 12m;

    protected override object Wallet => new { type = "delivery" };

    /// <summary>Else it would ask USD-M for positions.</summary>
    protected override IReadOnlyDictionary<string, object?> Options => new Dictionary<string, object?>(base.Options) { ["defaultSubType"] = "inverse" };
}

public abstract class IndependentOkx(SimulatedVenue simulated, IndependentClient independent) : IndependentAgreement(simulated, independent)
{
    protected override Venue Venue => Venue.Okx;

    protected override IReadOnlyDictionary<string, object?> Options => new Dictionary<string, object?>
    {
        ["fetchMarkets"] = new { types = new[] { "spot", "swap" } },
    };

    protected override object Margin => new { mgnMode = "cross" };

    protected override object Conditional => new { trigger = true, ordType = "conditional" };

    protected override IReadOnlyDictionary<string, object?> OrderTerms => new Dictionary<string, object?>
    {
        ["tdMode"] = Market == Market.Spot ? "cash" : "cross",
    };
}

public sealed class IndependentOkxSpot(SimulatedVenue simulated, IndependentClient independent) : IndependentOkx(simulated, independent)
{
    protected override Market Market => Market.Spot;
}

public sealed class IndependentOkxUsdM(SimulatedVenue simulated, IndependentClient independent) : IndependentOkx(simulated, independent)
{
    protected override Market Market => Market.UsdM;

    protected override decimal Size => 2m;
}

public sealed class IndependentOkxCoinM(SimulatedVenue simulated, IndependentClient independent) : IndependentOkx(simulated, independent)
{
    protected override Market Market => Market.CoinM;

    protected override decimal Size => 12m;
}

public abstract class IndependentBybit(SimulatedVenue simulated, IndependentClient independent) : IndependentAgreement(simulated, independent)
{
    protected override Venue Venue => Venue.Bybit;

    protected override IReadOnlyDictionary<string, object?> Options => new Dictionary<string, object?>
    {
        ["fetchMarkets"] = new { types = new[] { "spot", "linear" } },
        ["enableUnifiedAccount"] = true,
        ["enableUnifiedMargin"] = false,
        ["createMarketBuyOrderRequiresPrice"] = false,
    };
}

public sealed class IndependentBybitSpot(SimulatedVenue simulated, IndependentClient independent) : IndependentBybit(simulated, independent)
{
    protected override Market Market => Market.Spot;
}

public sealed class IndependentBybitUsdM(SimulatedVenue simulated, IndependentClient independent) : IndependentBybit(simulated, independent)
{
    protected override Market Market => Market.UsdM;
}

public abstract class IndependentBitget(SimulatedVenue simulated, IndependentClient independent) : IndependentAgreement(simulated, independent)
{
    protected override Venue Venue => Venue.Bitget;

    protected override IReadOnlyDictionary<string, object?> Options => new Dictionary<string, object?>
    {
        ["fetchMarkets"] = new { types = new[] { "swap" } },
        ["uta"] = false,
    };

    protected override IReadOnlyDictionary<string, object?> OrderTerms => new Dictionary<string, object?> { ["marginMode"] = "cross" };

    /// <summary>Theirs stands for the whole position.</summary>
    protected override object Conditional => new { trigger = true, planType = "pos_loss" };

    protected override object OurConditional => new { trigger = true, planType = "profit_loss" };
}

public sealed class IndependentBitgetUsdM(SimulatedVenue simulated, IndependentClient independent) : IndependentBitget(simulated, independent)
{
    protected override Market Market => Market.UsdM;

    protected override object Wallet => new { type = "swap", productType = "USDT-FUTURES" };
}

public sealed class IndependentBitgetCoinM(SimulatedVenue simulated, IndependentClient independent) : IndependentBitget(simulated, independent)
{
    protected override Market Market => Market.CoinM;

    protected override object Wallet => new { type = "swap", productType = "COIN-FUTURES" };
}
