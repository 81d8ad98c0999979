using WhaleCopy.Standalone.Hosting;

namespace WhaleCopy.Standalone.Demo;

/// <summary>
/// A user with an account at each simulated venue, who follows whales at all of them, and a market that moves. Everything goes
/// through the public API and the simulator's control API: the demo can do nothing that a person could not.
/// </summary>
internal sealed class DemoMode(StandaloneSystem system, TextWriter output, ILogger logger, TimeProvider timeProvider) : IDisposable
{
    public const long TelegramId = 1;
    public const string Username = "demo";

    // Of accounts at a venue that is simulated on this machine.
    private const string Passphrase = "demo-passphrase";
    private const string BrokerKey = "demo-broker";
    private const string BrokerSecret = "demo-broker-secret";

    private static readonly TimeSpan DiscoveryPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Short intervals, so that something happens while somebody watches; each can be set otherwise.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?>
    {
        ["Polling:Critical"] = "00:00:01",
        ["Polling:High"] = "00:00:02",
        ["Polling:Normal"] = "00:00:03",
        ["Polling:Low"] = "00:00:05",
        ["Polling:Burst"] = "00:00:01",
        ["Polling:Discovery"] = "00:00:03",
        ["Polling:PromoteEvery"] = "00:00:01",
        ["Polling:CloseConfirmDelay"] = "00:00:01",
        ["Polling:Statistics"] = "00:00:20",
        ["Sync:Positions"] = "00:00:05",
        ["Sync:Balances"] = "00:00:05",
        ["Sync:Prices"] = "00:00:02",
        ["Exchanges:Bitget:Broker:ApiKey"] = BrokerKey,
        ["Exchanges:Bitget:Broker:Secret"] = BrokerSecret,
        ["Exchanges:Bitget:Broker:Passphrase"] = Passphrase,
    };

    private static readonly string[] KeyPermissions = ["read", "spot", "futures"];
    private static readonly string[] BrokerPermissions = ["read", "copy"];

    private readonly SimulatorControl _venues = new(system.Simulator ?? throw new InvalidOperationException("the demo needs simulated exchanges"));

    private readonly DemoWhale[] _whales =
    [
        new("BINANCE", "4466349480575764737", "Ada Marlin"),
        new("BINANCE", "4503217736091284480", "Bruno Vale"),
        new("OKX", "9A8534AB09862774", "Cora Orca"),
        new("BYBIT", "S9LoGlRC6qFD5thjUyzWrQ==", "Dario Manta"),
        new("BITGET", "bfb04c7b8cb13a5ba090", "Elin Narwhal"),
    ];

    /// <summary>Makes what is not there yet. Safe to repeat: a second start finds its user, keys and follows.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        // First of all, so that a source which needs a key finds it good from its first question on.
        await _venues.PutAccountAsync(
            new { exchange = "bitget", apiKey = BrokerKey, apiSecret = BrokerSecret, passphrase = Passphrase, permissions = BrokerPermissions }, cancellationToken);
        await _venues.MoveMarketAsync(seed: 1, TimeSpan.FromMilliseconds(500), cancellationToken);
        foreach (var whale in _whales)
        {
            await _venues.PutTraderAsync(
                whale.Exchange, whale.Uid, new { nickname = whale.Nickname, sharing = true, equityUsdt = 250_000m, roi = 0.42m, winRate = 0.61m, pnl = 74_000m, followers = 312 }, cancellationToken);
        }

        await _venues.StartScriptAsync(seed: 7, traders: 24, actionsPerMinute: 12, cancellationToken);
        using var user = await ApiUser.SignInAsync(system.Url, TelegramId, Username, cancellationToken);
        await user.SetTierAsync("PRO", cancellationToken);
        await user.ChangeSettingsAsync(new { daily_loss_limit_usdt = "500", max_open_positions = 10 }, cancellationToken);
        foreach (var exchange in _whales.Select(whale => whale.Exchange).Distinct())
        {
            await ConnectAsync(user, exchange, cancellationToken);
        }

        var followed = await Task.WhenAll(_whales.Select(whale => TryFollowAsync(user, whale, cancellationToken)));
        output.WriteLine($"Demo     @{Username} follows {string.Join(", ", _whales.Where((_, index) => followed[index]).Select(whale => $"{whale.Nickname} ({whale.Exchange})"))} at simulated venues");
    }

    /// <summary>Lets the whales trade until <paramref name="cancellationToken"/>.</summary>
    public async Task TellStoryAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var step in DemoStory.Steps)
            {
                await Task.Delay(step.Pause, timeProvider, cancellationToken);
                var whale = _whales[step.Whale];
                try
                {
                    step.Act(whale, await _venues.PriceAsync(step.Symbol, cancellationToken));
                    await _venues.PutPositionsAsync(whale.Exchange, whale.Uid, whale.Book, cancellationToken);
                }
                catch (HttpRequestException failure)
                {
                    Log.DemoStepFailed(logger, failure, step.Symbol);
                }
            }
        }
    }

    public void Dispose() => _venues.Dispose();

    /// <summary>An account at the venue, and its key here.</summary>
    private async Task ConnectAsync(ApiUser user, string exchange, CancellationToken cancellationToken)
    {
        var key = system.Secrets.DemoApiKey;
        var passphrase = exchange is "OKX" or "BITGET" ? Passphrase : null;
        if (!await _venues.HasAccountAsync(exchange, key, cancellationToken))
        {
            await _venues.PutAccountAsync(
                new
                {
                    exchange,
                    apiKey = key,
                    apiSecret = system.Secrets.DemoApiSecret,
                    passphrase,
                    balances = new { usdm = new { USDT = 5000m }, spot = new { USDT = 1000m } },
                    permissions = KeyPermissions,
                },
                cancellationToken);
        }

        var known = await user.ListAsync("/api/v1/users/me/api-keys", cancellationToken);
        if (!known.Any(row => row.GetProperty("exchange").GetString() == exchange && row.GetProperty("key_tail").GetString() == key[^4..]))
        {
            await user.AddKeyAsync(exchange, key, system.Secrets.DemoApiSecret, passphrase, cancellationToken);
        }
    }

    /// <summary>False where the whale was not found in time: the others are worth a demo too.</summary>
    private async Task<bool> TryFollowAsync(ApiUser user, DemoWhale whale, CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(user, whale, cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.DemoWhaleMissing(logger, whale.Nickname, whale.Exchange);
            return false;
        }
    }

    // A whale has to be discovered, and after following, its book to be seen once: that first look opens nothing.
    private async Task FollowAsync(ApiUser user, DemoWhale whale, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(DiscoveryPatience);
        DateTimeOffset? followedAt = null;
        while (true)
        {
            if (await user.FindWhaleAsync(whale.Exchange, whale.Uid, patience.Token) is { } found)
            {
                if (!found.GetProperty("is_followed").GetBoolean())
                {
                    // A Bybit account has one margin mode, which is cross unless its owner says otherwise, and a copy never changes it.
                    var mode = whale.Exchange == "BYBIT" ? "CROSS" : "ISOLATED";
                    await user.FollowAsync(
                        found.GetProperty("id").GetInt64(),
                        new { exchange = whale.Exchange, sizing_mode = "FIXED_USDT", trade_size_usdt = "50", margin_mode = mode },
                        patience.Token);
                    followedAt = timeProvider.GetUtcNow();
                }
                else if (followedAt is null || (found.GetProperty("last_complete_at") is { ValueKind: System.Text.Json.JsonValueKind.String } seen && seen.GetDateTimeOffset() > followedAt))
                {
                    return;
                }
            }

            await Task.Delay(LookAgain, timeProvider, patience.Token);
        }
    }
}
