using System.Text;
using System.Text.Json;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.TestKit;

namespace WhaleCopy.Exchanges.Tests.Binance;

public sealed class BinanceSigningTests
{
    // The example of the documentation: developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
    [Fact]
    public void The_documentations_own_example_is_reproduced_to_the_last_byte()
    {
        var credentials = new VenueCredentials(
            1,
            new ApiSecret("vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"),
            new ApiSecret("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"),
            null,
            false);
        var form = new FormWriter()
            .Add("symbol", "LTCBTC")
            .Add("side", "BUY")
            .Add("type", "LIMIT")
            .Add("timeInForce", "GTC")
            .Add("quantity", 1.00m)
            .Add("price", 0.10m);

        var request = new BinanceSigner(new BinanceOptions()).Signed(
            HttpMethod.Post,
            Market.UsdM,
            "/fapi/v1/order",
            form,
            new BinanceSigning(credentials, DateTimeOffset.FromUnixTimeMilliseconds(1499827319559), TimeSpan.FromSeconds(5)),
            new CallTerms(OperationClass.Entry, CallUrgency.Entry, []));

        Assert.Equal(
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
            + "&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
            Encoding.ASCII.GetString(request.Body!));
        Assert.Equal("https://fapi.binance.com/fapi/v1/order", request.Url);
        Assert.Contains(request.Headers, header => header is { Key: "X-MBX-APIKEY" } && header.Value == credentials.ApiKey.Reveal());
    }

    [Fact]
    public void Every_recorded_vector_is_reproduced()
    {
        var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedReference.Require("exchanges/vectors/signing.json")));
        var seen = 0;
        foreach (var vector in vectors.RootElement.EnumerateArray().Where(v => v.GetProperty("exchange").GetString() == "binance"))
        {
            var prehash = vector.GetProperty("prehash").GetString()!;
            var form = new FormWriter();
            foreach (var pair in prehash.Split('&'))
            {
                var parts = pair.Split('=', 2);
                form.Add(parts[0], Uri.UnescapeDataString(parts[1]));
            }

            Assert.Equal(prehash, form.ToString());
            Assert.Equal(
                vector.GetProperty("signature").GetString(),
                RequestSigner.Hex(new ApiSecret(vector.GetProperty("secret").GetString()!), form.Written));
            seen++;
        }

        Assert.Equal(6, seen);
    }
}
