using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Core;

/// <summary>
/// The one spelling of an enum value outside C#: in the database, in JSON and on the wire.
/// UPPER_SNAKE of the member's name, or the name of <see cref="JsonStringEnumMemberNameAttribute"/> where there is one.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
public static class WireName<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> NameOf =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, Spell);

    private static readonly FrozenDictionary<string, T> ValueOf =
        NameOf.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Every name, in the order of declaration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<T>().Select(value => NameOf[value])];

    /// <summary>The name of a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a declared member.</exception>
    public static string Of(T value) =>
        NameOf.TryGetValue(value, out var name)
            ? name
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{typeof(T).Name} has no such member.");

    /// <summary>The value of a name.</summary>
    /// <exception cref="FormatException">No member carries that name.</exception>
    public static T Parse(string name) =>
        TryParse(name, out var value)
            ? value
            : throw new FormatException($"'{name}' is not a {typeof(T).Name}; it is one of {string.Join(", ", All)}.");

    /// <summary>The value of a name, or false where no member carries it. Case matters.</summary>
    public static bool TryParse(string? name, out T value)
    {
        value = default;
        return name is not null && ValueOf.TryGetValue(name, out value);
    }

    private static string Spell(T value)
    {
        var member = value.ToString();
        var attribute = typeof(T).GetField(member)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>();
        if (attribute is not null)
            return attribute.Name;

        var name = new StringBuilder(member.Length + 4);
        for (var i = 0; i < member.Length; i++)
        {
            if (i > 0 && char.IsUpper(member[i]) && !char.IsUpper(member[i - 1]))
                name.Append('_');
            name.Append(char.ToUpperInvariant(member[i]));
        }

        return name.ToString();
    }
}

/// <summary>Writes and reads every enum by its <see cref="WireName{T}"/>.</summary>
public sealed class WireNameJson : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert)
    {
        ArgumentNullException.ThrowIfNull(typeToConvert);
        return typeToConvert.IsEnum;
    }

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            WireName<T>.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException($"'{reader.GetString()}' is not a {typeof(T).Name}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(WireName<T>.Of(value));
    }
}
