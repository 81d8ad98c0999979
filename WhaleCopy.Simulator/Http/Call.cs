using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Http;

/// <summary>One request to a venue and the answer that is being written. Rented, so that an order costs few allocations.</summary>
internal sealed class Call
{
    private readonly List<KeyValuePair<string, string>> _queryParameters = new(16);
    private readonly List<KeyValuePair<string, string>> _bodyParameters = new(16);
    private byte[] _body = new byte[1024];
    private bool _isParsed;
    private JsonDocument? _json;

    public Call()
    {
        Output = new ArrayBufferWriter<byte>(2048);
        Json = new Utf8JsonWriter(Output, new JsonWriterOptions { SkipValidation = true });
    }

    public HttpContext Http { get; private set; } = null!;
    public Dialect Dialect { get; private set; } = null!;
    public string Method { get; private set; } = "";

    /// <summary>The venue's own path, percent-encoding resolved.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Without the question mark, exactly as sent.</summary>
    public string Query { get; private set; } = "";

    /// <summary>The venue's own path as it was sent, still encoded: what clients sign.</summary>
    public string SentPath
    {
        get
        {
            var target = Http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? Path;
            var end = target.IndexOf('?', StringComparison.Ordinal);
            return target[Dialect.Prefix.Length..(end < 0 ? target.Length : end)];
        }
    }

    public ReadOnlyMemory<byte> Body { get; private set; }
    public ArrayBufferWriter<byte> Output { get; }
    public Utf8JsonWriter Json { get; }
    public int Status { get; set; }
    public string ContentType { get; set; } = "";

    /// <summary>Set where a fault keeps an order from the engine: the placement is written down and not executed.</summary>
    public Intercept? Intercept { get; set; }

    /// <summary>The account that signed, once the dialect has checked.</summary>
    public Account? Account { get; set; }

    public string RemoteAddress => Http.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1";

    public void Begin(HttpContext http, Dialect dialect, string path)
    {
        Http = http;
        Dialect = dialect;
        Method = http.Request.Method;
        Path = path;
        var query = http.Request.QueryString;
        Query = query.HasValue && query.Value!.Length > 1 ? query.Value[1..] : "";
        Body = default;
        Intercept = null;
        Account = null;
        _isParsed = false;
        _queryParameters.Clear();
        _bodyParameters.Clear();
        _json?.Dispose();
        _json = null;
        ResetAnswer();
    }

    public void End()
    {
        _json?.Dispose();
        _json = null;
        Http = null!;
        Account = null;
    }

    public void ResetAnswer()
    {
        Output.ResetWrittenCount();
        Json.Reset(Output);
        Status = StatusCodes.Status200OK;
        ContentType = Dialect.ContentType;
    }

    public async ValueTask ReadBodyAsync()
    {
        var length = 0;
        var stream = Http.Request.Body;
        while (true)
        {
            if (length == _body.Length)
            {
                Array.Resize(ref _body, _body.Length * 2);
            }

            var read = await stream.ReadAsync(_body.AsMemory(length), Http.RequestAborted);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        Body = _body.AsMemory(0, length);
    }

    /// <summary>A parameter of the query or, if absent there, of a form or JSON body; null when it was not sent.</summary>
    public string? Parameter(string name)
    {
        Parse();
        return Find(_queryParameters, name) ?? Find(_bodyParameters, name) ?? JsonParameter(name);
    }

    public JsonElement? JsonBody()
    {
        if (_json is null && Body.Length > 0)
        {
            try
            {
                _json = JsonDocument.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return _json?.RootElement;
    }

    public string? Header(string name) => Http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    private string? JsonParameter(string name)
    {
        if (Body.Length == 0 || IsForm || JsonBody() is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => value.GetRawText(),
        };
    }

    private bool IsForm =>
        Http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private void Parse()
    {
        if (_isParsed)
        {
            return;
        }

        _isParsed = true;
        if (Query.Length > 0)
        {
            ParsePairs(Query, _queryParameters);
        }

        if (Body.Length > 0 && IsForm)
        {
            ParsePairs(Encoding.UTF8.GetString(Body.Span), _bodyParameters);
        }
    }

    private static void ParsePairs(string text, List<KeyValuePair<string, string>> into)
    {
        foreach (var range in text.AsSpan().Split('&'))
        {
            var pair = text.AsSpan(range);
            var equals = pair.IndexOf('=');
            if (equals > 0)
            {
                into.Add(new KeyValuePair<string, string>(Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
            }
        }
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAny('%', '+'))
        {
            return text.ToString();
        }

        return Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
    }

    private static string? Find(List<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Key == name)
            {
                return parameter.Value;
            }
        }

        return null;
    }

    /// <summary>A decimal parameter; false when it was sent and is no plain decimal.</summary>
    public static bool TryDecimal(string? text, out decimal value) => decimal.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && Math.Abs(value) < Absurd;

    /// <summary>No venue takes such a number, and nothing that is reckoned with smaller ones overflows.</summary>
    private const decimal Absurd = 1_000_000_000_000_000m;

    public static bool TryLong(string? text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
