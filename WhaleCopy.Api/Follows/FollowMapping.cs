using WhaleCopy.Core.Users;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Follows;

/// <summary>Follows between row, Core, patch and answer.</summary>
internal static class FollowMapping
{
    public static FollowSettings With(this FollowSettings present, FollowPatch patch) => new()
    {
        AutoCopyEnabled = patch.AutoCopyEnabled.Or(present.AutoCopyEnabled),
        SizingMode = ModeAfter(present, patch),
        TradeSizeUsdt = patch.TradeSizeUsdt.Or(present.TradeSizeUsdt),
        TradeSizePercent = patch.TradeSizePercent.Or(present.TradeSizePercent),
        QuantityMultiplier = patch.QuantityMultiplier.Or(present.QuantityMultiplier),
        EquityMultiplier = patch.EquityMultiplier.Or(present.EquityMultiplier),
        CopyLeverage = patch.CopyLeverage.Or(present.CopyLeverage),
        Leverage = patch.Leverage.Or(present.Leverage),
        MarginMode = patch.MarginMode.Or(present.MarginMode),
        StopLossPercent = patch.StopLossPercent.Or(present.StopLossPercent),
        TakeProfitPercent = patch.TakeProfitPercent.Or(present.TakeProfitPercent),
        TrailingStopPercent = patch.TrailingStopPercent.Or(present.TrailingStopPercent),
        MaxSlippagePercent = patch.MaxSlippagePercent.Or(present.MaxSlippagePercent),
        EntryOrder = patch.EntryOrder.Or(present.EntryOrder),
        BelowMinimum = patch.BelowMinimum.Or(present.BelowMinimum),
        Reentry = patch.Reentry.Or(present.Reentry),
        CopyAdjustments = patch.CopyAdjustments.Or(present.CopyAdjustments),
        CopyExisting = patch.CopyExisting.Or(present.CopyExisting),
        SourceDarkAction = patch.SourceDarkAction.Or(present.SourceDarkAction),
        SymbolsAllowed = [.. patch.SymbolsAllowed.Or([.. present.SymbolsAllowed])],
        SymbolsDenied = [.. patch.SymbolsDenied.Or([.. present.SymbolsDenied])],
        MaxSymbolUsdt = patch.MaxSymbolUsdt.Or(present.MaxSymbolUsdt),
        BudgetUsdt = patch.BudgetUsdt.Or(present.BudgetUsdt),
        MaxDrawdownPercent = patch.MaxDrawdownPercent.Or(present.MaxDrawdownPercent),
        Exchange = patch.Exchange.Or(present.Exchange),
    };

    public static void Store(this FollowSettings settings, FollowRow row)
    {
        row.AutoCopyEnabled = settings.AutoCopyEnabled;
        row.SizingMode = settings.Mode;
        row.TradeSizeUsdt = settings.TradeSizeUsdt;
        row.TradeSizePercent = settings.TradeSizePercent;
        row.QuantityMultiplier = settings.QuantityMultiplier;
        row.EquityMultiplier = settings.EquityMultiplier;
        row.CopyLeverage = settings.CopyLeverage;
        row.Leverage = settings.Leverage;
        row.MarginMode = settings.MarginMode;
        row.StopLossPercent = settings.StopLossPercent;
        row.TakeProfitPercent = settings.TakeProfitPercent;
        row.TrailingStopPercent = settings.TrailingStopPercent;
        row.MaxSlippagePercent = settings.MaxSlippagePercent;
        row.EntryOrder = settings.EntryOrder;
        row.BelowMinimum = settings.BelowMinimum;
        row.Reentry = settings.Reentry;
        row.CopyAdjustments = settings.CopyAdjustments;
        row.CopyExisting = settings.CopyExisting;
        row.SourceDarkAction = settings.SourceDarkAction;
        row.SymbolsAllowed = [.. settings.SymbolsAllowed];
        row.SymbolsDenied = [.. settings.SymbolsDenied];
        row.MaxSymbolUsdt = settings.MaxSymbolUsdt;
        row.BudgetUsdt = settings.BudgetUsdt;
        row.MaxDrawdownPercent = settings.MaxDrawdownPercent;
        row.Exchange = settings.Exchange;
    }

    public static FollowAnswer ToAnswer(FollowRow row) => new()
    {
        Id = row.Id,
        WhaleId = row.WhaleId,
        UserId = row.UserId,
        FollowedAt = row.FollowedAt,
        AutoCopyEnabled = row.AutoCopyEnabled,
        SizingMode = row.SizingMode,
        TradeSizeUsdt = row.TradeSizeUsdt,
        TradeSizePercent = row.TradeSizePercent,
        QuantityMultiplier = row.QuantityMultiplier,
        EquityMultiplier = row.EquityMultiplier,
        CopyLeverage = row.CopyLeverage,
        Leverage = row.Leverage,
        MarginMode = row.MarginMode,
        StopLossPercent = row.StopLossPercent,
        TakeProfitPercent = row.TakeProfitPercent,
        TrailingStopPercent = row.TrailingStopPercent,
        MaxSlippagePercent = row.MaxSlippagePercent,
        EntryOrder = row.EntryOrder,
        BelowMinimum = row.BelowMinimum,
        Reentry = row.Reentry,
        CopyAdjustments = row.CopyAdjustments,
        CopyExisting = row.CopyExisting,
        SourceDarkAction = row.SourceDarkAction,
        SymbolsAllowed = row.SymbolsAllowed,
        SymbolsDenied = row.SymbolsDenied,
        MaxSymbolUsdt = row.MaxSymbolUsdt,
        BudgetUsdt = row.BudgetUsdt,
        MaxDrawdownPercent = row.MaxDrawdownPercent,
        Exchange = row.Exchange,
        StoppedAt = row.StoppedAt,
        RealizedPnlUsdt = row.RealizedPnlUsdt,
    };

    /// <summary>
    /// The mode named, else that of the size given with this patch, else the present one; none where the patch clears the size it needs.
    /// </summary>
    private static SizingMode? ModeAfter(FollowSettings present, FollowPatch patch)
    {
        if (patch.SizingMode.IsSet)
            return patch.SizingMode.Or(null);
        var given = new FollowSettings
        {
            TradeSizeUsdt = patch.TradeSizeUsdt.Or(null),
            TradeSizePercent = patch.TradeSizePercent.Or(null),
            QuantityMultiplier = patch.QuantityMultiplier.Or(null),
            EquityMultiplier = patch.EquityMultiplier.Or(null),
        }.Mode;
        if (given is not null)
            return given;
        var clears = present.SizingMode switch
        {
            SizingMode.FixedUsdt => patch.TradeSizeUsdt.IsSet,
            SizingMode.PercentOfBalance => patch.TradeSizePercent.IsSet,
            SizingMode.QuantityMultiplier => patch.QuantityMultiplier.IsSet,
            SizingMode.EquityRatio => patch.EquityMultiplier.IsSet,
            null => false,
        };
        return clears ? null : present.SizingMode;
    }
}
