using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceSpotDialect
{
    private static readonly string[] OrderTypes =
        ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"];

    private void ServerTime(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("serverTime"u8, Venue.NowMs);
        call.Json.WriteEndObject();
    }

    private void ExchangeInfo(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC");
        json.WriteNumber("serverTime"u8, Venue.NowMs);
        json.WriteStartArray("rateLimits"u8);
        WriteLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, Limits.WeightLimit);
        WriteLimit(json, "ORDERS", "SECOND", 10, Limits.OrdersPerTenSeconds);
        WriteLimit(json, "ORDERS", "DAY", 1, Limits.OrdersPerLongWindow);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters"u8);
        json.WriteEndArray();
        json.WriteStartArray("symbols"u8);
        foreach (var book in books)
        {
            WriteSymbol(json, book.Spec);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSymbol(Utf8JsonWriter json, Instrument spec)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("status"u8, "TRADING");
        json.WriteString("baseAsset"u8, spec.BaseAsset);
        json.WriteNumber("baseAssetPrecision"u8, 8);
        json.WriteString("quoteAsset"u8, spec.QuoteAsset);
        json.WriteNumber("quotePrecision"u8, 8);
        json.WriteNumber("quoteAssetPrecision"u8, 8);
        json.WriteNumber("baseCommissionPrecision"u8, 8);
        json.WriteNumber("quoteCommissionPrecision"u8, 8);
        json.WriteStartArray("orderTypes"u8);
        foreach (var type in OrderTypes)
        {
            json.WriteStringValue(type);
        }

        json.WriteEndArray();
        json.WriteBoolean("icebergAllowed"u8, false);
        json.WriteBoolean("ocoAllowed"u8, true);
        json.WriteBoolean("otoAllowed"u8, false);
        json.WriteBoolean("quoteOrderQtyMarketAllowed"u8, true);
        json.WriteBoolean("allowTrailingStop"u8, false);
        json.WriteBoolean("cancelReplaceAllowed"u8, false);
        json.WriteBoolean("isSpotTradingAllowed"u8, true);
        json.WriteBoolean("isMarginTradingAllowed"u8, false);
        json.WriteStartArray("filters"u8);
        json.WriteStartObject();
        json.WriteString("filterType"u8, "PRICE_FILTER");
        json.Money("minPrice"u8, spec.Tick);
        json.WriteString("maxPrice"u8, "10000000.00000000");
        json.Money("tickSize"u8, spec.Tick);
        json.WriteEndObject();
        WriteLot(json, "LOT_SIZE", spec.MinimumQuantity, spec.MaximumQuantity, spec.Step);
        // As on the venue: no step of its own for market orders.
        WriteLot(json, "MARKET_LOT_SIZE", 0, spec.MaximumMarketQuantity, 0);
        json.WriteStartObject();
        json.WriteString("filterType"u8, "PERCENT_PRICE_BY_SIDE");
        json.Money("bidMultiplierUp"u8, 1 + OrderFilters.PriceBand);
        json.WriteString("bidMultiplierDown"u8, "0.2");
        json.WriteString("askMultiplierUp"u8, "5");
        json.Money("askMultiplierDown"u8, 1 - OrderFilters.PriceBand);
        json.WriteNumber("avgPriceMins"u8, 5);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "NOTIONAL");
        json.Money("minNotional"u8, spec.MinimumNotional, 8);
        json.WriteBoolean("applyMinToMarket"u8, true);
        json.WriteString("maxNotional"u8, "9000000.00000000");
        json.WriteBoolean("applyMaxToMarket"u8, false);
        json.WriteNumber("avgPriceMins"u8, 5);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "MAX_NUM_ORDERS");
        json.WriteNumber("maxNumOrders"u8, 200);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "MAX_NUM_ALGO_ORDERS");
        json.WriteNumber("maxNumAlgoOrders"u8, 100);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("permissions"u8);
        json.WriteEndArray();
        json.WriteStartArray("permissionSets"u8);
        json.WriteStartArray();
        json.WriteStringValue("SPOT"u8);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode"u8, "EXPIRE_MAKER");
        json.WriteEndObject();
    }

    private static void WriteLot(Utf8JsonWriter json, string type, decimal minimum, decimal maximum, decimal step)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, type);
        json.Money("minQty"u8, minimum, 8);
        json.Money("maxQty"u8, maximum, 8);
        json.Money("stepSize"u8, step, 8);
        json.WriteEndObject();
    }

    private void TickerPrice(Call call) => WriteEach(call, static (json, book) =>
    {
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        json.Money("price"u8, book.Quote.Price, 8);
    });

    private void BookTicker(Call call) => WriteEach(call, static (json, book) =>
    {
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        json.Money("bidPrice"u8, book.Quote.Bid, 8);
        json.Money("bidQty"u8, book.Quote.Depth ?? 1000, 8);
        json.Money("askPrice"u8, book.Quote.Ask, 8);
        json.Money("askQty"u8, book.Quote.Depth ?? 1000, 8);
    });

    private void Ticker24Hours(Call call)
    {
        var now = Venue.NowMs;
        WriteEach(call, (json, book) =>
        {
            var quote = book.Quote;
            var change = quote.Price - book.OpenPrice;
            json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            json.Money("priceChange"u8, change, 8);
            json.Money("priceChangePercent"u8, Math.Round(change / book.OpenPrice * 100, 3), 3);
            json.Money("weightedAvgPrice"u8, quote.Price, 8);
            json.Money("prevClosePrice"u8, book.OpenPrice, 8);
            json.Money("lastPrice"u8, quote.Price, 8);
            json.WriteString("lastQty"u8, "1.00000000");
            json.Money("bidPrice"u8, quote.Bid, 8);
            json.Money("bidQty"u8, quote.Depth ?? 1000, 8);
            json.Money("askPrice"u8, quote.Ask, 8);
            json.Money("askQty"u8, quote.Depth ?? 1000, 8);
            json.Money("openPrice"u8, book.OpenPrice, 8);
            json.Money("highPrice"u8, book.HighPrice, 8);
            json.Money("lowPrice"u8, book.LowPrice, 8);
            json.Money("volume"u8, quote.Volume24h / quote.Price, 8);
            json.Money("quoteVolume"u8, quote.Volume24h, 8);
            json.WriteNumber("openTime"u8, now - 86_400_000);
            json.WriteNumber("closeTime"u8, now);
            json.WriteNumber("firstId"u8, 1);
            json.WriteNumber("lastId"u8, 100_000);
            json.WriteNumber("count"u8, 100_000);
        });
    }

    /// <summary>One by <c>symbol</c>, some by <c>symbols=["A","B"]</c>, else all; null with the error written.</summary>
    private List<InstrumentBook>? BooksOf(Call call)
    {
        if (call.Parameter("symbol") is { Length: > 0 })
        {
            return BookOf(call) is { } one ? [one] : null;
        }

        if (call.Parameter("symbols") is not { Length: > 0 } list)
        {
            return [.. Venue.Books.Where(book => book.Spec.IsSpot)];
        }

        var books = new List<InstrumentBook>();
        foreach (var name in list.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Venue.FindBook(Market.Spot, name.Trim('"')) is not { } book)
            {
                _ = Fail(call, BinanceError.InvalidSymbol);
                return null;
            }

            books.Add(book);
        }

        return books;
    }

    private void WriteEach(Call call, Action<Utf8JsonWriter, InstrumentBook> write)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        var isSingle = call.Parameter("symbol") is { Length: > 0 };
        if (!isSingle)
        {
            call.Json.WriteStartArray();
        }

        foreach (var book in books)
        {
            call.Json.WriteStartObject();
            write(call.Json, book);
            call.Json.WriteEndObject();
        }

        if (!isSingle)
        {
            call.Json.WriteEndArray();
        }
    }

    private void AccountInfo(Call call)
    {
        var account = call.Account!;
        var omitsZero = call.Parameter("omitZeroBalances") == "true";
        var json = call.Json;
        json.WriteStartObject();
        json.WriteNumber("makerCommission"u8, 10);
        json.WriteNumber("takerCommission"u8, 10);
        json.WriteNumber("buyerCommission"u8, 0);
        json.WriteNumber("sellerCommission"u8, 0);
        json.WriteStartObject("commissionRates"u8);
        json.WriteString("maker"u8, "0.00100000");
        json.WriteString("taker"u8, "0.00100000");
        json.WriteString("buyer"u8, "0.00000000");
        json.WriteString("seller"u8, "0.00000000");
        json.WriteEndObject();
        json.WriteBoolean("canTrade"u8, true);
        json.WriteBoolean("canWithdraw"u8, true);
        json.WriteBoolean("canDeposit"u8, true);
        json.WriteBoolean("brokered"u8, false);
        json.WriteBoolean("requireSelfTradePrevention"u8, false);
        json.WriteBoolean("preventSor"u8, false);
        json.WriteNumber("updateTime"u8, Venue.NowMs);
        json.WriteString("accountType"u8, "SPOT");
        json.WriteStartArray("balances"u8);
        if (account.Wallets.TryGetValue(WalletKind.Spot, out var assets))
        {
            foreach (var (asset, balance) in assets)
            {
                if (omitsZero && balance.Total == 0)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("asset"u8, asset);
                json.Money("free"u8, balance.Total - balance.Locked, 8);
                json.Money("locked"u8, balance.Locked, 8);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("permissions"u8);
        json.WriteStringValue("SPOT"u8);
        json.WriteEndArray();
        json.WriteNumber("uid"u8, account.Number);
        json.WriteEndObject();
    }

    private void OrderLimits(Call call)
    {
        call.Json.WriteStartArray();
        WriteLimit(call.Json, "ORDERS", "SECOND", 10, Limits.OrdersPerTenSeconds);
        WriteLimit(call.Json, "ORDERS", "DAY", 1, Limits.OrdersPerLongWindow);
        call.Json.WriteEndArray();
    }
}
