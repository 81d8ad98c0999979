using System.Text;
using System.Text.Json;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Bybit;

public sealed class BybitSigningTests
{
    private static readonly CallTerms Terms = new(OperationClass.Entry, CallUrgency.Entry, []);
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private static readonly VenueCredentials Credentials = new(
        1, new ApiSecret("wc-test-key-0001"), new ApiSecret("wc-test-secret-0001"), null, false);

    [Fact]
    public void A_read_signs_the_query_that_it_sends()
    {
        var request = new BybitSigner(new BybitOptions()).Signed(
            HttpMethod.Get,
            "/v5/order/realtime",
            new FormWriter().Add("category", "linear").Add("symbol", "BTCUSDT").Add("orderLinkId", "wc-s1-0001"),
            null,
            new BybitSigning(Credentials, At, Window),
            Terms);

        Assert.Equal("https://api.bybit.com/v5/order/realtime?category=linear&symbol=BTCUSDT&orderLinkId=wc-s1-0001", request.Url);
        Assert.Equal(
            [
                new("X-BAPI-API-KEY", "wc-test-key-0001"),
                new("X-BAPI-TIMESTAMP", "1700000000123"),
                new("X-BAPI-RECV-WINDOW", "5000"),
                new("X-BAPI-SIGN", "f13a095bc3765ae29e5c5c9381a5b0b6491d29141e1e0436d14f4bcf97a87d45"),
            ],
            request.Headers);
        Assert.Null(request.Body);
    }

    [Fact]
    public void A_demo_key_goes_to_the_demo_environment()
    {
        var request = new BybitSigner(new BybitOptions()).Signed(
            HttpMethod.Post, "/v5/order/create", null, "{}"u8.ToArray(), new BybitSigning(Credentials with { IsTestnet = true }, At, Window), Terms);

        Assert.Equal(("https://api-demo.bybit.com/v5/order/create", "application/json"), (request.Url, request.ContentType?.ToString()));
    }

    [Fact]
    public void A_leader_mark_is_encoded_and_needs_no_key()
    {
        var request = new BybitSigner(new BybitOptions()).Web(
            "/x-api/fapi/beehive/public/v1/common/position/list", new FormWriter().Add("leaderMark", "S9LoGlRC6qFD5thjUyzWrQ=="), Terms);

        Assert.EndsWith("?leaderMark=S9LoGlRC6qFD5thjUyzWrQ%3D%3D", request.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(request.Headers, header => header.Key.StartsWith("X-BAPI", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_recorded_vector_is_reproduced()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedReference.Require("exchanges/vectors/signing.json")));
        var seen = 0;
        foreach (var vector in vectors.RootElement.EnumerateArray().Where(one => one.GetProperty("exchange").GetString() == "bybit"))
        {
            string? Text(string name) => vector.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var secret = new ApiSecret(Text("secret")!);
            if (Text("method") == "WS")
            {
                // The login of private streams, which are not used here, signs with the same code.
                Assert.Equal(Text("signature"), RequestSigner.Hex(secret, Encoding.UTF8.GetBytes(Text("prehash")!)));
                seen++;
                continue;
            }

            var query = Text("finalQuery") is null ? null : new FormWriter();
            foreach (var pair in Text("finalQuery")?.Split('&') ?? [])
                query!.Add(pair.Split('=')[0], Uri.UnescapeDataString(pair.Split('=')[1]));
            var request = new BybitSigner(new BybitOptions()).Signed(
                new HttpMethod(Text("method")!),
                Text("path")!,
                query,
                Text("finalBody") is { } body ? Encoding.UTF8.GetBytes(body) : null,
                new BybitSigning(
                    new VenueCredentials(1, new ApiSecret(Text("apiKey")!), secret, null, false),
                    DateTimeOffset.FromUnixTimeMilliseconds(vector.GetProperty("timestamp").GetInt64()),
                    TimeSpan.FromMilliseconds(vector.GetProperty("recvWindow").GetInt64())),
                Terms);

            foreach (var header in vector.GetProperty("headers").EnumerateObject().Where(header => header.Name.StartsWith("X-BAPI", StringComparison.Ordinal)))
                Assert.Contains(new(header.Name, header.Value.GetString()!), request.Headers);
            Assert.Equal(Text("signature"), request.Headers.Single(header => header.Key == "X-BAPI-SIGN").Value);
            seen++;
        }

        Assert.Equal(4, seen);
    }
}
