using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private void PendingPlans(Call call) => WritePlans(call, static account => account.OpenAlgos);

    private void PlanHistory(Call call) => WritePlans(call, static account => account.AlgosById.Values.Where(algo => !algo.IsOpen));

    private void WritePlans(Call call, Func<Account, IEnumerable<AlgoOrder>> source)
    {
        if (!TryProduct(call, out var market))
        {
            return;
        }

        if (call.Parameter("planType") is not { Length: > 0 } type)
        {
            _ = Fail(call, BitgetError.Missing("planType"));
            return;
        }

        var symbol = call.Parameter("symbol")?.ToUpperInvariant();
        var clientId = call.Parameter("clientOid");
        var status = call.Parameter("planStatus");
        var rows = source(call.Account!).Where(algo => algo.Market == market && IsOfType(algo, type)
            && (string.IsNullOrEmpty(symbol) || algo.Book!.Spec.VenueSymbol == symbol)
            && (string.IsNullOrEmpty(clientId) || algo.ClientId == clientId)
            && (string.IsNullOrEmpty(status) || StatusOf(algo) == status)
            && (!Call.TryLong(call.Parameter("orderId"), out var id) || algo.Id == id)
            && IsWithin(call, algo.ReceivedAt));
        WriteList(call, "entrustedList"u8, rows.OrderByDescending(algo => algo.Id), algo => algo.Id, WritePlan);
    }

    private static string StatusOf(AlgoOrder algo) => algo.Status switch
    {
        AlgoStatus.Waiting => algo.Tag == NormalPlan ? "not_trigger" : "live",
        AlgoStatus.Finished => "executed",
        AlgoStatus.Canceled => "cancelled",
        _ => "fail_execute",
    };

    private void WritePlan(Utf8JsonWriter json, AlgoOrder algo)
    {
        var spec = algo.Book!.Spec;
        var type = algo.Source == TriggerSource.Mark ? "mark_price" : algo.Source == TriggerSource.Index ? "index_price" : "fill_price";
        var isStop = algo.Tag is "loss_plan" or "pos_loss";
        var isProfit = algo.Tag is "profit_plan" or "pos_profit";
        var trigger = JsonMoney.Text(algo.TriggerPrice);
        var execute = algo.Kind == OrderKind.Market ? "0" : JsonMoney.Text(algo.Price);
        json.WriteStartObject();
        json.WriteString("planType"u8, algo.Tag ?? NormalPlan);
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("size"u8, algo.ClosePosition ? "0" : JsonMoney.Text(algo.Quantity));
        json.WriteString("orderId"u8, Id(algo.Id));
        json.WriteString("executeOrderId"u8, algo.Child is null ? "" : Id(algo.Child.Id));
        json.WriteString("clientOid"u8, ClientIdOf(algo));
        json.WriteString("price"u8, algo.Kind == OrderKind.Market ? "" : JsonMoney.Text(algo.Price));
        json.WriteString("executePrice"u8, execute);
        json.WriteString("priceAvg"u8, algo.Child is { Filled: > 0 } child ? JsonMoney.Text(Math.Round(child.AveragePrice, 10)) : "");
        json.Money("baseVolume"u8, algo.Child?.Filled ?? 0);
        json.WriteString("callbackRatio"u8, "");
        json.WriteString("triggerPrice"u8, trigger);
        json.WriteString("triggerType"u8, type);
        json.WriteString("planStatus"u8, StatusOf(algo));
        json.WriteString("side"u8, SideOf(algo));
        json.WriteString("posSide"u8, SideOf(algo.PositionSide));
        json.WriteString("marginCoin"u8, spec.SettleAsset);
        json.WriteString("marginMode"u8, NameOf(algo.MarginMode));
        json.WriteString("enterPointSource"u8, "API");
        json.WriteString("tradeSide"u8, TradeSideOf(algo));
        json.WriteString("posMode"u8, algo.PositionSide == PositionSide.Both ? "one_way_mode" : "hedge_mode");
        json.WriteString("orderType"u8, algo.Kind == OrderKind.Market ? "market" : "limit");
        json.WriteString("orderSource"u8, "normal");
        json.WriteString("presetStopSurplusPrice"u8, "");
        json.WriteString("stopSurplusTriggerPrice"u8, isProfit ? trigger : "");
        json.WriteString("stopSurplusExecutePrice"u8, isProfit ? execute : "");
        json.WriteString("stopSurplusTriggerType"u8, isProfit ? type : "");
        json.WriteString("presetStopLossPrice"u8, "");
        json.WriteString("stopLossTriggerPrice"u8, isStop ? trigger : "");
        json.WriteString("stopLossExecutePrice"u8, isStop ? execute : "");
        json.WriteString("stopLossTriggerType"u8, isStop ? type : "");
        json.WriteString("cTime"u8, Ms(algo.ReceivedAt));
        json.WriteString("uTime"u8, Ms(algo.UpdatedAt));
        json.WriteEndObject();
    }
}
