using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests.Product;

/// <summary>The whole product as a newcomer starts it, in a hurry and without the demo; acts as user, whale and venue.</summary>
internal sealed class RunningProduct : IAsyncDisposable
{
    /// <summary>Generous for a machine that others use too; nothing here asserts how long a thing took.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly HostProcess _process;

    private RunningProduct(HostProcess process, Uri api, Uri simulator)
    {
        _process = process;
        Api = new JsonClient(new HttpClient { BaseAddress = api });
        Venue = new JsonClient(new HttpClient { BaseAddress = simulator });
    }

    /// <summary>The product's REST surface, nobody signed in.</summary>
    public JsonClient Api { get; }

    /// <summary>The simulated venues' control.</summary>
    public JsonClient Venue { get; }

    public string Output => _process.Output;

    /// <summary>Intervals of a hurried product: everything that is seconds is tenths.</summary>
    public static Dictionary<string, string?> Hurry => new()
    {
        ["Polling__Critical"] = "00:00:00.300",
        ["Polling__High"] = "00:00:00.500",
        ["Polling__Normal"] = "00:00:00.500",
        ["Polling__Low"] = "00:00:01",
        ["Polling__CloseConfirmDelay"] = "00:00:00.300",
        ["Polling__SharingRecheck"] = "00:00:00.500",
        ["Polling__Discovery"] = "00:00:00.500",
        ["Sync__Positions"] = "00:00:01",
        ["Sync__Balances"] = "00:00:01",
        ["Sync__Prices"] = "00:00:00.500",
        ["Simulator__RateLimits"] = "false",
    };

    public static async Task<RunningProduct> StartAsync(IEnumerable<string>? arguments = null, string[]? withoutDefaults = null)
    {
        var port = FreePorts();
        string[] given = ["--port", Text($"{port}"), .. withoutDefaults ?? ["--ephemeral", "--no-demo"], .. arguments ?? []];
        var process = HostProcess.Start("WhaleCopy.Standalone", given, Hurry);
        return await AttachAsync(process, new Uri(Text($"http://localhost:{port}")), new Uri(Text($"http://127.0.0.1:{port + 10}")));
    }

    /// <summary>A product whose Api is this process; waits until it is ready.</summary>
    public static async Task<RunningProduct> AttachAsync(HostProcess process, Uri api, Uri simulator)
    {
        var product = new RunningProduct(process, api, simulator);
        try
        {
            await product.WaitUntilReadyAsync();
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>A user with a tier, a funded account at the simulated venue and its key in the product.</summary>
    public async Task<TestUser> SignUpAsync(long telegramId, string tier = "PRO", string exchange = "binance", string usdt = "5000")
    {
        await Api.PostAsync("/api/v1/dev/tier", new { telegram_id = telegramId, tier });
        var initData = (await Api.PostAsync("/api/v1/dev/init-data", new { telegram_id = telegramId, username = Text($"user{telegramId}") }))["init_data"]!.GetValue<string>();
        var api = Api.With("X-Telegram-Init-Data", initData);
        await api.PostAsync("/api/v1/auth/telegram");

        var key = Text($"key{telegramId}{exchange}{Guid.NewGuid():N}");
        var secret = Text($"secret{telegramId}{Guid.NewGuid():N}");
        await Venue.PostAsync("/sim/v1/accounts", new
        {
            exchange,
            apiKey = key,
            apiSecret = secret,
            passphrase = "passphrase",
            balances = new { spot = new { USDT = usdt }, usdm = new { USDT = usdt }, coinm = new { BTC = "0.1" } },
            permissions = new[] { "read", "spot", "futures" },
            hedgeMode = false,
        });
        await api.PostAsync("/api/v1/users/me/api-keys", new { exchange = exchange.ToUpperInvariant(), api_key = key, api_secret = secret, label = "test" });
        return new TestUser(api, exchange, key, secret);
    }

    /// <summary>A lead trader who shares, as the leaderboard shows him, once the product knows him; his id in the product.</summary>
    public async Task<long> DiscoverAsync(string uid, string exchange = "binance")
    {
        await Venue.PutAsync($"/sim/v1/traders/{exchange}/{uid}", new { nickname = $"Whale {uid}", sharing = true, equityUsdt = "100000", roi = "0.42", winRate = "0.61", pnl = "42000", followers = 12 });
        var user = await AnyUserAsync();
        return await Eventually.ObserveAsync(
            async () => (await user.GetAsync($"/api/v1/whales?exchange={exchange.ToUpperInvariant()}&limit=100"))["items"]!.AsArray()
                .Where(whale => whale!["exchange_uid"]!.GetValue<string>() == uid).Select(whale => whale!["id"]!.GetValue<long>()).FirstOrDefault(),
            id => id > 0,
            Deadline);
    }

    /// <summary>Waits until the product has seen the whale's book once more, so that what comes next is a change.</summary>
    public async Task WaitForPollAsync(long whaleId)
    {
        var user = await AnyUserAsync();
        var before = DateTimeOffset.MinValue;
        var polls = 0;
        await Eventually.ObserveAsync(
            async () =>
            {
                var seen = (await user.GetAsync(Text($"/api/v1/whales/{whaleId}")))["last_complete_at"]?.GetValue<DateTimeOffset>();
                if (seen is { } at && at > before)
                {
                    before = at;
                    polls++;
                }

                return polls;
            },
            count => count >= 2,
            Deadline);
    }

    public Task<JsonNode> SetBookAsync(string uid, object[] positions, string exchange = "binance") =>
        Venue.PutAsync($"/sim/v1/traders/{exchange}/{uid}/positions", positions);

    public Task<JsonNode> SetPriceAsync(string symbol, string price) => Venue.PutAsync($"/sim/v1/prices/{symbol}", new { price });

    public async Task<int> StopAsync() => await _process.StopAsync();

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Api.Dispose();
        Venue.Dispose();
    }

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task<JsonClient> AnyUserAsync()
    {
        var initData = (await Api.PostAsync("/api/v1/dev/init-data", new { telegram_id = 999_999, username = "observer" }))["init_data"]!.GetValue<string>();
        var user = Api.With("X-Telegram-Init-Data", initData);
        await user.PostAsync("/api/v1/auth/telegram");
        return user;
    }

    private async Task WaitUntilReadyAsync() => await Eventually.ObserveAsync(
        async () =>
        {
            Assert.False(_process.HasExited, _process.Output);
            try
            {
                return (await Api.TryAsync(HttpMethod.Get, "/health")).Status;
            }
            catch (HttpRequestException)
            {
                return HttpStatusCode.ServiceUnavailable;
            }
        },
        status => status == HttpStatusCode.OK,
        TimeSpan.FromMinutes(5));

    /// <summary>A port that is free now, and so is the simulator's, ten above.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            using var second = new TcpListener(IPAddress.Loopback, port + 10);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another pair.
            }
        }
    }
}

/// <summary>A signed-in user and his account at the venue.</summary>
internal sealed record TestUser(JsonClient Api, string Exchange, string ApiKey, string ApiSecret)
{
    public Task<JsonNode> FollowAsync(long whaleId, object? settings = null) =>
        Api.PostAsync(RunningProduct.Text($"/api/v1/whales/{whaleId}/follow"), settings ?? new { trade_size_usdt = "50" });

    public async Task<JsonArray> PositionsAsync() => (await Api.GetAsync("/api/v1/trades/positions?limit=100"))["items"]!.AsArray();

    /// <summary>Closed positions, newest first.</summary>
    public async Task<JsonArray> ClosedPositionsAsync() => (await Api.GetAsync("/api/v1/trades/positions?status=CLOSED&limit=100"))["items"]!.AsArray();

    public async Task<JsonArray> TradesAsync() => (await Api.GetAsync("/api/v1/trades?limit=100"))["items"]!.AsArray();

    public async Task<JsonArray> DecisionsAsync() => (await Api.GetAsync("/api/v1/decisions?limit=100"))["items"]!.AsArray();
}
