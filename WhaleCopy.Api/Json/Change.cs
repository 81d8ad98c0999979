using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Api.Json;

/// <summary>A field of a partial update: absent, or set to a value. Null is a value only where <typeparamref name="T"/> is nullable.</summary>
internal readonly record struct Change<T>
{
    private readonly T? _value;

    public Change(T value)
    {
        _value = value;
        IsSet = true;
    }

    /// <summary>False where the field was absent.</summary>
    public bool IsSet { get; }

    /// <summary>The new value, or the present one where the field was absent.</summary>
    public T Or(T present) => IsSet ? _value! : present;
}

/// <summary>Reads <see cref="Change{T}"/>; nothing writes it.</summary>
internal sealed class ChangeJson : JsonConverterFactory
{
    /// <summary>The type inside, or null where the type is not a <see cref="Change{T}"/>.</summary>
    public static Type? Inner(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Change<>) ? type.GetGenericArguments()[0] : null;

    public override bool CanConvert(Type typeToConvert) => Inner(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(Inner(typeToConvert)!))!;

    private sealed class Converter<T> : JsonConverter<Change<T>>
    {
        public override bool HandleNull => true;

        public override Change<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Null belongs to Nullable<T> alone: the lists and texts that can be changed have an empty value instead.
            if (reader.TokenType == JsonTokenType.Null && Nullable.GetUnderlyingType(typeof(T)) is null)
                throw new JsonException("It may not be null.");

            // Not Deserialize: that begins a document of its own, and an error in it would not say which field it is in.
            return new Change<T>(((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options)!);
        }

        public override void Write(Utf8JsonWriter writer, Change<T> value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A change is only read.");
    }
}
