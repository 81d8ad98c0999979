using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>
/// OKX's requests: base64 of HMAC-SHA256 over time, verb, path with query, and body. Source:
/// www.okx.com/docs-v5/en/#overview-rest-authentication-signature.
/// </summary>
internal sealed class OkxSigner(OkxOptions options)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly string _base = options.BaseUrls.Rest.TrimEnd('/');

    /// <summary>A public read.</summary>
    public VenueRequest Public(string path, FormWriter? query, CallTerms terms) => new()
    {
        Method = HttpMethod.Get,
        Url = _base + WithQuery(path, query),
        Operation = path,
        Terms = terms,
    };

    /// <summary>A signed call.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">The venue's path.</param>
    /// <param name="query">Parameters of a GET.</param>
    /// <param name="body">JSON of a POST.</param>
    /// <param name="signing">Key, time, and the moment after which an order may not be accepted any more.</param>
    /// <param name="terms">Limits and circuit.</param>
    public VenueRequest Signed(HttpMethod method, string path, FormWriter? query, byte[]? body, OkxSigning signing, CallTerms terms)
    {
        var target = WithQuery(path, query);
        var time = signing.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var credentials = signing.Credentials;
        var headers = new List<KeyValuePair<string, string>>(6)
        {
            new("OK-ACCESS-KEY", credentials.ApiKey.Reveal()),
            new("OK-ACCESS-SIGN", Sign(credentials, time, method.Method, target, body)),
            new("OK-ACCESS-TIMESTAMP", time),
            new("OK-ACCESS-PASSPHRASE", credentials.Passphrase?.Reveal() ?? string.Empty),
        };
        if (credentials.IsTestnet)
            headers.Add(new("x-simulated-trading", "1"));
        if (signing.Deadline is { } deadline)
            headers.Add(new("expTime", deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
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

    private static string WithQuery(string path, FormWriter? query) => query is null || query.IsEmpty ? path : $"{path}?{query}";
}

/// <summary>Who signs a call with which time, and until when an order may be accepted.</summary>
internal readonly record struct OkxSigning(VenueCredentials Credentials, DateTimeOffset At, DateTimeOffset? Deadline = null);
