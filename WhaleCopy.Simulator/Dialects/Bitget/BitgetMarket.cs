using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Bitget;

internal sealed partial class BitgetDialect
{
    private IEnumerable<Operation> MarketOperations() =>
    [
        new("GET", "/api/v2/public/time", ServerTime, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/spot/public/symbols", SpotSymbols, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/spot/market/tickers", SpotTickers, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/mix/market/contracts", Contracts, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/mix/market/ticker", Ticker, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/mix/market/tickers", Tickers, Rate: BitgetRates.TwentyByAddress),
        new("GET", "/api/v2/mix/market/symbol-price", SymbolPrice, Rate: BitgetRates.TwentyByAddress),
    ];

    private void ServerTime(Call call)
    {
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("serverTime"u8, Id(Venue.NowMs));
        call.Json.WriteEndObject();
        End(call);
    }

    private IEnumerable<InstrumentBook> BooksOf(Market market) => Venue.Books.Where(book => book.Spec.Market == market);

    private void SpotSymbols(Call call)
    {
        var symbol = call.Parameter("symbol");
        WriteRows(call, BooksOf(Market.Spot).Where(book => string.IsNullOrEmpty(symbol) || book.Spec.VenueSymbol == symbol), static (json, book) =>
        {
            var spec = book.Spec;
            json.WriteStartObject();
            json.WriteString("symbol"u8, spec.VenueSymbol);
            json.WriteString("baseCoin"u8, spec.BaseAsset);
            json.WriteString("quoteCoin"u8, spec.QuoteAsset);
            json.WriteString("minTradeAmount"u8, "0");
            json.Money("maxTradeAmount"u8, spec.MaximumQuantity);
            json.Money("takerFeeRate"u8, spec.TakerFee);
            json.Money("makerFeeRate"u8, spec.MakerFee);
            json.WriteString("pricePrecision"u8, Id(Places(spec.Tick)));
            json.WriteString("quantityPrecision"u8, Id(Places(spec.Step)));
            json.WriteString("quotePrecision"u8, "8");
            json.Money("minTradeUSDT"u8, spec.MinimumNotional);
            json.WriteString("status"u8, "online");
            json.Money("buyLimitPriceRatio"u8, OrderFilters.PriceBand);
            json.Money("sellLimitPriceRatio"u8, OrderFilters.PriceBand);
            json.WriteEndObject();
        });
    }

    private void SpotTickers(Call call)
    {
        var symbol = call.Parameter("symbol");
        WriteRows(call, BooksOf(Market.Spot).Where(book => string.IsNullOrEmpty(symbol) || book.Spec.VenueSymbol == symbol), (json, book) =>
        {
            var quote = book.Quote;
            json.WriteStartObject();
            json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            json.Money("open"u8, book.OpenPrice);
            WriteDay(json, book);
            json.Money("quoteVolume"u8, quote.Volume24h);
            json.Money("baseVolume"u8, Math.Round(quote.Volume24h / quote.Price, 4));
            json.Money("usdtVolume"u8, quote.Volume24h);
            json.WriteEndObject();
        });
    }

    private void Contracts(Call call)
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

        var symbol = call.Parameter("symbol");
        WriteRows(call, BooksOf(market).Where(book => string.IsNullOrEmpty(symbol) || book == FindBook(market, symbol)), WriteContract);
    }

    private static void WriteContract(Utf8JsonWriter json, InstrumentBook book)
    {
        var spec = book.Spec;
        var places = Places(spec.Tick);
        json.WriteStartObject();
        json.WriteString("symbol"u8, spec.VenueSymbol);
        json.WriteString("baseCoin"u8, spec.BaseAsset);
        json.WriteString("quoteCoin"u8, spec.QuoteAsset);
        json.Money("buyLimitPriceRatio"u8, OrderFilters.PriceBand);
        json.Money("sellLimitPriceRatio"u8, OrderFilters.PriceBand);
        json.WriteString("feeRateUpRatio"u8, "0.1");
        json.Money("makerFeeRate"u8, spec.MakerFee);
        json.Money("takerFeeRate"u8, spec.TakerFee);
        json.WriteString("openCostUpRatio"u8, "0.1");
        json.WriteStartArray("supportMarginCoins"u8);
        json.WriteStringValue(spec.SettleAsset);
        json.WriteEndArray();
        json.Money("minTradeNum"u8, spec.MinimumQuantity);
        json.Money("priceEndStep"u8, spec.Tick * Power(places));
        json.WriteString("volumePlace"u8, Id(Places(spec.Step)));
        json.WriteString("pricePlace"u8, Id(places));
        json.Money("sizeMultiplier"u8, spec.Step);
        json.WriteString("symbolType"u8, "perpetual");
        json.Money("minTradeUSDT"u8, spec.MinimumNotional);
        json.WriteString("maxSymbolOrderNum"u8, "200");
        json.WriteString("maxProductOrderNum"u8, "400");
        json.WriteString("maxPositionNum"u8, "150");
        json.WriteString("symbolStatus"u8, "normal");
        json.WriteString("offTime"u8, "-1");
        json.WriteString("limitOpenTime"u8, "-1");
        json.WriteString("deliveryTime"u8, "");
        json.WriteString("deliveryStartTime"u8, "");
        json.WriteString("deliveryPeriod"u8, "");
        json.WriteString("launchTime"u8, "");
        json.WriteString("fundInterval"u8, "8");
        json.WriteString("minLever"u8, "1");
        json.Money("maxLever"u8, spec.MaximumLeverage);
        json.WriteString("posLimit"u8, "0.05");
        json.WriteString("maintainTime"u8, "");
        json.Money("maxMarketOrderQty"u8, spec.MaximumMarketQuantity);
        json.Money("maxOrderQty"u8, spec.MaximumQuantity);
        json.WriteEndObject();
    }

    private static decimal Power(int places)
    {
        var power = 1m;
        for (var i = 0; i < places; i++)
        {
            power *= 10;
        }

        return power;
    }

    private void Ticker(Call call)
    {
        if (TryBook(call, out var book))
        {
            WriteRows(call, [book], WriteMixTicker);
        }
    }

    private void Tickers(Call call)
    {
        if (IsEmptyProduct(call))
        {
            WriteRows<InstrumentBook>(call, [], WriteContract);
            return;
        }

        if (TryProduct(call, out var market))
        {
            WriteRows(call, BooksOf(market), WriteMixTicker);
        }
    }

    private void WriteMixTicker(Utf8JsonWriter json, InstrumentBook book)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, book.Spec.VenueSymbol);
        WriteMixFields(json, book);
        json.WriteNull("deliveryStartTime"u8);
        json.WriteNull("deliveryTime"u8);
        json.WriteString("deliveryStatus"u8, "delivery_normal");
        json.WriteEndObject();
    }

    /// <summary>What a ticker and its stream have in common.</summary>
    internal void WriteMixFields(Utf8JsonWriter json, InstrumentBook book)
    {
        var quote = book.Quote;
        WriteDay(json, book);
        json.Money("open24h"u8, book.OpenPrice);
        json.Money("baseVolume"u8, Math.Round(quote.Volume24h / quote.Price, 4));
        json.Money("quoteVolume"u8, quote.Volume24h);
        json.Money("usdtVolume"u8, quote.Volume24h);
        json.Money("indexPrice"u8, quote.Index);
        json.Money("markPrice"u8, quote.Mark);
        json.WriteString("fundingRate"u8, "0.0001");
        json.WriteString("holdingAmount"u8, "1000");
    }

    internal void WriteDay(Utf8JsonWriter json, InstrumentBook book)
    {
        var quote = book.Quote;
        var change = Math.Round((quote.Price - book.OpenPrice) / book.OpenPrice, 5);
        json.Money("lastPr"u8, quote.Price);
        json.Money("askPr"u8, quote.Ask);
        json.Money("bidPr"u8, quote.Bid);
        json.Money("bidSz"u8, quote.Depth ?? 1000);
        json.Money("askSz"u8, quote.Depth ?? 1000);
        json.Money("high24h"u8, book.HighPrice);
        json.Money("low24h"u8, book.LowPrice);
        json.WriteString("ts"u8, Id(Venue.NowMs));
        json.Money("change24h"u8, change);
        json.Money("openUtc"u8, book.OpenPrice);
        json.Money("changeUtc24h"u8, change);
    }

    private void SymbolPrice(Call call)
    {
        if (TryBook(call, out var book))
        {
            WriteRows(call, [book], (json, row) =>
            {
                json.WriteStartObject();
                json.WriteString("symbol"u8, row.Spec.VenueSymbol);
                json.Money("price"u8, row.Quote.Price);
                json.Money("indexPrice"u8, row.Quote.Index);
                json.Money("markPrice"u8, row.Quote.Mark);
                json.WriteString("ts"u8, Id(Venue.NowMs));
                json.WriteEndObject();
            });
        }
    }
}
