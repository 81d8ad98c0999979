using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Bybit;

/// <summary>
/// Bybit's requests: lower-case hexadecimal of HMAC-SHA256 over time, key, window, and query or body. Source:
/// bybit-exchange.github.io/docs/v5/guide.
/// </summary>
internal sealed class BybitSigner(BybitOptions options)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly KeyValuePair<string, string>[] WebHeaders =
    [
        new("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"),
        new("Accept", "application/json"),
        new("lang", "en"),
    ];

    private readonly string _rest = options.BaseUrls.Rest.TrimEnd('/');
    private readonly string _demo = options.DemoRest.TrimEnd('/');
    private readonly string _web = options.BaseUrls.Web.TrimEnd('/');

    /// <summary>A public read.</summary>
    public VenueRequest Public(string path, FormWriter? query, CallTerms terms, bool isDemo = false) => new()
    {
        Method = HttpMethod.Get,
        Url = (isDemo ? _demo : _rest) + WithQuery(path, query),
        Operation = path,
        Terms = terms,
    };

    /// <summary>A read of the web site.</summary>
    public VenueRequest Web(string path, FormWriter query, CallTerms terms) => new()
    {
        Method = HttpMethod.Get,
        Url = _web + WithQuery(path, query),
        Headers = WebHeaders,
        Operation = path,
        Terms = terms,
    };

    /// <summary>A signed call: a GET with its query, a POST with its body.</summary>
    public VenueRequest Signed(HttpMethod method, string path, FormWriter? query, byte[]? body, BybitSigning signing, CallTerms terms)
    {
        var credentials = signing.Credentials;
        var time = signing.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var window = ((long)signing.ReceiveWindow.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var payload = body ?? (query is null ? [] : query.Written.ToArray());
        return new VenueRequest
        {
            Method = method,
            Url = (credentials.IsTestnet ? _demo : _rest) + WithQuery(path, query),
            Body = body,
            ContentType = body is null ? null : Json,
            Headers =
            [
                new("X-BAPI-API-KEY", credentials.ApiKey.Reveal()),
                new("X-BAPI-TIMESTAMP", time),
                new("X-BAPI-RECV-WINDOW", window),
                new("X-BAPI-SIGN", Sign(credentials, time, window, payload)),
            ],
            Operation = $"{method} {path}",
            Terms = terms,
        };
    }

    /// <summary>The signature of a query or a body.</summary>
    public static string Sign(VenueCredentials credentials, string time, string window, ReadOnlySpan<byte> payload)
    {
        var head = Encoding.UTF8.GetBytes(time + credentials.ApiKey.Reveal() + window);
        var signed = new byte[head.Length + payload.Length];
        head.CopyTo(signed, 0);
        payload.CopyTo(signed.AsSpan(head.Length));
        return RequestSigner.Hex(credentials.Secret, signed);
    }

    private static string WithQuery(string path, FormWriter? query) => query is null || query.IsEmpty ? path : $"{path}?{query}";
}

/// <summary>Who signs a call, with which time and for how long it may be accepted.</summary>
internal readonly record struct BybitSigning(VenueCredentials Credentials, DateTimeOffset At, TimeSpan ReceiveWindow);
