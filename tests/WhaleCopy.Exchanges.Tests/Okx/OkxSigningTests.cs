using System.Text;
using System.Text.Json;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Okx;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Okx;

public sealed class OkxSigningTests
{
    private static readonly CallTerms Terms = new(OperationClass.Entry, CallUrgency.Entry, []);
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    private static readonly VenueCredentials Credentials = new(
        1, new ApiSecret("wc-test-key-0001"), new ApiSecret("wc-test-secret-0001"), new ApiSecret("wc-pass-1"), false);

    [Fact]
    public void A_read_signs_its_path_with_its_query()
    {
        var request = new OkxSigner(new OkxOptions()).Signed(
            HttpMethod.Get,
            "/api/v5/trade/order",
            new FormWriter().Add("instId", "BTC-USDT-SWAP").Add("clOrdId", "wcs10001"),
            null,
            new OkxSigning(Credentials, At),
            Terms);

        Assert.Equal("https://www.okx.com/api/v5/trade/order?instId=BTC-USDT-SWAP&clOrdId=wcs10001", request.Url);
        Assert.Equal(
            [
                new("OK-ACCESS-KEY", "wc-test-key-0001"),
                new("OK-ACCESS-SIGN", "VCE1sJnL+UyPt7u4zujeRfMQEe7y4RBw34VEvmuDDs8="),
                new("OK-ACCESS-TIMESTAMP", "2023-11-14T22:13:20.123Z"),
                new("OK-ACCESS-PASSPHRASE", "wc-pass-1"),
            ],
            request.Headers);
    }

    [Fact]
    public void A_demo_key_and_a_deadline_are_headers_beside_the_signature()
    {
        var request = new OkxSigner(new OkxOptions()).Signed(
            HttpMethod.Post,
            "/api/v5/trade/order",
            null,
            "{}"u8.ToArray(),
            new OkxSigning(Credentials with { IsTestnet = true }, At, At + TimeSpan.FromSeconds(3)),
            Terms);

        Assert.Contains(new("x-simulated-trading", "1"), request.Headers);
        Assert.Contains(new("expTime", "1700000003123"), request.Headers);
        Assert.Equal("application/json", request.ContentType?.ToString());
    }

    [Fact]
    public void A_path_before_the_venues_own_is_not_signed()
    {
        var options = new OkxOptions();
        var plain = Sign(options);
        options.BaseUrls.Rest = "http://127.0.0.1:5090/okx";

        Assert.Equal(plain, Sign(options));

        static string Sign(OkxOptions options) => new OkxSigner(options).Signed(
            HttpMethod.Get, "/api/v5/account/balance", null, null, new OkxSigning(Credentials, At), Terms)
            .Headers.Single(header => header.Key == "OK-ACCESS-SIGN").Value;
    }

    [Fact]
    public void Every_recorded_vector_is_reproduced()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedReference.Require("exchanges/vectors/signing.json")));
        var seen = 0;
        foreach (var vector in vectors.RootElement.EnumerateArray().Where(one => one.GetProperty("exchange").GetString() == "okx"))
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

            var query = Text("finalQuery") is { } text ? new FormWriter() : null;
            foreach (var pair in Text("finalQuery")?.Split('&') ?? [])
                query!.Add(pair.Split('=')[0], Uri.UnescapeDataString(pair.Split('=')[1]));
            var request = new OkxSigner(new OkxOptions()).Signed(
                new HttpMethod(Text("method")!),
                Text("path")!,
                query,
                Text("finalBody") is { } body ? Encoding.UTF8.GetBytes(body) : null,
                new OkxSigning(
                    new VenueCredentials(1, new ApiSecret(Text("apiKey")!), secret, new ApiSecret(Text("passphrase")!), false),
                    DateTimeOffset.Parse(Text("timestamp")!, System.Globalization.CultureInfo.InvariantCulture)),
                Terms);

            foreach (var header in vector.GetProperty("headers").EnumerateObject().Where(header => header.Name.StartsWith("OK-", StringComparison.Ordinal)))
                Assert.Contains(new(header.Name, header.Value.GetString()!), request.Headers);
            Assert.Equal(Text("signature"), request.Headers.Single(header => header.Key == "OK-ACCESS-SIGN").Value);
            seen++;
        }

        Assert.Equal(5, seen);
    }
}
