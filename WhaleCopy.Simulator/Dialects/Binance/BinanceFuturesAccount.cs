using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    /// <summary>One side of one instrument, held or not.</summary>
    private readonly record struct PositionRow(InstrumentBook Book, PositionSide Side, Position? Position, SymbolSetting Setting);

    private void Positions(Call call, int version)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        call.Json.WriteStartArray();
        foreach (var row in Rows(call.Account!, books, onlyUsed: version == 3))
        {
            WritePosition(call.Json, row, version);
        }

        call.Json.WriteEndArray();
    }

    private IEnumerable<PositionRow> Rows(Account account, IEnumerable<InstrumentBook> books, bool onlyUsed)
    {
        var isHedge = account.IsHedge(_market);
        foreach (var book in books)
        {
            if (onlyUsed && !IsUsed(account, book))
            {
                continue;
            }

            var setting = account.Setting(book);
            if (!isHedge || !onlyUsed)
            {
                yield return new PositionRow(book, PositionSide.Both, account.FindPosition(book, PositionSide.Both), setting);
            }

            if (isHedge)
            {
                yield return new PositionRow(book, PositionSide.Long, account.FindPosition(book, PositionSide.Long), setting);
                yield return new PositionRow(book, PositionSide.Short, account.FindPosition(book, PositionSide.Short), setting);
            }
        }
    }

    private static bool IsUsed(Account account, InstrumentBook book) =>
        account.Positions.Exists(position => ReferenceEquals(position.Book, book))
        || account.OpenOrders.Exists(order => ReferenceEquals(order.Book, book));

    private void WritePosition(Utf8JsonWriter json, PositionRow row, int version)
    {
        var spec = row.Book.Spec;
        var position = row.Position;
        var isIsolated = (position?.Mode ?? row.Setting.Mode) == MarginMode.Isolated;
        var notional = position is null ? 0 : spec.Notional(position.Quantity, row.Book.Quote.Mark);
        var isolatedMargin = position?.IsolatedMargin ?? 0;
        var pnl = position?.UnrealizedPnl ?? 0;
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("positionSide"u8, Words.Of(row.Side));
        json.Money("positionAmt"u8, Count(spec, position?.Quantity ?? 0));
        json.Money("entryPrice"u8, Math.Round(position?.EntryPrice ?? 0, 10));
        json.Money("breakEvenPrice"u8, BreakEven(position));
        json.Money("markPrice"u8, row.Book.Quote.Mark, 8);
        json.Money("unRealizedProfit"u8, pnl, 8);
        json.Money("liquidationPrice"u8, position is null ? 0 : Math.Round(position.LiquidationPrice(Venue.Collateral(position)), 8));
        json.Money("isolatedMargin"u8, isIsolated ? isolatedMargin + pnl : 0, 8);
        if (_isCoin)
        {
            json.Money("notionalValue"u8, position is null ? 0 : Math.Round(spec.Value(position.Quantity, row.Book.Quote.Mark), 8));
            json.Money("maxQty"u8, Math.Floor(LeverageBrackets.NotionalCap(spec, row.Setting.Leverage) / spec.ContractSize));
        }
        else
        {
            json.Money("notional"u8, notional, 8);
        }

        if (version == 3)
        {
            json.WriteString("marginAsset"u8, spec.SettleAsset);
            json.Money("isolatedWallet"u8, isIsolated ? isolatedMargin : 0, 8);
            json.Money("initialMargin"u8, position?.InitialMargin ?? 0, 8);
            json.Money("maintMargin"u8, position?.MaintenanceMargin ?? 0, 8);
            json.Money("positionInitialMargin"u8, position?.InitialMargin ?? 0, 8);
            json.WriteString("openOrderInitialMargin"u8, "0");
            json.WriteNumber("adl"u8, position is null ? 0 : 1);
            json.WriteString("bidNotional"u8, "0");
            json.WriteString("askNotional"u8, "0");
        }
        else
        {
            json.Money("leverage"u8, row.Setting.Leverage);
            json.WriteString("marginType"u8, isIsolated ? "isolated" : "cross");
            json.WriteString("isAutoAddMargin"u8, "false");
            if (!_isCoin)
            {
                json.Money("maxNotionalValue"u8, LeverageBrackets.NotionalCap(spec, row.Setting.Leverage));
                json.Money("isolatedWallet"u8, isIsolated ? isolatedMargin : 0, 8);
            }
        }

        json.WriteNumber("updateTime"u8, position is null ? 0 : Venue.ToVenueMs(position.UpdatedAt));
        json.WriteEndObject();
    }

    /// <summary>Entry with the taker fee of both ways.</summary>
    private static decimal BreakEven(Position? position)
    {
        if (position is null || position.Quantity == 0)
        {
            return 0;
        }

        var fees = 2 * position.Spec.TakerFee;
        return Math.Round(position.EntryPrice * (position.IsLong ? 1 + fees : 1 - fees), 8);
    }

    private IEnumerable<string> AssetsOf(Account account)
    {
        var wallet = Venue.WalletOf(_market);
        var held = account.Wallets.TryGetValue(wallet, out var assets) ? assets.Keys : Enumerable.Empty<string>();
        return (_isCoin ? held : held.Append("USDT")).Distinct().Order(StringComparer.Ordinal);
    }

    private readonly record struct Totals(
        decimal Wallet, decimal Pnl, decimal CrossPnl, decimal Initial, decimal Maintenance, decimal Orders, decimal Isolated, decimal Available);

    private Totals TotalsOf(Account account, string asset)
    {
        var wallet = Venue.WalletOf(_market);
        decimal pnl = 0, crossPnl = 0, initial = 0, maintenance = 0, isolated = 0, orders = 0;
        foreach (var position in account.Positions)
        {
            if (position.Spec.Market != _market || position.Spec.SettleAsset != asset)
            {
                continue;
            }

            pnl += position.UnrealizedPnl;
            initial += position.InitialMargin;
            maintenance += position.MaintenanceMargin;
            crossPnl += position.Mode == MarginMode.Cross ? position.UnrealizedPnl : 0;
            isolated += position.Mode == MarginMode.Isolated ? position.IsolatedMargin : 0;
        }

        foreach (var order in account.OpenOrders)
        {
            if (order.Market == _market && order.Book?.Spec.SettleAsset == asset)
            {
                orders += Venue.OrderMargin(order);
            }
        }

        return new Totals(
            account.Balance(wallet, asset).Total, pnl, crossPnl, initial, maintenance, orders, isolated,
            Math.Max(0, Venue.Available(account, wallet, asset)));
    }

    private void Balances(Call call)
    {
        var account = call.Account!;
        call.Json.WriteStartArray();
        foreach (var asset in AssetsOf(account))
        {
            var totals = TotalsOf(account, asset);
            call.Json.WriteStartObject();
            call.Json.WriteString("accountAlias"u8, "SgsR");
            call.Json.WriteString("asset"u8, asset);
            call.Json.Money("balance"u8, totals.Wallet, 8);
            call.Json.Money("crossWalletBalance"u8, totals.Wallet - totals.Isolated, 8);
            call.Json.Money("crossUnPnl"u8, totals.CrossPnl, 8);
            call.Json.Money("availableBalance"u8, totals.Available, 8);
            if (_isCoin)
            {
                call.Json.Money("withdrawAvailable"u8, Math.Min(totals.Available, totals.Wallet), 8);
            }
            else
            {
                call.Json.Money("maxWithdrawAmount"u8, Math.Min(totals.Available, totals.Wallet), 8);
                call.Json.WriteBoolean("marginAvailable"u8, true);
            }

            call.Json.WriteNumber("updateTime"u8, Venue.ToVenueMs(account.Balance(Venue.WalletOf(_market), asset).UpdatedAt));
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
    }

    private void AccountInfo(Call call, int version)
    {
        var account = call.Account!;
        var json = call.Json;
        json.WriteStartObject();
        if (version != 3)
        {
            json.WriteNumber("feeTier"u8, 0);
            json.WriteBoolean("canTrade"u8, account.May("futures"));
            json.WriteBoolean("canDeposit"u8, true);
            json.WriteBoolean("canWithdraw"u8, true);
            json.WriteNumber("updateTime"u8, 0);
        }

        if (!_isCoin)
        {
            WriteTotals(json, TotalsOf(account, "USDT"));
        }

        json.WriteStartArray("assets"u8);
        foreach (var asset in AssetsOf(account))
        {
            WriteAsset(json, account, asset);
        }

        json.WriteEndArray();
        json.WriteStartArray("positions"u8);
        var books = Venue.Books.Where(book => book.Spec.Market == _market);
        foreach (var row in Rows(account, books, onlyUsed: version == 3))
        {
            WriteAccountPosition(json, row, version);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, Totals totals)
    {
        json.Money("totalInitialMargin"u8, totals.Initial + totals.Orders, 8);
        json.Money("totalMaintMargin"u8, totals.Maintenance, 8);
        json.Money("totalWalletBalance"u8, totals.Wallet, 8);
        json.Money("totalUnrealizedProfit"u8, totals.Pnl, 8);
        json.Money("totalMarginBalance"u8, totals.Wallet + totals.Pnl, 8);
        json.Money("totalPositionInitialMargin"u8, totals.Initial, 8);
        json.Money("totalOpenOrderInitialMargin"u8, totals.Orders, 8);
        json.Money("totalCrossWalletBalance"u8, totals.Wallet - totals.Isolated, 8);
        json.Money("totalCrossUnPnl"u8, totals.CrossPnl, 8);
        json.Money("availableBalance"u8, totals.Available, 8);
        json.Money("maxWithdrawAmount"u8, Math.Min(totals.Available, totals.Wallet), 8);
    }

    private void WriteAsset(Utf8JsonWriter json, Account account, string asset)
    {
        var totals = TotalsOf(account, asset);
        json.WriteStartObject();
        json.WriteString("asset"u8, asset);
        json.Money("walletBalance"u8, totals.Wallet, 8);
        json.Money("unrealizedProfit"u8, totals.Pnl, 8);
        json.Money("marginBalance"u8, totals.Wallet + totals.Pnl, 8);
        json.Money("maintMargin"u8, totals.Maintenance, 8);
        json.Money("initialMargin"u8, totals.Initial + totals.Orders, 8);
        json.Money("positionInitialMargin"u8, totals.Initial, 8);
        json.Money("openOrderInitialMargin"u8, totals.Orders, 8);
        json.Money("crossWalletBalance"u8, totals.Wallet - totals.Isolated, 8);
        json.Money("crossUnPnl"u8, totals.CrossPnl, 8);
        json.Money("availableBalance"u8, totals.Available, 8);
        json.Money("maxWithdrawAmount"u8, Math.Min(totals.Available, totals.Wallet), 8);
        json.WriteNumber("updateTime"u8, Venue.ToVenueMs(account.Balance(Venue.WalletOf(_market), asset).UpdatedAt));
        json.WriteEndObject();
    }

    private void WriteAccountPosition(Utf8JsonWriter json, PositionRow row, int version)
    {
        var spec = row.Book.Spec;
        var position = row.Position;
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("positionSide"u8, Words.Of(row.Side));
        json.Money("positionAmt"u8, Count(spec, position?.Quantity ?? 0));
        json.Money("unrealizedProfit"u8, position?.UnrealizedPnl ?? 0, 8);
        json.Money("initialMargin"u8, position?.InitialMargin ?? 0, 8);
        json.Money("maintMargin"u8, position?.MaintenanceMargin ?? 0, 8);
        if (version == 3)
        {
            json.Money("isolatedMargin"u8, position?.IsolatedMargin ?? 0, 8);
            json.Money("notional"u8, position is null ? 0 : spec.Notional(position.Quantity, row.Book.Quote.Mark), 8);
            json.Money("isolatedWallet"u8, position?.IsolatedMargin ?? 0, 8);
        }
        else
        {
            json.Money("positionInitialMargin"u8, position?.InitialMargin ?? 0, 8);
            json.WriteString("openOrderInitialMargin"u8, "0");
            json.Money("leverage"u8, row.Setting.Leverage);
            json.WriteBoolean("isolated"u8, (position?.Mode ?? row.Setting.Mode) == MarginMode.Isolated);
            json.Money("entryPrice"u8, Math.Round(position?.EntryPrice ?? 0, 10));
            json.Money("breakEvenPrice"u8, BreakEven(position));
            json.Money(
                _isCoin ? "maxQty"u8 : "maxNotional"u8,
                Math.Floor(LeverageBrackets.NotionalCap(spec, row.Setting.Leverage) / spec.ContractSize));
        }

        json.WriteNumber("updateTime"u8, position is null ? 0 : Venue.ToVenueMs(position.UpdatedAt));
        json.WriteEndObject();
    }

    /// <summary>Commission and realised profit come from the fills; funding and the rest are booked as they happen.</summary>
    private void Incomes(Call call)
    {
        var account = call.Account!;
        var symbol = call.Parameter("symbol");
        var kind = call.Parameter("incomeType");
        var fromFills = account.OrdersById.Values.Where(order => order.Market == _market).SelectMany(order => order.Fills.SelectMany(fill => new[]
        {
            new Income(fill.Id, _market, order.Symbol, "COMMISSION", -fill.Fee, fill.FeeAsset, fill.At, fill.Id),
            new Income(fill.Id, _market, order.Symbol, "REALIZED_PNL", fill.RealizedPnl, order.Book!.Spec.SettleAsset, fill.At, fill.Id),
        }));
        var limit = Call.TryLong(call.Parameter("limit"), out var asked) ? (int)Math.Min(asked, 1000) : 100;
        var all = account.Incomes.Where(income => income.Market == _market).Concat(fromFills)
            .Where(income => income.Amount != 0
                && (kind is null || income.Kind == kind)
                && (symbol is null || Venue.FindCanonical(_market, income.Symbol)?.Spec.VenueSymbol == symbol)
                && IsWithin(call, income.At))
            .OrderBy(income => income.Id);

        // The oldest from a start on, the newest without one.
        var rows = call.Parameter("startTime") is { Length: > 0 } ? all.Take(limit) : all.TakeLast(limit);
        call.Json.WriteStartArray();
        foreach (var income in rows)
        {
            call.Json.WriteStartObject();
            call.Json.WriteString("symbol"u8, Venue.FindCanonical(_market, income.Symbol)?.Spec.VenueSymbol ?? income.Symbol);
            call.Json.WriteString("incomeType"u8, income.Kind);
            call.Json.Money("income"u8, income.Amount, 8);
            call.Json.WriteString("asset"u8, income.Asset);
            call.Json.WriteString("info"u8, income.TradeId is { } trade ? Invariant(trade) : income.Kind);
            call.Json.WriteNumber("time"u8, Venue.ToVenueMs(income.At));
            call.Json.WriteNumber("tranId"u8, income.Id);
            call.Json.WriteString("tradeId"u8, income.TradeId is { } id ? Invariant(id) : "");
            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
    }
}
