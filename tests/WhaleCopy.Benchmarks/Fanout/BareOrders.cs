using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>The order of a copy as each venue wants it signed, over one HttpClient and nothing else.</summary>
internal sealed class BareOrders(Uri simulator) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4096 }) { BaseAddress = simulator };

    public void Dispose() => _http.Dispose();

    /// <summary>A marketable IOC order for 0.02 BTC.</summary>
    public Task PlaceAsync(Venue venue, string apiKey, string id, CancellationToken cancellationToken) => SendAsync(
        venue switch
        {
            Venue.Binance => BinanceCall(
                HttpMethod.Post,
                "/fapi/v1/order",
                $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.02&price=60300&newClientOrderId={id}&newOrderRespType=RESULT",
                apiKey),
            Venue.Okx => OkxOrder(
                $$"""{"instId":"BTC-USDT-SWAP","tdMode":"cross","side":"buy","ordType":"ioc","sz":"2","px":"60300","clOrdId":"{{id}}"}""", apiKey),
            Venue.Bybit => BybitOrder(
                $$"""{"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.02","price":"60300","timeInForce":"IOC","positionIdx":0,"orderLinkId":"{{id}}"}""",
                apiKey),
            Venue.Bitget => BitgetOrder(
                $$"""{"symbol":"BTCUSDT","productType":"USDT-FUTURES","marginCoin":"USDT","marginMode":"crossed","size":"0.02","side":"buy","orderType":"limit","price":"60300","force":"ioc","clientOid":"{{id}}"}""",
                apiKey),
        },
        cancellationToken);

    /// <summary>A signed call of Binance, for what comes before the order.</summary>
    public Task BinanceAsync(HttpMethod method, string path, string query, string apiKey, CancellationToken cancellationToken) =>
        SendAsync(BinanceCall(method, path, query, apiKey), cancellationToken);

    private static HttpRequestMessage BinanceCall(HttpMethod method, string path, string query, string apiKey)
    {
        var signed = $"{query}{(query.Length > 0 ? "&" : "")}recvWindow=5000&timestamp={Milliseconds()}";
        var request = new HttpRequestMessage(method, $"binance/usdm{path}?{signed}&signature={Convert.ToHexStringLower(Hash(apiKey, signed))}");
        request.Headers.Add("X-MBX-APIKEY", apiKey);
        return request;
    }

    private static HttpRequestMessage OkxOrder(string body, string apiKey)
    {
        const string path = "/api/v5/trade/order";
        var time = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var request = Post($"okx{path}", body);
        request.Headers.Add("OK-ACCESS-KEY", apiKey);
        request.Headers.Add("OK-ACCESS-SIGN", Convert.ToBase64String(Hash(apiKey, $"{time}POST{path}{body}")));
        request.Headers.Add("OK-ACCESS-TIMESTAMP", time);
        request.Headers.Add("OK-ACCESS-PASSPHRASE", $"{apiKey}-pass");
        return request;
    }

    private static HttpRequestMessage BybitOrder(string body, string apiKey)
    {
        var time = Milliseconds();
        var request = Post("bybit/v5/order/create", body);
        request.Headers.Add("X-BAPI-API-KEY", apiKey);
        request.Headers.Add("X-BAPI-TIMESTAMP", time);
        request.Headers.Add("X-BAPI-RECV-WINDOW", "5000");
        request.Headers.Add("X-BAPI-SIGN", Convert.ToHexStringLower(Hash(apiKey, $"{time}{apiKey}5000{body}")));
        return request;
    }

    private static HttpRequestMessage BitgetOrder(string body, string apiKey)
    {
        const string path = "/api/v2/mix/order/place-order";
        var time = Milliseconds();
        var request = Post($"bitget{path}", body);
        request.Headers.Add("ACCESS-KEY", apiKey);
        request.Headers.Add("ACCESS-SIGN", Convert.ToBase64String(Hash(apiKey, $"{time}POST{path}{body}")));
        request.Headers.Add("ACCESS-TIMESTAMP", time);
        request.Headers.Add("ACCESS-PASSPHRASE", $"{apiKey}-pass");
        request.Headers.Add("locale", "en-US");
        return request;
    }

    private static HttpRequestMessage Post(string path, string body) => new(HttpMethod.Post, path) { Content = new StringContent(body, Json) };

    private static byte[] Hash(string apiKey, string text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes($"{apiKey}-secret"), Encoding.ASCII.GetBytes(text));

    private static string Milliseconds() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private async Task SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        using (var answer = await _http.SendAsync(request, cancellationToken))
        {
            // OKX, Bybit and Bitget say a refusal in the body.
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode || IsRefusal(text))
                throw new InvalidOperationException($"{request.RequestUri}: {text}");
        }
    }

    private static bool IsRefusal(string text) =>
        (text.StartsWith("{\"code\":\"", StringComparison.Ordinal) && !text.StartsWith("{\"code\":\"0", StringComparison.Ordinal))
        || (text.StartsWith("{\"retCode\":", StringComparison.Ordinal) && !text.StartsWith("{\"retCode\":0,", StringComparison.Ordinal));
}
