using System.Net.Http.Headers;
using System.Text;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// Binance's requests. Parameters are percent-encoded first; what is signed is what is sent, the signature last, as lower-case
/// hexadecimal. Source: developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security.
/// </summary>
internal sealed class BinanceSigner(BinanceOptions options)
{
    private static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // The web site's own calls are refused to clients that do not look like a browser.
    private static readonly KeyValuePair<string, string>[] WebHeaders =
    [
        new("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"),
        new("clienttype", "web"),
        new("lang", "en"),
    ];

    /// <summary>A public read.</summary>
    public VenueRequest Public(Market market, string path, FormWriter? query, CallTerms terms, bool isDemo = false) => new()
    {
        Method = HttpMethod.Get,
        Url = query is null || query.IsEmpty ? Base(market, isDemo) + path : $"{Base(market, isDemo)}{path}?{query}",
        Operation = path,
        Terms = terms,
    };

    /// <summary>A signed call: parameters in the query for GET and DELETE, in the body for POST.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="market">Whose host; wallet calls live on spot's.</param>
    /// <param name="path">The venue's path.</param>
    /// <param name="form">Parameters without time, window and signature; not used again after.</param>
    /// <param name="signing">Key, time and window.</param>
    /// <param name="terms">Limits and circuit.</param>
    public VenueRequest Signed(
        HttpMethod method, Market market, string path, FormWriter form, BinanceSigning signing, CallTerms terms)
    {
        form.Add("recvWindow", (long)signing.ReceiveWindow.TotalMilliseconds);
        form.Add("timestamp", signing.At.ToUnixTimeMilliseconds());
        form.Add("signature", RequestSigner.Hex(signing.Credentials.Secret, form.Written));

        var url = Base(market, signing.Credentials.IsTestnet) + path;
        var inBody = method == HttpMethod.Post;
        return new VenueRequest
        {
            Method = method,
            Url = inBody ? url : $"{url}?{form}",
            Body = inBody ? form.Written.ToArray() : null,
            ContentType = inBody ? Form : null,
            Headers = [new("X-MBX-APIKEY", signing.Credentials.ApiKey.Reveal())],
            Operation = $"{method} {path}",
            Terms = terms,
        };
    }

    /// <summary>A read of the web site.</summary>
    public VenueRequest Web(string path, FormWriter query, CallTerms terms) => new()
    {
        Method = HttpMethod.Get,
        Url = $"{options.BaseUrls.Web}{path}?{query}",
        Headers = WebHeaders,
        Operation = path,
        Terms = terms,
    };

    /// <summary>A read of the web site that is asked by POST.</summary>
    public VenueRequest Web(string path, string json, CallTerms terms) => new()
    {
        Method = HttpMethod.Post,
        Url = options.BaseUrls.Web + path,
        Body = Encoding.UTF8.GetBytes(json),
        ContentType = Json,
        Headers = WebHeaders,
        Operation = path,
        Terms = terms,
    };

    private string Base(Market market, bool isDemo)
    {
        var urls = isDemo ? options.DemoBaseUrls : options.BaseUrls;
        return (market switch
        {
            Market.Spot => urls.Spot,
            Market.UsdM => urls.UsdM,
            Market.CoinM => urls.CoinM,
        }).TrimEnd('/');
    }
}

/// <summary>Who signs a call, with which time and for how long it may be accepted.</summary>
internal readonly record struct BinanceSigning(VenueCredentials Credentials, DateTimeOffset At, TimeSpan ReceiveWindow);
