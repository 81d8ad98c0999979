using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using StackExchange.Redis;
using WhaleCopy.Contracts;
using WhaleCopy.Core.Trades;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>The live hub over a real socket, fed through real Redis as the services feed it.</summary>
[Collection(ApiGroup.Name)]
public sealed class LiveTests(ApiFixture api)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_reaches_its_user_alone_in_RESTs_shape()
    {
        await using var mine = await Listener.ConnectAsync(api);
        await using var other = await Listener.ConnectAsync(api);
        var key = await api.AddKeyAsync(mine.User.UserId);
        var whale = await api.AddWhaleAsync();
        var position = await api.AddPositionAsync(key, whale.Id);
        var trade = await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id));
        var notification = await api.AddNotificationAsync(mine.User.UserId);

        await PublishAsync(LiveEvent.Position(mine.User.UserId, position.Id));
        await PublishAsync(LiveEvent.Trade(mine.User.UserId, trade.Id));
        await PublishAsync(LiveEvent.Notification(mine.User.UserId, notification.Id));
        await PublishAsync(LiveEvent.Balance(mine.User.UserId));
        await PublishAsync(LiveEvent.Notification(other.User.UserId, (await api.AddNotificationAsync(other.User.UserId)).Id));

        var (name, shown) = await mine.NextAsync();
        Assert.Equal("position", name);
        Assert.Equal((await mine.User.GetAsync("/api/v1/trades/positions")).Items[0].GetRawText(), shown.GetRawText());
        (name, shown) = await mine.NextAsync();
        Assert.Equal("trade", name);
        Assert.Equal((await mine.User.GetAsync("/api/v1/trades")).Items[0].GetRawText(), shown.GetRawText());
        (name, shown) = await mine.NextAsync();
        Assert.Equal(("notification", notification.Id), (name, shown.GetProperty("id").GetInt64()));
        (name, shown) = await mine.NextAsync();
        Assert.Equal(("balance", "0"), (name, shown.GetProperty("total_usdt").GetString()));

        // Events come in order, so what was not the other's would have come before this.
        Assert.Equal("notification", (await other.NextAsync()).Name);
        Assert.Empty(mine.Rest);
        Assert.Empty(other.Rest);
    }

    [Fact]
    public async Task Signals_and_whales_reach_those_who_follow()
    {
        await using var follower = await Listener.ConnectAsync(api);
        await using var stranger = await Listener.ConnectAsync(api);
        var whale = await api.AddWhaleAsync();
        (await follower.User.PostAsync($"/api/v1/whales/{whale.Id}/follow")).ShouldBe(201);
        var signal = await api.AddSignalAsync(whale.Id);

        await PublishAsync(LiveEvent.Signal(whale.Id, signal.Id));
        await PublishAsync(LiveEvent.Whale(whale.Id));
        await PublishAsync(LiveEvent.Balance(stranger.User.UserId));

        Assert.Equal(("signal", signal.Id), await IdAsync(follower));
        Assert.Equal(("whale", whale.Id), await IdAsync(follower));
        Assert.Equal("balance", (await stranger.NextAsync()).Name);

        (await follower.User.DeleteAsync($"/api/v1/whales/{whale.Id}/follow")).ShouldBe(200);
        await PublishAsync(LiveEvent.Whale(whale.Id));
        await PublishAsync(LiveEvent.Balance(follower.User.UserId));
        Assert.Equal("balance", (await follower.NextAsync()).Name);

        static async Task<(string, long)> IdAsync(Listener listener)
        {
            var (name, data) = await listener.NextAsync();
            return (name, data.GetProperty("id").GetInt64());
        }
    }

    [Fact]
    public async Task Prices_reach_those_who_hold_the_instrument()
    {
        await using var holder = await Listener.ConnectAsync(api);
        await using var former = await Listener.ConnectAsync(api);
        var whale = await api.AddWhaleAsync();
        await api.AddPositionAsync(await api.AddKeyAsync(holder.User.UserId), whale.Id);
        await api.AddPositionAsync(await api.AddKeyAsync(former.User.UserId), whale.Id, row => row.Status = PositionStatus.Closed);

        await PublishAsync(LiveEvent.Price("BINANCE", "SPOT", "BTCUSDT", 1m, api.Now));
        await PublishAsync(LiveEvent.Price("BINANCE", "USD-M", "BTCUSDT", 60_123.4500m, api.Now));
        await PublishAsync(LiveEvent.Balance(former.User.UserId));

        var (name, price) = await holder.NextAsync();
        Assert.Equal(("price", "60123.4500", "USD-M"), (name, price.GetProperty("price").GetString(), price.GetProperty("market").GetString()));
        Assert.Equal("balance", (await former.NextAsync()).Name);
        Assert.Empty(holder.Rest);
    }

    [Fact]
    public async Task An_event_that_names_somebody_elses_row_shows_nothing_and_nonsense_stops_nothing()
    {
        await using var mine = await Listener.ConnectAsync(api);
        var other = await api.SignInAsync();
        var foreign = await api.AddPositionAsync(await api.AddKeyAsync(other.UserId), (await api.AddWhaleAsync()).Id);

        await PublishAsync(LiveEvent.Position(mine.User.UserId, foreign.Id));
        await PublishAsync(LiveEvent.Trade(mine.User.UserId, long.MaxValue));
        await PublishAsync("nonsense");
        await PublishAsync("""{"user_id": 1, "event": "gossip"}""");
        await PublishAsync("""{"event": "price", "data": {"exchange": 5}}""");
        await PublishAsync("null");
        await PublishAsync(LiveEvent.Balance(mine.User.UserId));

        Assert.Equal("balance", (await mine.NextAsync()).Name);
        Assert.Empty(mine.Rest);
    }

    [Fact]
    public async Task The_connection_ends_with_the_session()
    {
        // SignalR looks at the machine's clock, so this Api has it, too.
        await using var app = api.Build(TimeProvider.System, overrides: ("Telegram:SessionLife", "00:00:02"));
        await app.StartAsync(Cancelled);
        var caller = api.CallerOf(app);
        var initData = InitData.Of(ApiFixture.NewTelegramId(), TimeProvider.System.GetUtcNow()).Signed(ApiFixture.BotToken);
        var signedIn = (await caller.PostAsync("/api/v1/auth/telegram", new { init_data = initData })).ShouldBe(200);

        await using var mine = await Listener.StartAsync(caller.As(signedIn["token"].GetString()!, signedIn["user"].GetProperty("id").GetInt64(), 0));

        await mine.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task The_Api_starts_without_Redis_and_says_so()
    {
        await using var app = api.Build(overrides: ("ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=100"));
        await app.StartAsync(Cancelled);

        var health = await api.CallerOf(app).GetAsync("/health");

        Assert.Equal("degraded", health.ShouldBe(200)["dependencies"].GetProperty("redis").GetProperty("status").GetString());
        await Eventually.ObserveAsync(
            () => Task.FromResult(api.Log.Entries.Count(entry => entry.Contains("LiveChannelAway", StringComparison.Ordinal))), told => told > 0, TimeSpan.FromSeconds(10));
    }

    private Task PublishAsync(LiveEvent live) => PublishAsync(live.ToJson());

    private async Task PublishAsync(string message)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(api.RedisConnectionString);
        Assert.True(await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(LiveEvent.Channel), message) >= 1, "nobody listens");
    }

    /// <summary>A user on the hub, and what it sent him.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private static readonly string[] Names = ["signal", "trade", "position", "balance", "price", "whale", "notification"];

        private readonly HubConnection _hub;
        private readonly Channel<(string Name, JsonElement Data)> _events = Channel.CreateUnbounded<(string, JsonElement)>();
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Listener(ApiCaller user)
        {
            User = user;
            _hub = new HubConnectionBuilder()
                .WithUrl(new Uri(user.Address, "/hubs/live"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(user.Token))
                .Build();
            foreach (var name in Names)
                _hub.On<JsonElement>(name, data => _events.Writer.TryWrite((name, data.Clone())));
            _hub.Closed += _ =>
            {
                _closed.TrySetResult();
                return Task.CompletedTask;
            };
        }

        public ApiCaller User { get; }

        public Task Closed => _closed.Task;

        /// <summary>What came and nobody asked for.</summary>
        public IReadOnlyList<(string Name, JsonElement Data)> Rest
        {
            get
            {
                var rest = new List<(string, JsonElement)>();
                while (_events.Reader.TryRead(out var unread))
                    rest.Add(unread);
                return rest;
            }
        }

        public static async Task<Listener> StartAsync(ApiCaller user)
        {
            var listener = new Listener(user);
            await listener._hub.StartAsync(Cancelled);
            return listener;
        }

        public static async Task<Listener> ConnectAsync(ApiFixture api)
        {
            var listener = await StartAsync(await api.SignInAsync());

            // The handshake is answered before the connection is known to the fan-out: the first event shows that it is.
            await using var redis = await ConnectionMultiplexer.ConnectAsync(api.RedisConnectionString);
            await Eventually.ObserveAsync(
                async () =>
                {
                    await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(LiveEvent.Channel), LiveEvent.Balance(listener.User.UserId).ToJson());
                    return listener._events.Reader.Count;
                },
                came => came > 0,
                TimeSpan.FromSeconds(20));
            await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(LiveEvent.Channel), """{"user_id": USER, "event": "whale", "data": {"ready": true}}""".Replace("USER", $"{listener.User.UserId}", StringComparison.Ordinal));
            while ((await listener.NextAsync()).Name != "whale")
            {
            }

            return listener;
        }

        public async Task<(string Name, JsonElement Data)> NextAsync()
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            return await _events.Reader.ReadAsync(patience.Token);
        }

        public ValueTask DisposeAsync() => _hub.DisposeAsync();
    }
}
