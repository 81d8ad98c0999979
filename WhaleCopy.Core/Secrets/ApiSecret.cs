using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhaleCopy.Core.Secrets;

/// <summary>
/// A secret that can be used but not printed: <see cref="ToString"/> answers <c>***</c> and serialising it throws.
/// </summary>
[JsonConverter(typeof(RefusingConverter))]
public sealed class ApiSecret
{
    private readonly string _value;

    /// <summary>Wraps a secret.</summary>
    /// <param name="value">Not empty.</param>
    public ApiSecret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The secret itself, for the signer alone.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";

    private sealed class RefusingConverter : JsonConverter<ApiSecret>
    {
        public override ApiSecret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not read from JSON.");

        public override void Write(Utf8JsonWriter writer, ApiSecret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not written to JSON.");
    }
}
