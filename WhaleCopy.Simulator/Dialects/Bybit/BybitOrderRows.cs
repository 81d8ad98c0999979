using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private void WriteExecution(Utf8JsonWriter json, (Order Order, Fill Fill) row)
    {
        var (order, fill) = row;
        var spec = order.Book!.Spec;
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("orderType"u8, order.Kind == OrderKind.Market ? "Market" : "Limit");
        json.WriteString("orderLinkId"u8, order.ClientId ?? "");
        json.WriteString("side"u8, order.Side == Side.Buy ? "Buy" : "Sell");
        json.WriteString("orderId"u8, IdOf(order));
        json.WriteString("stopOrderType"u8, StopTypeOf(order));
        json.Money("leavesQty"u8, order.Remaining);
        json.WriteString("execTime"u8, Ms(fill.At));
        json.WriteString("feeCurrency"u8, fill.FeeAsset);
        json.WriteBoolean("isMaker"u8, fill.IsMaker);
        json.Money("execFee"u8, fill.Fee);
        json.Money("feeRate"u8, fill.IsMaker ? spec.MakerFee : spec.TakerFee);
        json.WriteString("execId"u8, new Guid((int)(fill.Id >> 32), 0, 1, BitConverter.GetBytes(fill.Id)).ToString());
        json.Money("markPrice"u8, fill.Price);
        json.Money("execPrice"u8, fill.Price);
        json.Money("orderQty"u8, order.Quantity);
        json.Money("orderPrice"u8, order.Price);
        json.Money("execValue"u8, Math.Round(spec.Value(fill.Quantity, fill.Price), 8));
        json.WriteString("execType"u8, order.IsVenueMade
            ? order.ClientId?.StartsWith("adl", StringComparison.Ordinal) == true ? "AdlTrade" : "BustTrade"
            : "Trade");
        json.Money("execQty"u8, fill.Quantity);
        json.Money("execPnl"u8, fill.RealizedPnl);
        json.Money("closedSize"u8, fill.Closed);
        json.WriteString("underlyingPrice"u8, "");
        json.WriteString("indexPrice"u8, "");
        json.WriteString("tradeIv"u8, "");
        json.WriteString("markIv"u8, "");
        json.WriteString("blockTradeId"u8, "");
        json.WriteNumber("seq"u8, fill.Id);
        json.WriteEndObject();
    }

    private static Order? Executed(LedgerEntry entry) => entry as Order ?? (entry as AlgoOrder)?.Child;

    private static AlgoOrder? Conditional(LedgerEntry entry) => entry as AlgoOrder ?? (entry as Order)?.Parent;

    private static string StatusOf(LedgerEntry entry)
    {
        if (Executed(entry) is not { } order)
        {
            return ((AlgoOrder)entry).Status switch
            {
                AlgoStatus.Waiting => "Untriggered",
                AlgoStatus.Rejected => "Rejected",
                _ => "Deactivated",
            };
        }

        return order.Status switch
        {
            OrderStatus.New => "New",
            OrderStatus.PartiallyFilled => "PartiallyFilled",
            OrderStatus.Filled => "Filled",
            OrderStatus.Rejected => "Rejected",
            _ => order.Filled > 0 && order.Market == Market.Spot ? "PartiallyFilledCanceled" : "Cancelled",
        };
    }

    private static string StopTypeOf(LedgerEntry entry) => Conditional(entry) switch
    {
        null => "",
        { Tag: { } tag } conditional when tag.StartsWith("position", StringComparison.Ordinal) =>
            (conditional.ClosePosition ? "" : "Partial") + (conditional.SentType.StartsWith("STOP", StringComparison.Ordinal) ? "StopLoss" : "TakeProfit"),
        { Tag: "tpslOrder" } => "tpslOrder",
        _ => "Stop",
    };

    private static string RejectReasonOf(Order? order) => order is { Status: OrderStatus.Expired }
        ? order.TimeInForce == TimeInForce.PostOnly ? "EC_PostOnlyWillTakeLiquidity" : "EC_NoImmediateQtyToFill"
        : "EC_NoError";

    private void WriteOrder(Utf8JsonWriter json, LedgerEntry entry)
    {
        var spec = entry.Book!.Spec;
        var order = Executed(entry);
        var conditional = Conditional(entry);
        var isMarket = (order?.Kind ?? ((AlgoOrder)entry).Kind) == OrderKind.Market;
        var filled = order?.Filled ?? 0;
        var fees = order?.Fills.Sum(fill => fill.Fee) ?? 0;
        var stop = order?.Attached?.Find(attached => attached.SentType.StartsWith("STOP", StringComparison.Ordinal));
        var profit = order?.Attached?.Find(attached => attached.SentType.StartsWith("TAKE", StringComparison.Ordinal));
        json.WriteStartObject();
        WriteIds(json, entry);
        json.WriteString("blockTradeId"u8, "");
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.Money("price"u8, entry.Price);
        json.Money("qty"u8, order is { QuoteQuantity: > 0 } ? order.QuoteQuantity : entry.Quantity);
        json.WriteString("marketUnit"u8, order is { QuoteQuantity: > 0 } ? "quoteCoin" : entry.Market == Market.Spot ? "baseCoin" : "");
        json.WriteString("side"u8, entry.Side == Side.Buy ? "Buy" : "Sell");
        json.WriteString("isLeverage"u8, "");
        json.WriteNumber("positionIdx"u8, IndexOf(entry.PositionSide));
        json.WriteString("orderStatus"u8, StatusOf(entry));
        json.WriteString("cancelType"u8, order is { Status: OrderStatus.Canceled } ? "CancelByUser" : "UNKNOWN");
        json.WriteString("rejectReason"u8, RejectReasonOf(order));
        json.WriteString("avgPrice"u8, order is { AveragePrice: > 0 } ? JsonMoney.Text(Math.Round(order.AveragePrice, 10)) : "");
        json.Money("leavesQty"u8, order is { IsOpen: false } ? 0 : entry.Quantity - filled);
        json.WriteString("leavesValue"u8, "0");
        json.Money("cumExecQty"u8, filled);
        json.Money("cumExecValue"u8, Math.Round(order?.FilledValue ?? 0, 8));
        json.Money("cumExecFee"u8, fees);
        json.WriteStartObject("cumFeeDetail"u8);
        if (fees != 0)
        {
            json.WriteString(order!.Fills[0].FeeAsset, JsonMoney.Text(fees));
        }

        json.WriteEndObject();
        json.WriteString("timeInForce"u8, isMarket ? "IOC" : entry.TimeInForce == TimeInForce.PostOnly ? "PostOnly" : Words.Of(entry.TimeInForce));
        json.WriteString("orderType"u8, isMarket ? "Market" : "Limit");
        json.WriteString("stopOrderType"u8, StopTypeOf(entry));
        json.WriteString("orderIv"u8, "");
        json.WriteString("triggerPrice"u8, conditional is null ? "" : JsonMoney.Text(conditional.TriggerPrice));
        json.WriteString("takeProfit"u8, profit is null ? "" : JsonMoney.Text(profit.TriggerPrice));
        json.WriteString("stopLoss"u8, stop is null ? "" : JsonMoney.Text(stop.TriggerPrice));
        json.WriteString("tpTriggerBy"u8, profit is null ? "" : NameOf(profit.Source));
        json.WriteString("slTriggerBy"u8, stop is null ? "" : NameOf(stop.Source));
        json.WriteNumber("triggerDirection"u8, conditional is null ? 0 : conditional.When == TriggerWhen.AtOrAbove ? 1 : 2);
        json.WriteString("triggerBy"u8, conditional is null ? "" : NameOf(conditional.Source));
        json.WriteString("lastPriceOnCreated"u8, "");
        json.WriteBoolean("reduceOnly"u8, entry.ReduceOnly || conditional is { ClosePosition: true });
        json.WriteBoolean("closeOnTrigger"u8, conditional is { ClosePosition: true });
        json.WriteString("smpType"u8, "None");
        json.WriteNumber("smpGroup"u8, 0);
        json.WriteString("smpOrderId"u8, "");
        json.WriteString("tpslMode"u8, conditional is { ClosePosition: true } ? "Full" : "");
        json.WriteString("tpLimitPrice"u8, "");
        json.WriteString("slLimitPrice"u8, "");
        json.WriteString("placeType"u8, "");
        json.WriteString("createType"u8, "CreateByUser");
        json.WriteString("createdTime"u8, Ms((conditional ?? entry).ReceivedAt));
        json.WriteString("updatedTime"u8, Ms(order?.UpdatedAt ?? entry.UpdatedAt));
        json.WriteEndObject();
    }

    private static int IndexOf(PositionSide side) => side switch
    {
        PositionSide.Both => 0,
        PositionSide.Long => 1,
        PositionSide.Short => 2,
    };

    private static string NameOf(TriggerSource source) => source switch
    {
        TriggerSource.Mark => "MarkPrice",
        TriggerSource.Index => "IndexPrice",
        TriggerSource.Last => "LastPrice",
    };
}
