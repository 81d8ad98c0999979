using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Streams;

namespace WhaleCopy.Simulator.Dialects.Bitget;

/// <summary>The public stream: <c>/bitget/v2/ws/public</c>.</summary>
internal sealed class BitgetStreams(BitgetDialect dialect) : IStreamEndpoint
{
    public string Prefix => "/bitget";

    public Exchange Exchange => Exchange.Bitget;

    public StreamSession? Open(string path, string query) =>
        path is "/v2/ws/public" or "/ws/v2/ws/public" or "/ws" ? new BitgetStreamSession(dialect) : null;
}

/// <summary>Channel <c>ticker</c>, always whole. https://www.bitget.com/api-doc/contract/websocket/public/Tickers-Channel</summary>
internal sealed class BitgetStreamSession(BitgetDialect dialect) : StreamSession
{
    private readonly Dictionary<(string Product, string Instrument), Quote?> _shown = [];

    public override IEnumerable<byte[]> Receive(string text)
    {
        if (text == "ping")
        {
            yield return "pong"u8.ToArray();
            yield break;
        }

        if (Parse(text) is not { } request || TextOf(request, "op") is not ("subscribe" or "unsubscribe") || !request.TryGetProperty("args", out var args)
            || args.ValueKind != JsonValueKind.Array)
        {
            yield return Message(json => WriteError(json, 30003, "INVALID op", null));
            yield break;
        }

        var isSubscribing = TextOf(request, "op") == "subscribe";
        foreach (var arg in args.EnumerateArray())
        {
            var key = (Product: TextOf(arg, "instType") ?? "", Instrument: TextOf(arg, "instId") ?? "");
            if (TextOf(arg, "channel") != "ticker" || BookOf(key) is null)
            {
                yield return Message(json => WriteError(json, 30001, $"instType:{key.Product},channel:{TextOf(arg, "channel")},instId:{key.Instrument} doesn't exist", key));
                continue;
            }

            _ = isSubscribing ? _shown.TryAdd(key, null) : _shown.Remove(key);
            yield return Message(json =>
            {
                json.WriteStartObject();
                json.WriteString("event"u8, isSubscribing ? "subscribe" : "unsubscribe");
                WriteArgument(json, key);
                json.WriteEndObject();
            });
        }
    }

    public override IEnumerable<byte[]> Look()
    {
        foreach (var (key, shown) in _shown.ToArray())
        {
            if (BookOf(key) is not { } book || ReferenceEquals(shown, book.Quote))
            {
                continue;
            }

            _shown[key] = book.Quote;
            yield return Message(json => WriteTicker(json, key, book));
        }
    }

    private InstrumentBook? BookOf((string Product, string Instrument) key) => key.Product switch
    {
        "USDT-FUTURES" => dialect.FindBook(Market.UsdM, key.Instrument),
        "COIN-FUTURES" => dialect.FindBook(Market.CoinM, key.Instrument),
        "SPOT" => dialect.FindBook(Market.Spot, key.Instrument),
        _ => null,
    };

    private void WriteTicker(Utf8JsonWriter json, (string Product, string Instrument) key, InstrumentBook book)
    {
        json.WriteStartObject();
        json.WriteString("action"u8, "snapshot");
        WriteArgument(json, key);
        json.WriteStartArray("data"u8);
        json.WriteStartObject();
        json.WriteString("instId"u8, book.Spec.VenueSymbol);
        if (book.Spec.IsSpot)
        {
            dialect.WriteDay(json, book);
        }
        else
        {
            dialect.WriteMixFields(json, book);
            var now = dialect.Venue.NowMs;
            json.WriteString("nextFundingTime"u8, $"{((now / 28_800_000) + 1) * 28_800_000}");
            json.WriteNumber("symbolType"u8, 1);
            json.WriteString("symbol"u8, book.Spec.VenueSymbol);
            json.WriteString("deliveryPrice"u8, "0");
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("ts"u8, dialect.Venue.NowMs);
        json.WriteEndObject();
    }

    private static void WriteArgument(Utf8JsonWriter json, (string Product, string Instrument) key)
    {
        json.WriteStartObject("arg"u8);
        json.WriteString("instType"u8, key.Product);
        json.WriteString("channel"u8, "ticker");
        json.WriteString("instId"u8, key.Instrument);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, int code, string message, (string Product, string Instrument)? key)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, "error");
        if (key is { } argument)
        {
            WriteArgument(json, argument);
        }

        json.WriteNumber("code"u8, code);
        json.WriteString("msg"u8, message);
        json.WriteEndObject();
    }
}
