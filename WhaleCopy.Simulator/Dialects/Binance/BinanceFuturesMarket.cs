using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceFuturesDialect
{
    private const long PerpetualDelivery = 4133404800000;
    private static readonly TimeSpan FundingInterval = TimeSpan.FromHours(8);
    private static readonly string[] OrderTypes =
        ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"];

    private void ServerTime(Call call)
    {
        call.Json.WriteStartObject();
        call.Json.WriteNumber("serverTime"u8, Venue.NowMs);
        call.Json.WriteEndObject();
    }

    private void ExchangeInfo(Call call)
    {
        var json = call.Json;
        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC");
        json.WriteNumber("serverTime"u8, Venue.NowMs);
        json.WriteStartArray("rateLimits"u8);
        WriteLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, Limits.WeightLimit);
        WriteLimit(json, "ORDERS", "MINUTE", 1, Limits.OrdersPerLongWindow);
        WriteLimit(json, "ORDERS", "SECOND", 10, Limits.OrdersPerTenSeconds);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters"u8);
        json.WriteEndArray();
        if (!_isCoin)
        {
            json.WriteStartArray("assets"u8);
            foreach (var asset in Venue.Books.Where(book => book.Spec.Market == _market).Select(book => book.Spec.SettleAsset).Distinct())
            {
                json.WriteStartObject();
                json.WriteString("asset"u8, asset);
                json.WriteBoolean("marginAvailable"u8, true);
                json.WriteString("autoAssetExchange"u8, "0");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("symbols"u8);
        foreach (var book in Venue.Books)
        {
            if (book.Spec.Market == _market)
            {
                WriteSymbol(json, book.Spec);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteSymbol(Utf8JsonWriter json, Instrument spec)
    {
        var minimum = Count(spec, spec.MinimumQuantity);
        var step = Count(spec, spec.Step);
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("pair"u8, spec.Symbol.Name);
        json.WriteString("contractType"u8, "PERPETUAL");
        json.WriteNumber("deliveryDate"u8, PerpetualDelivery);
        json.WriteNumber("onboardDate"u8, 1569398400000);
        json.WriteString(_isCoin ? "contractStatus"u8 : "status"u8, "TRADING");
        if (_isCoin)
        {
            json.WriteNumber("contractSize"u8, spec.ContractSize);
            json.WriteNumber("equalQtyPrecision"u8, 4);
        }

        json.WriteString("maintMarginPercent"u8, "2.5000");
        json.WriteString("requiredMarginPercent"u8, "5.0000");
        json.WriteString("baseAsset"u8, spec.BaseAsset);
        json.WriteString("quoteAsset"u8, spec.QuoteAsset);
        json.WriteString("marginAsset"u8, spec.SettleAsset);
        json.WriteNumber("pricePrecision"u8, Places(spec.Tick));
        json.WriteNumber("quantityPrecision"u8, Places(step));
        json.WriteNumber("baseAssetPrecision"u8, 8);
        json.WriteNumber("quotePrecision"u8, 8);
        json.WriteString("underlyingType"u8, "COIN");
        json.WriteStartArray("underlyingSubType"u8);
        json.WriteEndArray();
        json.WriteString("triggerProtect"u8, "0.0500");
        json.WriteString("liquidationFee"u8, "0.010000");
        json.WriteString("marketTakeBound"u8, "0.05");
        json.WriteStartArray("filters"u8);
        json.WriteStartObject();
        json.WriteString("filterType"u8, "PRICE_FILTER");
        json.Money("minPrice"u8, spec.Tick);
        json.WriteString("maxPrice"u8, "10000000");
        json.Money("tickSize"u8, spec.Tick);
        json.WriteEndObject();
        WriteLot(json, "LOT_SIZE", minimum, Count(spec, spec.MaximumQuantity), step);
        WriteLot(json, "MARKET_LOT_SIZE", minimum, Count(spec, spec.MaximumMarketQuantity), step);
        WriteLimitFilter(json, "MAX_NUM_ORDERS", 200);
        WriteLimitFilter(json, "MAX_NUM_ALGO_ORDERS", 100);
        if (!_isCoin)
        {
            json.WriteStartObject();
            json.WriteString("filterType"u8, "MIN_NOTIONAL");
            json.Money("notional"u8, spec.MinimumNotional);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("filterType"u8, "PERCENT_PRICE");
        json.Money("multiplierUp"u8, 1 + OrderFilters.PriceBand, 4);
        json.Money("multiplierDown"u8, 1 - OrderFilters.PriceBand, 4);
        json.WriteString("multiplierDecimal"u8, "4");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray(_isCoin ? "orderTypes"u8 : "orderTypes"u8);
        foreach (var type in OrderTypes)
        {
            json.WriteStringValue(type);
        }

        json.WriteEndArray();
        json.WriteStartArray("timeInForce"u8);
        json.WriteStringValue("GTC"u8);
        json.WriteStringValue("IOC"u8);
        json.WriteStringValue("FOK"u8);
        json.WriteStringValue("GTX"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLot(Utf8JsonWriter json, string type, decimal minimum, decimal maximum, decimal step)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, type);
        json.Money("minQty"u8, minimum);
        json.Money("maxQty"u8, maximum);
        json.Money("stepSize"u8, step);
        json.WriteEndObject();
    }

    private static void WriteLimitFilter(Utf8JsonWriter json, string type, int limit)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, type);
        json.WriteNumber("limit"u8, limit);
        json.WriteEndObject();
    }

    private void TickerPrice(Call call) => WriteEach(call, (json, book) =>
    {
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        WritePair(json, book.Spec, "ps"u8);
        json.Money("price"u8, book.Quote.Price);
        json.WriteNumber("time"u8, Venue.ToVenueMs(book.Quote.At));
    });

    private void BookTicker(Call call) => WriteEach(call, (json, book) =>
    {
        var depth = Count(book.Spec, book.Spec.FromBase(book.Quote.Depth ?? 1000, book.Quote.Price));
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        WritePair(json, book.Spec, "pair"u8);
        json.Money("bidPrice"u8, book.Quote.Bid);
        json.Money("bidQty"u8, Math.Floor(depth * 1000) / 1000);
        json.Money("askPrice"u8, book.Quote.Ask);
        json.Money("askQty"u8, Math.Floor(depth * 1000) / 1000);
        json.WriteNumber("time"u8, Venue.ToVenueMs(book.Quote.At));
    });

    private void Ticker24Hours(Call call) => WriteEach(call, (json, book) =>
    {
        var quote = book.Quote;
        var change = quote.Price - book.OpenPrice;
        var volume = quote.Volume24h / quote.Price;
        var now = Venue.NowMs;
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        WritePair(json, book.Spec, "pair"u8);
        json.Money("priceChange"u8, change);
        json.Money("priceChangePercent"u8, Math.Round(change / book.OpenPrice * 100, 3), 3);
        json.Money("weightedAvgPrice"u8, quote.Price);
        json.Money("lastPrice"u8, quote.Price);
        json.WriteString("lastQty"u8, "1");
        json.Money("openPrice"u8, book.OpenPrice);
        json.Money("highPrice"u8, book.HighPrice);
        json.Money("lowPrice"u8, book.LowPrice);
        if (_isCoin)
        {
            json.Money("volume"u8, Math.Round(quote.Volume24h / book.Spec.ContractSize, 0));
            json.Money("baseVolume"u8, Math.Round(volume, 8));
        }
        else
        {
            json.Money("volume"u8, Math.Round(volume, 3));
            json.Money("quoteVolume"u8, quote.Volume24h, 2);
        }

        json.WriteNumber("openTime"u8, now - 86_400_000);
        json.WriteNumber("closeTime"u8, now);
        json.WriteNumber("firstId"u8, 1);
        json.WriteNumber("lastId"u8, 100_000);
        json.WriteNumber("count"u8, 100_000);
    });

    private void PremiumIndex(Call call) => WriteEach(call, (json, book) =>
    {
        var now = Venue.Now + Venue.ClockOffset;
        var nextFunding = new DateTimeOffset(((now.Ticks / FundingInterval.Ticks) + 1) * FundingInterval.Ticks, TimeSpan.Zero);
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        WritePair(json, book.Spec, "pair"u8);
        json.Money("markPrice"u8, book.Quote.Mark, 8);
        json.Money("indexPrice"u8, book.Quote.Index, 8);
        json.Money("estimatedSettlePrice"u8, book.Quote.Index, 8);
        json.WriteString("lastFundingRate"u8, "0.00010000");
        json.WriteString("interestRate"u8, "0.00010000");
        json.WriteNumber("nextFundingTime"u8, nextFunding.ToUnixTimeMilliseconds());
        json.WriteNumber("time"u8, now.ToUnixTimeMilliseconds());
    });

    private void WritePair(Utf8JsonWriter json, Instrument spec, ReadOnlySpan<byte> name)
    {
        if (_isCoin)
        {
            json.WriteString(name, spec.Symbol.Name);
        }
    }

    /// <summary>One object for one symbol (USD-M), else a list.</summary>
    private void WriteEach(Call call, Action<Utf8JsonWriter, InstrumentBook> write)
    {
        if (BooksOf(call) is not { } books)
        {
            return;
        }

        var isSingle = !_isCoin && call.Parameter("symbol") is { Length: > 0 };
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
}
