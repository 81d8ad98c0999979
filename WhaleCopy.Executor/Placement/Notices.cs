using System.Globalization;
using System.Text.Json;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Executor.Exits;

namespace WhaleCopy.Executor.Placement;

/// <summary>The messages of the copy engine. One event is told once: the database refuses a second one with its key.</summary>
internal static class Notices
{
    /// <summary>What a final trade tells its user.</summary>
    public static void Of(TradeRow trade, TradingChanges changes, DateTimeOffset now)
    {
        if (trade.Kind is SignalKind.Close or SignalKind.Reduce)
            return; // the position's end is told, not the order's
        switch (trade.Status)
        {
            case TradeStatus.Filled or TradeStatus.PartiallyFilled:
                changes.Notifications.Add(Make(
                    trade.UserId,
                    "TRADE_FILLED",
                    $"trade:{trade.Id}:filled",
                    $"{(trade.Kind == SignalKind.Increase ? "Added to" : "Opened")} {Side(trade.PositionSide)} {trade.Symbol}",
                    $"{Number(trade.FilledQuantity)} at {Number(trade.ExecutedPrice ?? 0m)} on {WireName<Venue>.Of(trade.Exchange)}",
                    new { trade_id = trade.Id, position_id = trade.PositionId, signal_id = trade.SignalId, whale_id = trade.WhaleId },
                    now));
                break;
            case TradeStatus.Failed or TradeStatus.Cancelled:
                changes.Notifications.Add(EntryNotices.NotCopied(trade, now));
                break;
        }
    }

    /// <summary>A position ended.</summary>
    public static NotificationRow Closed(PositionRow position, DateTimeOffset now) => Make(
        position.UserId,
        "POSITION_CLOSED",
        $"position:{position.Id}:closed",
        $"Closed {Side(position.Side)} {position.Symbol}: {WordsOf(position.CloseReason)}",
        $"Result {Number(decimal.Round(position.RealizedPnl, 4))} USDT, out at {Number(position.ExitPrice ?? 0m)}",
        new { position_id = position.Id, whale_id = position.WhaleId },
        now);

    /// <summary>
    /// A close that cannot be made now, told once until something of it is sold. The first failure is not told: the next try comes
    /// within a second. Where the venue shows less than the copy the sync is given time, lest the user sells what is not the copy's.
    /// </summary>
    public static void Owed(PositionRow position, TradeRow trade, TradingChanges changes, DateTimeOffset now)
    {
        if (position.OwedAttempts >= (trade.ReasonCode is ExitShare.Fired or ExitShare.ShownLess ? 7 : 2))
            changes.Notifications.Add(Owed(position, trade.Reason ?? "The close was not filled", now));
    }

    /// <summary>The same without a trade.</summary>
    public static NotificationRow Owed(PositionRow position, string why, DateTimeOffset now) => Make(
        position.UserId,
        "CLOSE_OWED",
        $"position:{position.Id}:owed:{position.ExitTradeId ?? 0}",
        $"Could not close {Side(position.Side)} {position.Symbol} yet",
        $"{char.ToUpperInvariant(why[0])}{why[1..]}. It is tried again; you can close {Number(OwedOf(position))} {position.Symbol} "
            + $"on {WireName<Venue>.Of(position.Exchange)} by hand.",
        new { position_id = position.Id },
        now);

    /// <summary>A take-profit that the venue refuses.</summary>
    public static NotificationRow TargetRefused(PositionRow position, decimal price, DateTimeOffset now) => Make(
        position.UserId,
        "TAKE_PROFIT_REFUSED",
        $"position:{position.Id}:target:{Number(price)}:{Number(position.Quantity)}",
        $"No take-profit for {Side(position.Side)} {position.Symbol}",
        $"{WireName<Venue>.Of(position.Exchange)} refuses it at {Number(price)}. The stop-loss is in place; to take the profit there, close by hand.",
        new { position_id = position.Id },
        now);

    /// <summary>Money was moved between the user's own wallets.</summary>
    public static NotificationRow Moved(TradeRow trade, TransferRow transfer, DateTimeOffset now) => Make(
        trade.UserId,
        "FUNDS_MOVED",
        $"trade:{trade.Id}:moved",
        $"Moved {Moving(transfer)}",
        $"On {WireName<Venue>.Of(trade.Exchange)}, for {Side(trade.PositionSide)} {trade.Symbol}. Your settings allow it (auto transfer).",
        new { trade_id = trade.Id, signal_id = trade.SignalId, whale_id = trade.WhaleId },
        now);

    /// <summary>Nobody knows whether money was moved between the user's own wallets.</summary>
    public static NotificationRow MoveUnknown(TradeRow trade, TransferRow transfer, DateTimeOffset now) => Make(
        trade.UserId,
        "FUNDS_MOVE_UNKNOWN",
        $"trade:{trade.Id}:move-unknown",
        $"Look at your wallets on {WireName<Venue>.Of(trade.Exchange)}",
        $"{Moving(transfer)} may have been moved or not: the answer was lost, and it is not repeated. It was for {Side(trade.PositionSide)} {trade.Symbol}.",
        new { trade_id = trade.Id, signal_id = trade.SignalId, whale_id = trade.WhaleId },
        now);

    /// <summary>An amount with its way, as <c>12.5 USDT from spot to futures</c>.</summary>
    public static string Moving(TransferRow transfer) =>
        $"{Number(transfer.Amount)} {transfer.Asset} from {WalletName(transfer.FromMarket)} to {WalletName(transfer.ToMarket)}";

    /// <summary>A follow's drawdown stop was reached.</summary>
    public static NotificationRow DrawdownStop(FollowRow follow, string why, DateTimeOffset now) => Make(
        follow.UserId,
        "FOLLOW_STOPPED",
        $"follow:{follow.Id}:stopped:{now:yyyyMMddHHmmss}",
        "A follow reached its drawdown stop",
        $"{why}. Its copies are being closed and nothing new is copied.",
        new { follow_id = follow.Id, whale_id = follow.WhaleId },
        now);

    /// <summary>Key trouble.</summary>
    public static NotificationRow KeyTrouble(UserApiKeyRow key, string why, DateTimeOffset now) => Make(
        key.UserId,
        "KEY_TROUBLE",
        $"key:{key.Id}:{now:yyyyMMdd}",
        $"Your {WireName<Venue>.Of(key.Exchange)} key ending in {key.KeyTail} does not work",
        why,
        new { api_key_id = key.Id },
        now);

    private static NotificationRow Make(long userId, string kind, string dedupeKey, string title, string body, object data, DateTimeOffset now) => new()
    {
        UserId = userId,
        Kind = kind,
        DedupeKey = dedupeKey,
        Title = title,
        Body = body,
        Data = JsonSerializer.Serialize(data),
        Status = NotificationStatus.Pending,
        CreatedAt = now,
        NextAttemptAt = now,
    };

    private static decimal OwedOf(PositionRow position) => decimal.Round(position.Quantity * (position.OwedFraction ?? 1m), 8);

    private static string WalletName(Market market) => market == Market.Spot ? "spot" : "futures";

    private static string Side(PositionSide side) => side == PositionSide.Long ? "long" : "short";

    private static string WordsOf(CloseReason? reason) => reason switch
    {
        CloseReason.Manual => "by you",
        CloseReason.StopLoss => "stop-loss",
        CloseReason.TakeProfit => "take-profit",
        CloseReason.TrailingStop => "trailing stop",
        CloseReason.WhaleExit => "the whale closed",
        CloseReason.Liquidation => "liquidated by the venue",
        CloseReason.AutoDeleverage => "deleveraged by the venue",
        CloseReason.External => "closed on the exchange",
        CloseReason.Panic => "panic",
        CloseReason.DrawdownStop => "the follow's drawdown stop",
        CloseReason.ProtectionFailed => "no stop could be placed",
        null => "closed",
    };

    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);
}
