using System.ComponentModel.DataAnnotations;

namespace WhaleCopy.Exchanges;

/// <summary>Requires an absolute http, https, ws or wss address without query.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VenueUrlAttribute : ValidationAttribute
{
    /// <summary>Names the setting.</summary>
    public VenueUrlAttribute()
        : base("{0} must be an absolute http or https (streams: ws or wss) address without a query.")
    {
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is string text
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeWs
            || uri.Scheme == Uri.UriSchemeWss)
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0;
}
