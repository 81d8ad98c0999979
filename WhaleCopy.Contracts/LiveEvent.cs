using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Contracts;

/// <summary>What a live event is about; the name on the wire is the hub's method.</summary>
public enum LiveEventKind
{
    /// <summary>A signal of a whale: to everybody who follows him.</summary>
    [JsonStringEnumMemberName("signal")]
    Signal,

    /// <summary>A trade of a user was made or changed.</summary>
    [JsonStringEnumMemberName("trade")]
    Trade,

    /// <summary>A position of a user was opened, changed or closed.</summary>
    [JsonStringEnumMemberName("position")]
    Position,

    /// <summary>A user's balances were read anew.</summary>
    [JsonStringEnumMemberName("balance")]
    Balance,

    /// <summary>A new price: to everybody who holds the instrument.</summary>
    [JsonStringEnumMemberName("price")]
    Price,

    /// <summary>A whale's state changed (dark, sharing off, back): to everybody who follows him.</summary>
    [JsonStringEnumMemberName("whale")]
    Whale,

    /// <summary>A notification of a user.</summary>
    [JsonStringEnumMemberName("notification")]
    Notification,
}

/// <summary>
/// A change that users see at once, published on the Redis channel <see cref="Channel"/> after the commit, as JSON:
/// <c>{"user_id":1,"event":"position","id":5}</c>. The Api loads the row and sends what REST would answer; a lost event costs
/// freshness only. <see cref="Data"/> replaces the row where there is none (prices).
/// </summary>
public sealed record LiveEvent
{
    /// <summary>The pub/sub channel.</summary>
    public const string Channel = "whalecopy:live";

    /// <summary>What it is about.</summary>
    [JsonPropertyName("event")]
    public required LiveEventKind Kind { get; init; }

    /// <summary>Whose it is; null for events of a whale or an instrument.</summary>
    public long? UserId { get; init; }

    /// <summary>Whose followers see it: signals and whales.</summary>
    public long? WhaleId { get; init; }

    /// <summary>The row: signal, trade, position or notification.</summary>
    public long? Id { get; init; }

    /// <summary>The answer itself in REST's shape, where it is not a row.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>A trade of a user.</summary>
    public static LiveEvent Trade(long userId, long tradeId) => new() { Kind = LiveEventKind.Trade, UserId = userId, Id = tradeId };

    /// <summary>A position of a user.</summary>
    public static LiveEvent Position(long userId, long positionId) => new() { Kind = LiveEventKind.Position, UserId = userId, Id = positionId };

    /// <summary>A user's balances.</summary>
    public static LiveEvent Balance(long userId) => new() { Kind = LiveEventKind.Balance, UserId = userId };

    /// <summary>A notification of a user.</summary>
    public static LiveEvent Notification(long userId, long notificationId) =>
        new() { Kind = LiveEventKind.Notification, UserId = userId, Id = notificationId };

    /// <summary>A signal, to the whale's followers.</summary>
    public static LiveEvent Signal(long whaleId, long signalId) => new() { Kind = LiveEventKind.Signal, WhaleId = whaleId, Id = signalId };

    /// <summary>A whale's state, to his followers.</summary>
    public static LiveEvent Whale(long whaleId) => new() { Kind = LiveEventKind.Whale, WhaleId = whaleId };

    /// <summary>A price, to the holders of the instrument.</summary>
    /// <param name="exchange">Wire name, such as <c>BINANCE</c>.</param>
    /// <param name="market">Wire name, such as <c>USD-M</c>.</param>
    /// <param name="symbol">The venue's symbol, as positions carry it.</param>
    /// <param name="price">Mark price.</param>
    /// <param name="at">When it was read.</param>
    public static LiveEvent Price(string exchange, string market, string symbol, decimal price, DateTimeOffset at) => new()
    {
        Kind = LiveEventKind.Price,
        Data = JsonSerializer.SerializeToElement(new LivePrice(exchange, market, symbol, price, at), LiveJson.Default.LivePrice),
    };

    /// <summary>The message as it is published.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LiveJson.Default.LiveEvent);

    /// <summary>The event of a message, or null where the text is not one.</summary>
    public static LiveEvent? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, LiveJson.Default.LiveEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The price that a <see cref="LiveEventKind.Price"/> event carries, or null where it carries none.</summary>
    public LivePrice? ReadPrice()
    {
        try
        {
            return Kind == LiveEventKind.Price ? Data?.Deserialize(LiveJson.Default.LivePrice) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The price of an instrument; the hub's <c>price</c> event.</summary>
public sealed record LivePrice(string Exchange, string Market, string Symbol, decimal Price, DateTimeOffset At);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(DecimalAsText)])]
[JsonSerializable(typeof(LiveEvent))]
[JsonSerializable(typeof(LivePrice))]
internal sealed partial class LiveJson : JsonSerializerContext;

/// <summary>Money crosses JSON as text.</summary>
internal sealed class DecimalAsText : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.GetDecimal()
            : decimal.TryParse(
                reader.GetString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new JsonException("not a decimal");

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
