using System.Text;
using System.Text.Json;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Bitget;

public sealed class BitgetSigningTests
{
    private static readonly CallTerms Terms = new(OperationClass.Entry, CallUrgency.Entry, []);
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    private static readonly VenueCredentials Credentials = new(
        1, new ApiSecret("wc-test-key-0001"), new ApiSecret("wc-test-secret-0001"), new ApiSecret("wc-pass-1"), false);

    [Fact]
    public void A_read_signs_its_query_sorted_by_name()
    {
        var request = new BitgetSigner(new BitgetOptions()).Signed(
            HttpMethod.Get,
            "/api/v2/mix/position/all-position",
            new BitgetQuery().Add("productType", "USDT-FUTURES").Add("marginCoin", "USDT"),
            null,
            new BitgetSigning(Credentials, At),
            Terms);

        Assert.Equal("https://api.bitget.com/api/v2/mix/position/all-position?marginCoin=USDT&productType=USDT-FUTURES", request.Url);
        Assert.Equal(
            [
                new("ACCESS-KEY", "wc-test-key-0001"),
                new("ACCESS-SIGN", "qVi2popuwf7O1ZlyeJRXKS9T5mQdLa7JR8dTW5ERCqw="),
                new("ACCESS-TIMESTAMP", "1700000000123"),
                new("ACCESS-PASSPHRASE", "wc-pass-1"),
                new("locale", "en-US"),
            ],
            request.Headers);
    }

    [Fact]
    public void A_value_that_would_be_encoded_is_refused_before_it_is_signed() =>
        Assert.Throws<ArgumentException>(() => new BitgetQuery().Add("clientOid", "a#b"));

    [Fact]
    public void A_demo_key_says_so_in_a_header()
    {
        var request = new BitgetSigner(new BitgetOptions()).Signed(
            HttpMethod.Post,
            "/api/v2/mix/order/place-order",
            null,
            "{}"u8.ToArray(),
            new BitgetSigning(Credentials with { IsTestnet = true }, At),
            Terms);

        Assert.Contains(new("paptrading", "1"), request.Headers);
        Assert.Equal("application/json", request.ContentType?.ToString());
    }

    [Fact]
    public void Every_recorded_vector_is_reproduced()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedReference.Require("exchanges/vectors/signing.json")));
        var seen = 0;
        foreach (var vector in vectors.RootElement.EnumerateArray().Where(one => one.GetProperty("exchange").GetString() == "bitget"))
        {
            string? Text(string name) => vector.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var secret = new ApiSecret(Text("secret")!);
            if (Text("method") == "WS")
            {
                // The login of private streams, which are not used here, signs with the same code.
                Assert.Equal(Text("signature"), RequestSigner.Base64(secret, Encoding.UTF8.GetBytes(Text("prehash")!)));
                seen++;
                continue;
            }

            var query = Text("finalQuery") is null ? null : new BitgetQuery();
            foreach (var pair in Text("finalQuery")?.Split('&') ?? [])
                query!.Add(pair.Split('=')[0], pair.Split('=')[1]);
            var request = new BitgetSigner(new BitgetOptions()).Signed(
                new HttpMethod(Text("method")!),
                Text("path")!,
                query,
                Text("finalBody") is { } body ? Encoding.UTF8.GetBytes(body) : null,
                new BitgetSigning(
                    new VenueCredentials(1, new ApiSecret(Text("apiKey")!), secret, new ApiSecret(Text("passphrase")!), false),
                    DateTimeOffset.FromUnixTimeMilliseconds(vector.GetProperty("timestamp").GetInt64())),
                Terms);

            foreach (var header in vector.GetProperty("headers").EnumerateObject().Where(header => header.Name.StartsWith("ACCESS", StringComparison.Ordinal)))
                Assert.Contains(new(header.Name, header.Value.GetString()!), request.Headers);
            Assert.Equal(Text("signature"), request.Headers.Single(header => header.Key == "ACCESS-SIGN").Value);
            seen++;
        }

        Assert.Equal(4, seen);
    }
}
