using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private IEnumerable<Operation> PositionOperations() =>
    [
        new("GET", "/api/v2/mix/position/all-position", AllPositions, IsSigned: true, Rate: BitgetRates.Five),
        new("GET", "/api/v2/mix/position/single-position", SinglePosition, IsSigned: true, Rate: BitgetRates.Ten),
    ];

    private void AllPositions(Call call)
    {
        if (IsEmptyProduct(call))
        {
            WriteRows<InstrumentBook>(call, [], WriteContract);
            return;
        }

        if (!TryProduct(call, out var market))
        {
            return;
        }

        var coin = call.Parameter("marginCoin");
        var rows = call.Account!.Positions.Where(position => position.Quantity != 0 && position.Spec.Market == market
            && (string.IsNullOrEmpty(coin) || string.Equals(position.Spec.SettleAsset, coin, StringComparison.OrdinalIgnoreCase)));
        WriteRows(call, rows, WritePosition);
    }

    private void SinglePosition(Call call)
    {
        if (!TryBook(call, out var book))
        {
            return;
        }

        if (call.Parameter("marginCoin") is not { Length: > 0 })
        {
            _ = Fail(call, BitgetError.Missing("marginCoin"));
            return;
        }

        WriteRows(call, call.Account!.Positions.Where(position => position.Quantity != 0 && ReferenceEquals(position.Book, book)), WritePosition);
    }

    private void WritePosition(Utf8JsonWriter json, Position position)
    {
        var spec = position.Spec;
        var account = position.Account;
        var closing = account.OpenOrders.Where(order => ReferenceEquals(order.Book, position.Book) && order.PositionSide == position.Side
            && position.IsLong == (order.Side == Side.Sell) && (order.ReduceOnly || position.Side != PositionSide.Both)).Sum(order => order.Remaining);
        var opening = account.OpenOrders.Where(order => ReferenceEquals(order.Book, position.Book) && order.PositionSide == position.Side
            && position.IsLong == (order.Side == Side.Buy)).Sum(order => order.Remaining);
        var locked = Math.Min(position.Size, closing);
        var collateral = Venue.Collateral(position);
        var fees = account.OrdersById.Values.Where(order => ReferenceEquals(order.Book, position.Book) && order.PositionSide == position.Side
            && order.UpdatedAt >= position.OpenedAt).SelectMany(order => order.Fills).Sum(fill => fill.Fee);
        json.WriteStartObject();
        json.WriteString("marginCoin"u8, spec.SettleAsset);
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("holdSide"u8, position.IsLong ? "long" : "short");
        json.Money("openDelegateSize"u8, opening);
        json.Money("marginSize"u8, Math.Round(position.InitialMargin, 12));
        json.Money("available"u8, position.Size - locked);
        json.Money("locked"u8, locked);
        json.Money("total"u8, position.Size);
        json.Money("leverage"u8, position.Leverage);
        json.Money("achievedProfits"u8, position.RealizedPnl);
        json.Money("openPriceAvg"u8, Math.Round(position.EntryPrice, 10));
        json.WriteString("marginMode"u8, NameOf(position.Mode));
        json.WriteString("posMode"u8, PositionModeOf(account, spec.Market));
        json.Money("unrealizedPL"u8, Math.Round(position.UnrealizedPnl, 8));
        json.Money("liquidationPrice"u8, position.LiquidationPrice(collateral));
        json.Money("keepMarginRate"u8, spec.MaintenanceRate);
        json.Money("markPrice"u8, position.Book.Quote.Mark);
        json.Money("marginRatio"u8, collateral > 0 ? Math.Round(position.MaintenanceMargin / collateral, 8) : 1);
        json.Money("breakEvenPrice"u8, BreakEven(position, fees));
        json.Money("totalFee"u8, -fees);
        json.WriteString("deductedFee"u8, "");
        json.WriteString("takeProfit"u8, ProtectionOf(position, "pos_profit"));
        json.WriteString("stopLoss"u8, ProtectionOf(position, "pos_loss"));
        json.WriteString("autoMargin"u8, "off");
        json.WriteString("cTime"u8, Ms(position.OpenedAt));
        json.WriteString("uTime"u8, Ms(position.UpdatedAt));
        json.WriteEndObject();
    }

    private static decimal BreakEven(Position position, decimal fees)
    {
        var spec = position.Spec;
        // Inverse fees are coins; one coin's worth at the entry is near enough for a figure that is only shown.
        var lost = spec.Kind == ContractKind.Linear ? fees : fees * position.EntryPrice;
        return Math.Round(position.EntryPrice + ((position.IsLong ? 1 : -1) * lost / position.Size), 4);
    }

    private static string ProtectionOf(Position position, string type) =>
        position.Account.OpenAlgos.Find(algo => algo.Tag == type && ReferenceEquals(algo.Book, position.Book) && algo.PositionSide == position.Side)
            is { } algo
            ? JsonMoney.Text(algo.TriggerPrice)
            : "";
}
