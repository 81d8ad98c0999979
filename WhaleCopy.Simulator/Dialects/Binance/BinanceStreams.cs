using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;
using WhaleCopy.Simulator.Streams;

namespace WhaleCopy.Simulator.Dialects.Binance;

/// <summary>Public streams of one product: <c>/ws</c> sends the bare data, <c>/stream</c> wraps it with the stream's name.</summary>
internal sealed class BinanceStreams(Venue venue, Market market) : IStreamEndpoint
{
    public string Prefix => market switch
    {
        Market.Spot => "/binance/spot",
        Market.UsdM => "/binance/usdm",
        Market.CoinM => "/binance/coinm",
    };

    public Exchange Exchange => Exchange.Binance;

    public StreamSession? Open(string path, string query)
    {
        if (path is "/ws" or "/stream")
        {
            var named = query.StartsWith("?streams=", StringComparison.Ordinal)
                ? Uri.UnescapeDataString(query["?streams=".Length..]).Split('/')
                : [];
            return new BinanceStreamSession(venue, market, isCombined: path == "/stream", named);
        }

        return path.StartsWith("/ws/", StringComparison.Ordinal)
            ? new BinanceStreamSession(venue, market, isCombined: false, path["/ws/".Length..].Split('/'))
            : null;
    }
}

/// <summary>SUBSCRIBE, UNSUBSCRIBE and what was subscribed. https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams</summary>
internal sealed class BinanceStreamSession : StreamSession
{
    private static readonly TimeSpan FundingInterval = TimeSpan.FromHours(8);

    private readonly Venue _venue;
    private readonly Market _market;
    private readonly bool _isCombined;
    private readonly List<Subscription> _subscriptions = [];

    public BinanceStreamSession(Venue venue, Market market, bool isCombined, IEnumerable<string> named)
    {
        _venue = venue;
        _market = market;
        _isCombined = isCombined;
        foreach (var stream in named.Where(stream => stream.Length > 0))
        {
            _subscriptions.Add(new Subscription(stream));
        }
    }

    /// <summary>One stream: what it shows, of which symbol, and when it last said so.</summary>
    private sealed class Subscription
    {
        public Subscription(string name)
        {
            Name = name;
            var parts = name.Split('@');
            IsAll = parts[0].StartsWith('!');
            Kind = IsAll ? parts[0][1..] : parts.Length > 1 ? parts[1] : "";
            Symbol = IsAll ? null : parts[0].ToUpperInvariant();
            Interval = Kind == "markPrice" ? name.EndsWith("@1s", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(3) : TimeSpan.Zero;
        }

        public string Name { get; }
        public bool IsAll { get; }
        public string Kind { get; }
        public string? Symbol { get; }
        public TimeSpan Interval { get; }
        public DateTimeOffset LastAt { get; set; }
        public Dictionary<InstrumentBook, Quote> Shown { get; } = [];
    }

    public override IEnumerable<byte[]> Receive(string text)
    {
        if (Parse(text) is not { } request || TextOf(request, "method") is not { } method)
        {
            yield return Message(json => WriteError(json, null, 3, "Invalid JSON: expected value at line 1 column 1"));
            yield break;
        }

        var id = request.TryGetProperty("id", out var given) ? given : (JsonElement?)null;
        var names = request.TryGetProperty("params", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray()
            : [];
        switch (method)
        {
            case "SUBSCRIBE":
                foreach (var name in names.Where(name => !_subscriptions.Exists(known => known.Name == name)))
                {
                    _subscriptions.Add(new Subscription(name));
                }

                yield return Message(json => WriteResult(json, id, null));
                break;
            case "UNSUBSCRIBE":
                _ = _subscriptions.RemoveAll(known => names.Contains(known.Name));
                yield return Message(json => WriteResult(json, id, null));
                break;
            case "LIST_SUBSCRIPTIONS":
                yield return Message(json => WriteResult(json, id, _subscriptions.Select(known => known.Name)));
                break;
            default:
                yield return Message(json => WriteError(json, id, 2, "Invalid request: unknown variant"));
                break;
        }
    }

    public override IEnumerable<byte[]> Look()
    {
        var now = _venue.Now;
        foreach (var subscription in _subscriptions)
        {
            if (now - subscription.LastAt < subscription.Interval)
            {
                continue;
            }

            var books = BooksOf(subscription).Where(book => IsDue(subscription, book)).ToArray();
            if (books.Length == 0)
            {
                continue;
            }

            subscription.LastAt = now;
            foreach (var book in books)
            {
                subscription.Shown[book] = book.Quote;
            }

            yield return Message(json => WriteData(json, subscription, books));
        }
    }

    /// <summary>Marks are repeated each interval; the rest is sent when it changed.</summary>
    private static bool IsDue(Subscription subscription, InstrumentBook book) =>
        subscription.Kind == "markPrice" || !subscription.Shown.TryGetValue(book, out var shown) || !ReferenceEquals(shown, book.Quote);

    private IEnumerable<InstrumentBook> BooksOf(Subscription subscription)
    {
        if (subscription.Kind is not ("markPrice" or "bookTicker" or "ticker" or "miniTicker")
            || (subscription.Kind == "markPrice" && _market == Market.Spot))
        {
            return [];
        }

        if (subscription.Symbol is { } symbol)
        {
            return _venue.FindBook(_market, symbol) is { } book ? [book] : [];
        }

        return _venue.Books.Where(book => book.Spec.Market == _market);
    }

    private void WriteData(Utf8JsonWriter json, Subscription subscription, InstrumentBook[] books)
    {
        if (_isCombined)
        {
            json.WriteStartObject();
            json.WriteString("stream"u8, subscription.Name);
            json.WritePropertyName("data"u8);
        }

        var isList = subscription.IsAll && subscription.Kind != "bookTicker";
        if (isList)
        {
            json.WriteStartArray();
        }

        foreach (var book in isList ? books : books.AsEnumerable().Take(1))
        {
            json.WriteStartObject();
            Write(json, subscription.Kind, book);
            json.WriteEndObject();
        }

        if (isList)
        {
            json.WriteEndArray();
        }

        if (_isCombined)
        {
            json.WriteEndObject();
        }
    }

    private void Write(Utf8JsonWriter json, string kind, InstrumentBook book)
    {
        var quote = book.Quote;
        var now = _venue.NowMs;
        switch (kind)
        {
            case "markPrice":
                var venueTime = _venue.Now + _venue.ClockOffset;
                var funding = new DateTimeOffset(((venueTime.Ticks / FundingInterval.Ticks) + 1) * FundingInterval.Ticks, TimeSpan.Zero);
                json.WriteString("e"u8, "markPriceUpdate");
                json.WriteNumber("E"u8, now);
                json.WriteString("s"u8, book.Spec.VenueSymbol);
                json.Money("p"u8, quote.Mark, 8);
                json.Money("P"u8, quote.Index, 8);
                json.Money("i"u8, quote.Index, 8);
                json.WriteString("r"u8, "0.00010000");
                json.WriteNumber("T"u8, funding.ToUnixTimeMilliseconds());
                break;
            case "bookTicker":
                if (_market != Market.Spot)
                {
                    json.WriteString("e"u8, "bookTicker");
                    json.WriteNumber("E"u8, now);
                    json.WriteNumber("T"u8, now);
                }

                json.WriteNumber("u"u8, _venue.ToVenueMs(quote.At));
                json.WriteString("s"u8, book.Spec.VenueSymbol);
                json.Money("b"u8, quote.Bid, 8);
                json.Money("B"u8, quote.Depth ?? 1000);
                json.Money("a"u8, quote.Ask, 8);
                json.Money("A"u8, quote.Depth ?? 1000);
                break;
            default:
                json.WriteString("e"u8, kind == "ticker" ? "24hrTicker" : "24hrMiniTicker");
                json.WriteNumber("E"u8, now);
                json.WriteString("s"u8, book.Spec.VenueSymbol);
                json.Money("c"u8, quote.Price, 8);
                json.Money("o"u8, book.OpenPrice, 8);
                json.Money("h"u8, book.HighPrice, 8);
                json.Money("l"u8, book.LowPrice, 8);
                json.Money("v"u8, quote.Volume24h / quote.Price, 8);
                json.Money("q"u8, quote.Volume24h, 8);
                if (kind == "ticker")
                {
                    WriteTickerRest(json, book, now);
                }

                break;
        }
    }

    private void WriteTickerRest(Utf8JsonWriter json, InstrumentBook book, long now)
    {
        var quote = book.Quote;
        json.Money("p"u8, quote.Price - book.OpenPrice, 8);
        json.Money("P"u8, (quote.Price - book.OpenPrice) / book.OpenPrice * 100, 3);
        json.Money("w"u8, quote.Price, 8);
        json.WriteString("Q"u8, "1");
        if (_market == Market.Spot)
        {
            json.Money("x"u8, book.OpenPrice, 8);
            json.Money("b"u8, quote.Bid, 8);
            json.Money("B"u8, quote.Depth ?? 1000);
            json.Money("a"u8, quote.Ask, 8);
            json.Money("A"u8, quote.Depth ?? 1000);
        }

        json.WriteNumber("O"u8, now - 86_400_000);
        json.WriteNumber("C"u8, now);
        json.WriteNumber("F"u8, 1);
        json.WriteNumber("L"u8, 100_000);
        json.WriteNumber("n"u8, 100_000);
    }

    private static void WriteResult(Utf8JsonWriter json, JsonElement? id, IEnumerable<string>? names)
    {
        json.WriteStartObject();
        if (names is null)
        {
            json.WriteNull("result"u8);
        }
        else
        {
            json.WriteStartArray("result"u8);
            foreach (var name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        WriteId(json, id);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, JsonElement? id, int code, string message)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, code);
        json.WriteString("msg"u8, message);
        json.WriteEndObject();
        WriteId(json, id);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, JsonElement? id)
    {
        json.WritePropertyName("id"u8);
        if (id is { } given)
        {
            given.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
