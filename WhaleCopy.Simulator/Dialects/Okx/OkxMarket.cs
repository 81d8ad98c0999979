using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Okx;

internal sealed partial class OkxDialect
{
    private IEnumerable<Operation> MarketOperations() =>
    [
        new("GET", "/api/v5/public/time", ServerTime, Rate: OkxRates.TenByAddress),
        new("GET", "/api/v5/public/instruments", Instruments, Rate: OkxRates.TwentyByAddress),
        new("GET", "/api/v5/market/ticker", Ticker, Rate: OkxRates.TwentyByAddress),
        new("GET", "/api/v5/market/tickers", Tickers, Rate: OkxRates.TwentyByAddress),
        new("GET", "/api/v5/public/mark-price", MarkPrice, Rate: OkxRates.TenByAddress),
        new("GET", "/api/v5/market/index-tickers", IndexTickers, Rate: OkxRates.TwentyByAddress),
        new("GET", "/api/v5/public/price-limit", PriceLimit, Rate: OkxRates.TwentyByAddress),
        new("GET", "/api/v5/public/convert-contract-coin", ConvertContracts, Rate: OkxRates.TenByAddress),
        new("GET", "/api/v5/system/status", SystemStatus, Rate: OkxRates.OneInFiveSeconds),
    ];

    private void ServerTime(Call call)
    {
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("ts"u8, Id(Venue.NowMs));
        call.Json.WriteEndObject();
        End(call);
    }

    private static void SystemStatus(Call call)
    {
        Begin(call);
        End(call);
    }

    private void Instruments(Call call)
    {
        if (call.Parameter("instType") is not { Length: > 0 } type)
        {
            _ = Fail(call, OkxError.Empty("instType"));
            return;
        }

        if (type is not ("SPOT" or "SWAP" or "FUTURES" or "MARGIN" or "OPTION"))
        {
            _ = Fail(call, OkxError.Parameter("instType"));
            return;
        }

        var one = call.Parameter("instId");
        var books = BooksOf(type).Where(book => one is null or "" || book.Spec.VenueSymbol == one).ToArray();
        if (books.Length == 0 && one is { Length: > 0 })
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        Begin(call);
        foreach (var book in books)
        {
            WriteInstrument(call.Json, book.Spec);
        }

        End(call);
    }

    private static void WriteInstrument(Utf8JsonWriter json, Instrument spec)
    {
        var family = $"{spec.BaseAsset}-{spec.QuoteAsset}";
        json.WriteStartObject();
        Empty(json, "alias"u8);
        json.WriteString("baseCcy"u8, spec.IsSpot ? spec.BaseAsset : "");
        json.WriteString("category"u8, "1");
        json.WriteString("ctMult"u8, spec.IsSpot ? "" : "1");
        json.WriteString("ctType"u8, spec.IsSpot ? "" : spec.Kind == ContractKind.Linear ? "linear" : "inverse");
        json.WriteString("ctVal"u8, spec.IsSpot ? "" : JsonMoney.Text(spec.ContractSize));
        json.WriteString("ctValCcy"u8, spec.IsSpot ? "" : spec.Kind == ContractKind.Linear ? spec.BaseAsset : "USD");
        Empty(json, "expTime"u8);
        json.WriteString("instFamily"u8, spec.IsSpot ? "" : family);
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.WriteString("instType"u8, TypeOf(spec));
        json.WriteString("lever"u8, spec.IsSpot ? "" : JsonMoney.Text(spec.MaximumLeverage));
        json.WriteString("listTime"u8, "1606468572000");
        json.Money("lotSz"u8, Count(spec, spec.Step));
        json.Money("maxIcebergSz"u8, Count(spec, spec.MaximumQuantity));
        json.WriteString("maxLmtAmt"u8, "20000000");
        json.Money("maxLmtSz"u8, Count(spec, spec.MaximumQuantity));
        json.WriteString("maxMktAmt"u8, spec.IsSpot ? "1000000" : "");
        json.Money("maxMktSz"u8, Count(spec, spec.MaximumMarketQuantity));
        json.Money("maxStopSz"u8, Count(spec, spec.MaximumMarketQuantity));
        json.Money("maxTriggerSz"u8, Count(spec, spec.MaximumQuantity));
        json.Money("maxTwapSz"u8, Count(spec, spec.MaximumQuantity));
        json.Money("minSz"u8, Count(spec, spec.MinimumQuantity));
        Empty(json, "optType"u8);
        json.WriteString("quoteCcy"u8, spec.IsSpot ? spec.QuoteAsset : "");
        json.WriteString("ruleType"u8, "normal");
        json.WriteString("settleCcy"u8, spec.IsSpot ? "" : spec.SettleAsset);
        json.WriteString("state"u8, "live");
        Empty(json, "stk"u8);
        json.Money("tickSz"u8, spec.Tick);
        json.WriteString("uly"u8, spec.IsSpot ? "" : family);
        json.WriteEndObject();
    }

    private void Ticker(Call call)
    {
        if (call.Parameter("instId") is not { Length: > 0 } instrument)
        {
            _ = Fail(call, OkxError.Empty("instId"));
            return;
        }

        if (FindBook(instrument) is not { } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        Begin(call);
        WriteTicker(call.Json, book);
        End(call);
    }

    private void Tickers(Call call)
    {
        if (call.Parameter("instType") is not { Length: > 0 } type)
        {
            _ = Fail(call, OkxError.Empty("instType"));
            return;
        }

        Begin(call);
        foreach (var book in BooksOf(type))
        {
            WriteTicker(call.Json, book);
        }

        End(call);
    }

    /// <summary>On derivatives <c>vol24h</c> counts contracts and <c>volCcy24h</c> base coins; on spot coins and quote.</summary>
    internal void WriteTicker(Utf8JsonWriter json, InstrumentBook book)
    {
        var spec = book.Spec;
        var quote = book.Quote;
        var coins = Math.Round(quote.Volume24h / quote.Price, 4);
        var depth = quote.Depth is { } given ? Math.Floor(Count(spec, spec.FromBase(given, quote.Price)) * 100) / 100 : 1000;
        json.WriteStartObject();
        json.WriteString("instType"u8, TypeOf(spec));
        json.WriteString("instId"u8, spec.VenueSymbol);
        json.Money("last"u8, quote.Price);
        json.WriteString("lastSz"u8, "1");
        json.Money("askPx"u8, quote.Ask);
        json.Money("askSz"u8, depth);
        json.Money("bidPx"u8, quote.Bid);
        json.Money("bidSz"u8, depth);
        json.Money("open24h"u8, book.OpenPrice);
        json.Money("high24h"u8, book.HighPrice);
        json.Money("low24h"u8, book.LowPrice);
        json.Money("volCcy24h"u8, spec.IsSpot ? quote.Volume24h : coins);
        json.Money("vol24h"u8, spec.IsSpot ? coins : Math.Round(Count(spec, spec.FromBase(coins, quote.Price)), 2));
        json.Money("sodUtc0"u8, book.OpenPrice);
        json.Money("sodUtc8"u8, book.OpenPrice);
        json.WriteString("ts"u8, Ms(quote.At));
        json.WriteEndObject();
    }

    private void MarkPrice(Call call)
    {
        if (call.Parameter("instType") is not { Length: > 0 } type)
        {
            _ = Fail(call, OkxError.Empty("instType"));
            return;
        }

        var one = call.Parameter("instId");
        Begin(call);
        foreach (var book in BooksOf(type).Where(book => one is null or "" || book.Spec.VenueSymbol == one))
        {
            WriteMark(call.Json, book);
        }

        End(call);
    }

    internal void WriteMark(Utf8JsonWriter json, InstrumentBook book)
    {
        json.WriteStartObject();
        json.WriteString("instType"u8, TypeOf(book.Spec));
        json.WriteString("instId"u8, book.Spec.VenueSymbol);
        json.Money("markPx"u8, book.Quote.Mark);
        json.WriteString("ts"u8, Ms(book.Quote.At));
        json.WriteEndObject();
    }

    /// <summary>An index is named by coin and currency; every instrument of that pair has the same one here.</summary>
    private void IndexTickers(Call call)
    {
        var one = call.Parameter("instId");
        var currency = call.Parameter("quoteCcy");
        if (string.IsNullOrEmpty(one) && string.IsNullOrEmpty(currency))
        {
            _ = Fail(call, OkxError.Empty("instId"));
            return;
        }

        Begin(call);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var book in BooksOf("SWAP").Concat(BooksOf("SPOT")))
        {
            var spec = book.Spec;
            var index = $"{spec.BaseAsset}-{spec.QuoteAsset}";
            if ((one is { Length: > 0 } ? index == one : spec.QuoteAsset == currency) && written.Add(index))
            {
                call.Json.WriteStartObject();
                call.Json.WriteString("instId"u8, index);
                call.Json.Money("idxPx"u8, book.Quote.Index);
                call.Json.WriteString("ts"u8, Ms(book.Quote.At));
                call.Json.WriteEndObject();
            }
        }

        End(call);
    }

    private void PriceLimit(Call call)
    {
        if (FindBook(call.Parameter("instId")) is not { } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        var tick = book.Spec.Tick;
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("instType"u8, TypeOf(book.Spec));
        call.Json.WriteString("instId"u8, book.Spec.VenueSymbol);
        call.Json.Money("buyLmt"u8, Math.Floor(book.Quote.Mark * (1 + OrderFilters.PriceBand) / tick) * tick);
        call.Json.Money("sellLmt"u8, Math.Ceiling(book.Quote.Mark * (1 - OrderFilters.PriceBand) / tick) * tick);
        call.Json.WriteString("ts"u8, Id(Venue.NowMs));
        call.Json.WriteBoolean("enabled"u8, true);
        call.Json.WriteEndObject();
        End(call);
    }

    private void ConvertContracts(Call call)
    {
        if (FindBook(call.Parameter("instId")) is not { Spec.IsSpot: false } book)
        {
            _ = Fail(call, OkxError.UnknownInstrument);
            return;
        }

        if (!Call.TryDecimal(call.Parameter("sz"), out var size) || size <= 0)
        {
            _ = Fail(call, OkxError.Parameter("sz"));
            return;
        }

        var spec = book.Spec;
        var price = Call.TryDecimal(call.Parameter("px"), out var given) && given > 0 ? given : book.Quote.Mark;
        var toCoins = call.Parameter("type") == "2";
        var result = toCoins
            ? spec.ToBase(size * spec.ContractSize, price)
            : Count(spec, spec.FloorToStep(spec.FromBase(size, price)));
        Begin(call);
        call.Json.WriteStartObject();
        call.Json.WriteString("type"u8, toCoins ? "2" : "1");
        call.Json.WriteString("instId"u8, spec.VenueSymbol);
        call.Json.Money("px"u8, price);
        call.Json.Money("sz"u8, Math.Round(result, 10));
        call.Json.WriteString("unit"u8, call.Parameter("unit") ?? "coin");
        call.Json.WriteEndObject();
        End(call);
    }
}
