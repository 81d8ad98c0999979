using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Users;

/// <summary>A user's settings with the defaults of api.md. Sizes are margin in USDT, percentages are of 100.</summary>
public sealed record UserSettings
{
    /// <summary>Which markets he trades.</summary>
    public TradingMode TradingMode { get; init; } = TradingMode.Mixed;

    /// <summary>The venue tried first.</summary>
    public Venue? PreferredExchange { get; init; }

    /// <summary>False: entries only by his own tap.</summary>
    public bool AutoCopyEnabled { get; init; } = true;

    /// <summary>How long an automatic entry waits, 0 to 30; not counted into a signal's age.</summary>
    public int AutoCopyDelaySeconds { get; init; }

    /// <summary>Margin of a copy whose follow says nothing.</summary>
    public decimal? DefaultTradeSizeUsdt { get; init; }

    /// <summary>Largest margin of a copy.</summary>
    public decimal MaxTradeSizeUsdt { get; init; } = 100m;

    /// <summary>Percent of the entry price, never absent.</summary>
    public decimal StopLossPercent { get; init; } = 10m;

    /// <summary>Percent of the entry price.</summary>
    public decimal? TakeProfitPercent { get; init; }

    /// <summary>No entry that could bring the day's loss above this.</summary>
    public decimal DailyLossLimitUsdt { get; init; } = 50m;

    /// <summary>Positions open at once; the tier's limit counts too.</summary>
    public int MaxOpenPositions { get; init; } = 5;

    /// <summary>Leverage where neither follow nor whale says one.</summary>
    public int DefaultLeverage { get; init; } = 5;

    /// <summary>Never more, whatever the whale does.</summary>
    public int MaxLeverage { get; init; } = 20;

    /// <summary>Place take-profits at the venue.</summary>
    public bool AutoCloseOnTp { get; init; } = true;

    /// <summary>Close when the whale closes.</summary>
    public bool AutoCloseOnWhaleExit { get; init; } = true;

    /// <summary>What to do when money is short.</summary>
    public InsufficientFundsPolicy InsufficientFunds { get; init; } = InsufficientFundsPolicy.Shrink;

    /// <summary>Only these symbols; empty for all.</summary>
    public EquatableArray<string> SymbolsAllowed { get; init; } = [];

    /// <summary>Never these symbols.</summary>
    public EquatableArray<string> SymbolsDenied { get; init; } = [];

    /// <summary>May move USDT from spot to futures before an entry.</summary>
    public bool AutoTransfer { get; init; }

    /// <summary>IANA name; the day of the loss limit is counted in it.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Language of messages.</summary>
    public string Language { get; init; } = "en";
}
