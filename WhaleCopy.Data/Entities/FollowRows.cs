using WhaleCopy.Core.Money;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Data.Entities;

/// <summary>A user follows a whale. An ended follow stays, because copies point at it.</summary>
public sealed class FollowRow
{
    public long Id { get; set; }
    public required long UserId { get; set; }
    public required long WhaleId { get; set; }
    public bool AutoCopyEnabled { get; set; } = true;
    public SizingMode? SizingMode { get; set; }
    public decimal? TradeSizeUsdt { get; set; }
    public decimal? TradeSizePercent { get; set; }
    public decimal? QuantityMultiplier { get; set; }
    public decimal? EquityMultiplier { get; set; }
    public bool CopyLeverage { get; set; } = true;
    public int? Leverage { get; set; }
    public MarginMode MarginMode { get; set; } = MarginMode.Isolated;
    public decimal? StopLossPercent { get; set; }
    public decimal? TakeProfitPercent { get; set; }
    public decimal? TrailingStopPercent { get; set; }
    public decimal? MaxSlippagePercent { get; set; }
    public EntryOrderPolicy EntryOrder { get; set; } = EntryOrderPolicy.LimitIoc;
    public BelowMinimumPolicy BelowMinimum { get; set; } = BelowMinimumPolicy.Skip;
    public ReentryPolicy Reentry { get; set; } = ReentryPolicy.Hold;
    public bool CopyAdjustments { get; set; } = true;
    public bool CopyExisting { get; set; }
    public SourceDarkAction SourceDarkAction { get; set; } = SourceDarkAction.Hold;
    public string[] SymbolsAllowed { get; set; } = [];
    public string[] SymbolsDenied { get; set; } = [];
    public decimal? MaxSymbolUsdt { get; set; }
    public decimal? BudgetUsdt { get; set; }
    public decimal? MaxDrawdownPercent { get; set; }
    public Venue? Exchange { get; set; }
    public required DateTimeOffset FollowedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Balance in USDT at the time of following: the base of the drawdown stop without a budget.</summary>
    public decimal BalanceAtFollowUsdt { get; set; }

    /// <summary>Highest realised profit of this follow's copies, for commission.</summary>
    public decimal ProfitHighWaterMarkUsdt { get; set; }

    /// <summary>Highest realised plus unrealised profit of this follow's copies: the drawdown stop counts from it.</summary>
    public decimal EquityHighWaterMarkUsdt { get; set; }

    /// <summary>Realised profit after fees of this follow's copies.</summary>
    public decimal RealizedPnlUsdt { get; set; }

    /// <summary>Set when the drawdown stop ended entries.</summary>
    public DateTimeOffset? StoppedAt { get; set; }
    public UserRow? User { get; set; }
    public WhaleRow? Whale { get; set; }
}

/// <summary>What was too small to copy and is kept until it is enough (ACCUMULATE).</summary>
public sealed class FollowResidualRow
{
    public required long FollowId { get; set; }
    public required Market Market { get; set; }
    public required string Symbol { get; set; }
    public required PositionSide Side { get; set; }
    public decimal Quantity { get; set; }
    public required SizeUnit QuantityUnit { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
