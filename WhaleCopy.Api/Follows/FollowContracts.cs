using System.ComponentModel;
using System.Text.Json.Serialization;
using WhaleCopy.Api.Json;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Api.Follows;

/// <summary>How a user copies a whale. Sizes are margin in USDT; what is null comes from the user's settings.</summary>
internal sealed record FollowAnswer
{
    public required long Id { get; init; }
    public required long WhaleId { get; init; }
    public required long UserId { get; init; }
    public required DateTimeOffset FollowedAt { get; init; }
    public required bool AutoCopyEnabled { get; init; }

    [Description("Null: the user's default size.")]
    public required SizingMode? SizingMode { get; init; }
    public required decimal? TradeSizeUsdt { get; init; }
    public required decimal? TradeSizePercent { get; init; }
    public required decimal? QuantityMultiplier { get; init; }
    public required decimal? EquityMultiplier { get; init; }
    public required bool CopyLeverage { get; init; }
    public required int? Leverage { get; init; }
    public required MarginMode MarginMode { get; init; }
    public required decimal? StopLossPercent { get; init; }
    public required decimal? TakeProfitPercent { get; init; }
    public required decimal? TrailingStopPercent { get; init; }
    public required decimal? MaxSlippagePercent { get; init; }
    public required EntryOrderPolicy EntryOrder { get; init; }
    public required BelowMinimumPolicy BelowMinimum { get; init; }
    public required ReentryPolicy Reentry { get; init; }
    public required bool CopyAdjustments { get; init; }
    public required bool CopyExisting { get; init; }
    public required SourceDarkAction SourceDarkAction { get; init; }
    public required IReadOnlyList<string> SymbolsAllowed { get; init; }
    public required IReadOnlyList<string> SymbolsDenied { get; init; }
    public required decimal? MaxSymbolUsdt { get; init; }
    public required decimal? BudgetUsdt { get; init; }

    [Description("Loss since the high-water mark in percent of budget_usdt, or of the balance at the time of following.")]
    public required decimal? MaxDrawdownPercent { get; init; }
    public required Venue? Exchange { get; init; }

    [Description("Set when the drawdown stop ended entries.")]
    public required DateTimeOffset? StoppedAt { get; init; }

    [Description("Realised profit after fees of this follow's copies, in USDT.")]
    public required decimal RealizedPnlUsdt { get; init; }
}

/// <summary>What to set; what is absent has its default (POST) or stays (PATCH). A size given without sizing_mode means the mode of that size.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FollowPatch
{
    public Change<bool> AutoCopyEnabled { get; init; }
    public Change<SizingMode?> SizingMode { get; init; }
    public Change<decimal?> TradeSizeUsdt { get; init; }
    public Change<decimal?> TradeSizePercent { get; init; }
    public Change<decimal?> QuantityMultiplier { get; init; }
    public Change<decimal?> EquityMultiplier { get; init; }
    public Change<bool> CopyLeverage { get; init; }
    public Change<int?> Leverage { get; init; }
    public Change<MarginMode> MarginMode { get; init; }
    public Change<decimal?> StopLossPercent { get; init; }
    public Change<decimal?> TakeProfitPercent { get; init; }
    public Change<decimal?> TrailingStopPercent { get; init; }

    [Description("0.1 to 3.")]
    public Change<decimal?> MaxSlippagePercent { get; init; }
    public Change<EntryOrderPolicy> EntryOrder { get; init; }
    public Change<BelowMinimumPolicy> BelowMinimum { get; init; }
    public Change<ReentryPolicy> Reentry { get; init; }
    public Change<bool> CopyAdjustments { get; init; }
    public Change<bool> CopyExisting { get; init; }
    public Change<SourceDarkAction> SourceDarkAction { get; init; }
    public Change<string[]> SymbolsAllowed { get; init; }
    public Change<string[]> SymbolsDenied { get; init; }
    public Change<decimal?> MaxSymbolUsdt { get; init; }
    public Change<decimal?> BudgetUsdt { get; init; }
    public Change<decimal?> MaxDrawdownPercent { get; init; }
    public Change<Venue?> Exchange { get; init; }
}

/// <summary>A follow that was ended.</summary>
internal sealed record FollowEnded
{
    public required long WhaleId { get; init; }
    public required DateTimeOffset EndedAt { get; init; }

    [Description("Copies still open.")]
    public required IReadOnlyList<long> OpenPositionIds { get; init; }

    [Description("The tasks that close them, with positions=CLOSE; see /tasks/{id}.")]
    public required IReadOnlyList<Guid> TaskIds { get; init; }
}
