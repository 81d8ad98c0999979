using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bybit;

internal sealed partial class BybitDialect
{
    private IEnumerable<Operation> MarketOperations() =>
    [
        new("GET", "/v5/market/time", ServerTime),
        new("GET", "/v5/market/instruments-info", Instruments),
        new("GET", "/v5/market/tickers", Tickers),
        new("GET", "/v5/system/status", SystemStatus),
    ];

    private void ServerTime(Call call)
    {
        var now = Venue.Now + Venue.ClockOffset;
        Begin(call);
        call.Json.WriteString("timeSecond"u8, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        call.Json.WriteString("timeNano"u8, ((now - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture));
        End(call);
    }

    private void SystemStatus(Call call)
    {
        Begin(call);
        call.Json.WriteStartArray("list"u8);
        call.Json.WriteEndArray();
        End(call);
    }

    /// <summary>The instruments of a category, one or all; null with the error written.</summary>
    private InstrumentBook[]? BooksOf(Call call)
    {
        if (MarketOf(call.Parameter("category")) is not { } market)
        {
            _ = Fail(call, BybitError.Parameter("Illegal category"));
            return null;
        }

        if (call.Parameter("symbol") is { Length: > 0 } symbol)
        {
            if (Venue.FindBook(market, symbol) is { } book)
            {
                return [book];
            }

            _ = Fail(call, BybitError.Parameter("Symbol Is Invalid"));
            return null;
        }

        return [.. Venue.Books.Where(book => book.Spec.Market == market)];
    }

    private void Instruments(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        Begin(call);
        WriteList(call, call.Parameter("category")!, books, 500, 1000, static (json, book) => WriteInstrument(json, book.Spec));
        End(call);
    }

    private static void WriteInstrument(Utf8JsonWriter json, Instrument spec)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        if (!spec.IsSpot)
        {
            json.WriteString("contractType"u8, spec.Kind == ContractKind.Linear ? "LinearPerpetual" : "InversePerpetual");
        }

        json.WriteString("status"u8, "Trading");
        json.WriteString("baseCoin"u8, spec.BaseAsset);
        json.WriteString("quoteCoin"u8, spec.QuoteAsset);
        if (spec.IsSpot)
        {
            json.WriteString("innovation"u8, "0");
            json.WriteString("marginTrading"u8, "none");
            json.WriteString("stTag"u8, "0");
            json.WriteStartObject("lotSizeFilter"u8);
            json.Money("basePrecision"u8, spec.Step);
            json.WriteString("quotePrecision"u8, "0.00000001");
            json.Money("minOrderQty"u8, spec.MinimumQuantity);
            json.Money("maxOrderQty"u8, spec.MaximumQuantity);
            json.Money("maxLimitOrderQty"u8, spec.MaximumQuantity);
            json.Money("maxMarketOrderQty"u8, spec.MaximumMarketQuantity);
            json.Money("minOrderAmt"u8, spec.MinimumNotional);
            json.WriteString("maxOrderAmt"u8, "20000000");
            json.WriteEndObject();
            json.WriteStartObject("priceFilter"u8);
            json.Money("tickSize"u8, spec.Tick);
            json.WriteEndObject();
            json.WriteStartObject("riskParameters"u8);
            json.Money("priceLimitRatioX"u8, OrderFilters.PriceBand);
            json.Money("priceLimitRatioY"u8, OrderFilters.PriceBand);
            json.WriteEndObject();
        }
        else
        {
            WriteDerivative(json, spec);
        }

        json.WriteEndObject();
    }

    private static void WriteDerivative(Utf8JsonWriter json, Instrument spec)
    {
        json.WriteString("launchTime"u8, "1585526400000");
        json.WriteString("deliveryTime"u8, "0");
        json.WriteString("deliveryFeeRate"u8, "");
        json.WriteString("priceScale"u8, "2");
        json.WriteStartObject("leverageFilter"u8);
        json.WriteString("minLeverage"u8, "1");
        json.Money("maxLeverage"u8, spec.MaximumLeverage, 2);
        json.WriteString("leverageStep"u8, "0.01");
        json.WriteEndObject();
        json.WriteStartObject("priceFilter"u8);
        json.Money("minPrice"u8, spec.Tick);
        json.WriteString("maxPrice"u8, "19999999.80");
        json.Money("tickSize"u8, spec.Tick);
        json.WriteEndObject();
        json.WriteStartObject("lotSizeFilter"u8);
        json.Money("maxOrderQty"u8, spec.MaximumQuantity);
        json.Money("maxMktOrderQty"u8, spec.MaximumMarketQuantity);
        json.Money("minOrderQty"u8, spec.MinimumQuantity);
        json.Money("qtyStep"u8, spec.Step);
        json.Money("postOnlyMaxOrderQty"u8, spec.MaximumQuantity);
        if (spec.Kind == ContractKind.Linear)
        {
            json.Money("minNotionalValue"u8, spec.MinimumNotional);
        }

        json.WriteEndObject();
        json.WriteBoolean("unifiedMarginTrade"u8, true);
        json.WriteNumber("fundingInterval"u8, 480);
        json.WriteString("settleCoin"u8, spec.SettleAsset);
        json.WriteString("copyTrading"u8, spec.Kind == ContractKind.Linear ? "both" : "none");
        json.WriteString("upperFundingRate"u8, "0.00375");
        json.WriteString("lowerFundingRate"u8, "-0.00375");
    }

    private void Tickers(Call call)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        Begin(call);
        call.Json.WriteString("category"u8, call.Parameter("category"));
        call.Json.WriteStartArray("list"u8);
        foreach (var book in books)
        {
            call.Json.WriteStartObject();
            foreach (var (name, value) in TickerFields(book))
            {
                call.Json.WriteString(name, value);
            }

            if (!book.Spec.IsSpot)
            {
                // Of dated contracts only.
                call.Json.WriteString("predictedDeliveryPrice"u8, "");
                call.Json.WriteString("basisRate"u8, "");
                call.Json.WriteString("basis"u8, "");
                call.Json.WriteString("deliveryFeeRate"u8, "");
                call.Json.WriteString("deliveryTime"u8, "0");
            }

            call.Json.WriteEndObject();
        }

        call.Json.WriteEndArray();
        End(call);
    }

    /// <summary>The fields of a ticker, so that a stream can send those that changed.</summary>
    internal IEnumerable<(string Name, string Value)> TickerFields(InstrumentBook book)
    {
        var quote = book.Quote;
        var spec = book.Spec;
        var change = Math.Round((quote.Price - book.OpenPrice) / book.OpenPrice, 6);
        var coins = Math.Round(quote.Volume24h / quote.Price, 4);
        var depth = JsonMoney.Text(quote.Depth ?? 1000);
        yield return ("symbol", spec.VenueSymbol);
        yield return ("lastPrice", JsonMoney.Text(quote.Price));
        yield return ("prevPrice24h", JsonMoney.Text(book.OpenPrice));
        yield return ("price24hPcnt", JsonMoney.Text(change));
        yield return ("highPrice24h", JsonMoney.Text(book.HighPrice));
        yield return ("lowPrice24h", JsonMoney.Text(book.LowPrice));
        yield return ("bid1Price", JsonMoney.Text(quote.Bid));
        yield return ("bid1Size", depth);
        yield return ("ask1Price", JsonMoney.Text(quote.Ask));
        yield return ("ask1Size", depth);
        if (spec.IsSpot)
        {
            yield return ("turnover24h", JsonMoney.Text(quote.Volume24h));
            yield return ("volume24h", JsonMoney.Text(coins));
            yield return ("usdIndexPrice", JsonMoney.Text(quote.Index));
            yield break;
        }

        // Inverse volume counts dollars, and its turnover coins.
        var isInverse = spec.Kind == ContractKind.InverseUsd;
        yield return ("turnover24h", JsonMoney.Text(isInverse ? coins : quote.Volume24h));
        yield return ("volume24h", JsonMoney.Text(isInverse ? quote.Volume24h : coins));
        yield return ("indexPrice", JsonMoney.Text(quote.Index));
        yield return ("markPrice", JsonMoney.Text(quote.Mark));
        yield return ("prevPrice1h", JsonMoney.Text(book.OpenPrice));
        yield return ("tickDirection", "ZeroPlusTick");
        yield return ("openInterest", "1000");
        yield return ("openInterestValue", "1000000");
        yield return ("fundingRate", "0.0001");
        yield return ("nextFundingTime", (((Venue.NowMs / 28_800_000) + 1) * 28_800_000).ToString(CultureInfo.InvariantCulture));
    }
}
