using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Users;

/// <summary>A follow's settings with the defaults of api.md; what is unset comes from the user's settings.</summary>
public sealed record FollowSettings
{
    /// <summary>False: entries only by the user's own tap.</summary>
    public bool AutoCopyEnabled { get; init; } = true;

    /// <summary>How copies are sized; null where a size tells, or nothing does. See <see cref="Mode"/>.</summary>
    public SizingMode? SizingMode { get; init; }

    /// <summary>Margin of a copy in USDT.</summary>
    public decimal? TradeSizeUsdt { get; init; }

    /// <summary>Margin of a copy in percent of the available balance.</summary>
    public decimal? TradeSizePercent { get; init; }

    /// <summary>Times the whale's quantity.</summary>
    public decimal? QuantityMultiplier { get; init; }

    /// <summary>Times the whale's share of his equity.</summary>
    public decimal? EquityMultiplier { get; init; }

    /// <summary>Use the whale's leverage.</summary>
    public bool CopyLeverage { get; init; } = true;

    /// <summary>Own leverage: comes before the whale's.</summary>
    public int? Leverage { get; init; }

    /// <summary>Margin mode of entries.</summary>
    public MarginMode MarginMode { get; init; } = MarginMode.Isolated;

    /// <summary>Percent of the entry price; the user's setting where unset.</summary>
    public decimal? StopLossPercent { get; init; }

    /// <summary>Percent of the entry price; the user's setting where unset.</summary>
    public decimal? TakeProfitPercent { get; init; }

    /// <summary>Distance of a trailing stop in percent of the best price.</summary>
    public decimal? TrailingStopPercent { get; init; }

    /// <summary>Slippage limit, 0.1 to 3; 0.5 for BTC and ETH and 1.5 otherwise where unset.</summary>
    public decimal? MaxSlippagePercent { get; init; }

    /// <summary>How entries are sent.</summary>
    public EntryOrderPolicy EntryOrder { get; init; } = EntryOrderPolicy.LimitIoc;

    /// <summary>What to do with a copy below the venue's minimum.</summary>
    public BelowMinimumPolicy BelowMinimum { get; init; } = BelowMinimumPolicy.Skip;

    /// <summary>What a close-and-reopen does.</summary>
    public ReentryPolicy Reentry { get; init; } = ReentryPolicy.Hold;

    /// <summary>Copy increases and reductions.</summary>
    public bool CopyAdjustments { get; init; } = true;

    /// <summary>Copy what the whale holds when the follow begins, through the gates.</summary>
    public bool CopyExisting { get; init; }

    /// <summary>What becomes of copies while the whale cannot be seen.</summary>
    public SourceDarkAction SourceDarkAction { get; init; } = SourceDarkAction.Hold;

    /// <summary>Only these symbols; empty for all.</summary>
    public EquatableArray<string> SymbolsAllowed { get; init; } = [];

    /// <summary>Never these symbols.</summary>
    public EquatableArray<string> SymbolsDenied { get; init; } = [];

    /// <summary>Largest margin in one symbol over all copies of this follow.</summary>
    public decimal? MaxSymbolUsdt { get; init; }

    /// <summary>Largest margin over all copies of this follow.</summary>
    public decimal? BudgetUsdt { get; init; }

    /// <summary>Loss since the follow's high-water mark, in percent of the budget or of the balance at the follow's begin, that ends entries.</summary>
    public decimal? MaxDrawdownPercent { get; init; }

    /// <summary>The venue of this follow's copies.</summary>
    public Venue? Exchange { get; init; }

    /// <summary>The sizing mode: the one set, else that of the first size given.</summary>
    public SizingMode? Mode =>
        SizingMode
        ?? (TradeSizeUsdt is not null ? Users.SizingMode.FixedUsdt
            : TradeSizePercent is not null ? Users.SizingMode.PercentOfBalance
            : QuantityMultiplier is not null ? Users.SizingMode.QuantityMultiplier
            : EquityMultiplier is not null ? Users.SizingMode.EquityRatio
            : null);
}
