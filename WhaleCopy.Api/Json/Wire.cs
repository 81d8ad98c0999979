using System.Diagnostics.CodeAnalysis;
using WhaleCopy.Core;

namespace WhaleCopy.Api.Json;

/// <summary>An enum in a path or query, by its wire name.</summary>
internal readonly record struct Wire<T>(T Value) : IParsable<Wire<T>>
    where T : struct, Enum
{
    public static Wire<T> Parse(string s, IFormatProvider? provider) => new(WireName<T>.Parse(s));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Wire<T> result)
    {
        var isKnown = WireName<T>.TryParse(s, out var value);
        result = new Wire<T>(value);
        return isKnown;
    }
}
