using System.Text;

namespace WhaleCopy.Simulator.Tests.Binance;

public sealed class SigningTests : SimulatorTest
{
    private const string Account = "/fapi/v3/account";

    [Fact]
    public void The_documentations_own_vector_is_reproduced()
    {
        // https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
        const string Payload = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";

        var signature = BinanceCaller.Sign("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j", Payload);

        Assert.Equal("c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71", signature);
    }

    [Fact]
    public async Task A_signed_call_is_answered()
    {
        var binance = await BinanceAsync();

        var account = await binance.GetAsync(Account);

        Assert.Equal(200, account.Status);
        Assert.Equal("5000.00000000", Text(account.Body, "availableBalance"));
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        _ = await BinanceAsync();

        var answer = await new BinanceCaller(Http, "key-1", "another").GetAsync(Account);

        Assert.Equal((400, -1022), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_unknown_key_is_refused()
    {
        var answer = await new BinanceCaller(Http, "nobody", "x").GetAsync(Account);

        Assert.Equal((401, -2015), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_call_without_key_is_refused()
    {
        var binance = await BinanceAsync();

        var answer = await binance.PublicAsync($"{Account}?timestamp=1&signature=00");

        Assert.Equal((401, -2014), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_signature_that_is_not_the_last_parameter_is_refused()
    {
        _ = await BinanceAsync();
        var payload = $"timestamp={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"/binance/usdm{Account}?signature={BinanceCaller.Sign("key-1-secret", payload)}&{payload}");
        request.Headers.Add("X-MBX-APIKEY", "key-1");

        var answer = await new BinanceCaller(Http, "key-1", "key-1-secret").SendAsync(request);

        Assert.Equal((400, -1022), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Query_and_body_are_signed_as_one_without_a_separator()
    {
        _ = await BinanceAsync();
        const string Query = "symbol=BTCUSDT&side=BUY&type=MARKET";
        var body = $"quantity=0.001&timestamp={TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        var request = new HttpRequestMessage(HttpMethod.Post, $"/binance/usdm/fapi/v1/order?{Query}")
        {
            Content = new StringContent(
                $"{body}&signature={BinanceCaller.Sign("key-1-secret", Query + body)}", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-MBX-APIKEY", "key-1");

        var answer = await new BinanceCaller(Http, "key-1", "key-1-secret").SendAsync(request);

        Assert.True(answer.Status == 200, answer.Body.ToString());
    }

    [Theory]
    [InlineData(-4000, 0)]
    [InlineData(-6000, -1021)]
    [InlineData(1500, -1021)]
    [InlineData(300, 0)]
    public async Task The_timestamp_must_lie_in_the_receive_window(long offsetMs, int code)
    {
        var binance = await BinanceAsync();
        binance.OffsetMs = offsetMs;

        var answer = await binance.GetAsync(Account);

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_narrow_receive_window_refuses_a_late_order_and_the_ledger_says_so()
    {
        var binance = await BinanceAsync();
        binance.OffsetMs = -3500;

        var answer = await binance.PostAsync(
            "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001&newClientOrderId=late1&recvWindow=3000");

        Assert.Equal(-1021, answer.Code);
        var order = Assert.Single(await OrdersOfAsync());
        Assert.Equal(("late1", "REJECTED", "-1021"), (Text(order, "clientOrderId"), Text(order, "outcome"), Text(order, "rejectCode")));
    }

    [Fact]
    public async Task The_venues_clock_can_be_moved()
    {
        var binance = await BinanceAsync();
        _ = await Server.PutAsync("/clock/binance", new { offsetMilliseconds = -20000 });

        var refused = await binance.GetAsync(Account);
        var time = await binance.PublicAsync("/fapi/v1/time");
        binance.OffsetMs = time.Body.GetProperty("serverTime").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var accepted = await binance.GetAsync(Account);

        Assert.Equal((-1021, 200), (refused.Code, accepted.Status));
    }

    [Fact]
    public async Task Trading_needs_the_permission_and_reading_does_not()
    {
        var binance = await BinanceAsync(permissions: ["read"]);

        var order = await binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001");
        var account = await binance.GetAsync(Account);

        Assert.Equal((-2015, 200), (order.Code, account.Status));
    }

    [Fact]
    public async Task A_key_that_may_withdraw_says_so()
    {
        var binance = await BinanceAsync(permissions: ["read", "futures", "withdraw"], prefix: "/binance/spot");

        var restrictions = await binance.GetAsync("/sapi/v1/account/apiRestrictions");

        Assert.True(restrictions.Body.GetProperty("enableWithdrawals").GetBoolean());
        Assert.True(restrictions.Body.GetProperty("enableFutures").GetBoolean());
        Assert.False(restrictions.Body.GetProperty("enableSpotAndMarginTrading").GetBoolean());
    }
}
