using System.Globalization;
using System.Text.Json;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.Control;

/// <summary>A field of the control API that cannot be accepted.</summary>
internal sealed class BadInputException(string name, string reason) : Exception($"{name}: {reason}")
{
    public string Field => name;

    public string Reason => reason;
}

/// <summary>Reads a JSON object strictly: every complaint names the field.</summary>
internal sealed class Fields(JsonElement element, string path = "")
{
    public static async Task<JsonElement> ReadAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new BadInputException("body", "must be JSON");
        }
    }

    public static async Task<Fields> ReadObjectAsync(HttpContext http)
    {
        var root = await ReadAsync(http);
        return root.ValueKind == JsonValueKind.Object ? new Fields(root) : throw new BadInputException("body", "must be a JSON object");
    }

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Bad(name, "must be a string");

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Bad(name, "is required");

    public bool? Flag(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Bad(name, "must be true or false"),
        };

    public decimal? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad(name, "must be a decimal");
    }

    public decimal? Positive(string name) => Number(name) is { } number && number <= 0 ? throw Bad(name, "must be above zero") : Number(name);

    public decimal RequiredPositive(string name) => Positive(name) ?? throw Bad(name, "is required");

    public decimal? NotNegative(string name) => Number(name) is { } number && number < 0 ? throw Bad(name, "must not be below zero") : Number(name);

    public int? Integer(string name, int minimum, int maximum) => Number(name) is not { } number
        ? null
        : number % 1 == 0 && number >= minimum && number <= maximum
            ? (int)number
            : throw Bad(name, $"must be a whole number from {minimum} to {maximum}");

    public DateTimeOffset? Instant(string name) => Text(name) is not { } text
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : throw Bad(name, "must be an ISO 8601 instant");

    public Exchange RequiredExchange(string name) => Words.TryExchange(RequiredText(name), out var exchange)
        ? exchange
        : throw Bad(name, "must be binance, okx, bybit or bitget");

    public CanonicalSymbol RequiredSymbol(string name) => CanonicalSymbol.TryParse(RequiredText(name))
        ?? throw Bad(name, "must be a symbol such as BTCUSDT or BTCUSD");

    public Fields? Object(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind == JsonValueKind.Object ? new Fields(value, PathOf(name)) : throw Bad(name, "must be an object");

    public IEnumerable<string> Names() => element.EnumerateObject().Select(property => property.Name);

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Bad(name, "must be a list of strings");
        }

        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    public BadInputException Bad(string name, string message) => new(PathOf(name), message);

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;
}
