using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bitget;

/// <summary>
/// Bitget's requests: base64 of HMAC-SHA256 over time, verb, path with query, and body. The query is signed unencoded and sorted by
/// name: no value of ours needs encoding. Source: www.bitget.com/api-doc/common/signature.
/// </summary>
internal sealed class BitgetSigner(BitgetOptions options)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _base = options.BaseUrls.Rest.TrimEnd('/');

    /// <summary>A public read.</summary>
    public VenueRequest Public(string path, BitgetQuery? query, CallTerms terms) => new()
    {
        Method = HttpMethod.Get,
        Url = _base + WithQuery(path, query),
        Operation = path,
        Terms = terms,
    };

    /// <summary>A signed call: a GET with its query, a POST with its body.</summary>
    public VenueRequest Signed(HttpMethod method, string path, BitgetQuery? query, byte[]? body, BitgetSigning signing, CallTerms terms)
    {
        var target = WithQuery(path, query);
        var credentials = signing.Credentials;
        var time = signing.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var headers = new List<KeyValuePair<string, string>>(6)
        {
            new("ACCESS-KEY", credentials.ApiKey.Reveal()),
            new("ACCESS-SIGN", Sign(credentials, time, method.Method, target, body)),
            new("ACCESS-TIMESTAMP", time),
            new("ACCESS-PASSPHRASE", credentials.Passphrase?.Reveal() ?? string.Empty),
            new("locale", "en-US"),
        };
        if (credentials.IsTestnet)
            headers.Add(new("paptrading", "1"));
        return new VenueRequest
        {
            Method = method,
            Url = _base + target,
            Body = body,
            ContentType = body is null ? null : Json,
            Headers = headers,
            Operation = $"{method} {path}",
            Terms = terms,
        };
    }

    /// <summary>The signature of a request.</summary>
    public static string Sign(VenueCredentials credentials, string time, string method, string target, byte[]? body)
    {
        var head = Encoding.UTF8.GetBytes(time + method + target);
        if (body is null)
            return RequestSigner.Base64(credentials.Secret, head);
        var payload = new byte[head.Length + body.Length];
        head.CopyTo(payload, 0);
        body.CopyTo(payload, head.Length);
        return RequestSigner.Base64(credentials.Secret, payload);
    }

    private static string WithQuery(string path, BitgetQuery? query) => query is null || query.IsEmpty ? path : $"{path}?{query}";
}

/// <summary>Who signs a call with which time.</summary>
internal readonly record struct BitgetSigning(VenueCredentials Credentials, DateTimeOffset At);

/// <summary>Parameters of a GET, written in the order of their names.</summary>
internal sealed class BitgetQuery
{
    private readonly SortedDictionary<string, string> _parameters = new(StringComparer.Ordinal);

    /// <summary>True where nothing was added.</summary>
    public bool IsEmpty => _parameters.Count == 0;

    /// <summary>Adds a text that needs no encoding.</summary>
    /// <exception cref="ArgumentException">It needs encoding: what would be signed is not what would be sent.</exception>
    public BitgetQuery Add(string name, string value)
    {
        if (Uri.EscapeDataString(value) != value)
            throw new ArgumentException($"The value of {name} cannot be signed.", nameof(value));
        _parameters[name] = value;
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public BitgetQuery Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a text where there is one.</summary>
    public BitgetQuery AddOptional(string name, string? value) => string.IsNullOrEmpty(value) ? this : Add(name, value);

    /// <inheritdoc/>
    public override string ToString() => string.Join('&', _parameters.Select(pair => $"{pair.Key}={pair.Value}"));
}
