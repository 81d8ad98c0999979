using WhaleCopy.Standalone.Hosting;

namespace WhaleCopy.Standalone.Demo;

/// <summary>
/// A user who follows two whales at the simulated Binance, and a market that moves. Everything goes through the public
/// API and the simulator's control API: the demo can do nothing that a person could not.
/// </summary>
internal sealed class DemoMode(StandaloneSystem system, TextWriter output, ILogger logger, TimeProvider timeProvider) : IDisposable
{
    public const long TelegramId = 1;
    public const string Username = "demo";

    private const string Exchange = "BINANCE";
    private const string Venue = "binance";
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
        ["Sync:Positions"] = "00:00:05",
        ["Sync:Balances"] = "00:00:05",
        ["Sync:Prices"] = "00:00:02",
    };

    private static readonly string[] KeyPermissions = ["read", "spot", "futures"];

    private readonly SimulatorControl _venues = new(system.Simulator ?? throw new InvalidOperationException("the demo needs simulated exchanges"));
    private readonly DemoWhale[] _whales = [new("4466349480575764737", "Ada Marlin"), new("4503217736091284480", "Bruno Vale")];

    /// <summary>Makes what is not there yet. Safe to repeat: a second start finds its user, key and follows.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await _venues.MoveMarketAsync(seed: 1, TimeSpan.FromMilliseconds(500), cancellationToken);
        foreach (var whale in _whales)
        {
            await _venues.PutTraderAsync(
                Venue, whale.Uid, new { nickname = whale.Nickname, sharing = true, equityUsdt = 250_000m, roi = 0.42m, winRate = 0.61m, pnl = 74_000m, followers = 312 }, cancellationToken);
        }

        await _venues.StartScriptAsync(seed: 7, traders: 24, actionsPerMinute: 12, cancellationToken);
        var key = system.Secrets.DemoApiKey;
        if (!await _venues.HasAccountAsync(Venue, key, cancellationToken))
        {
            await _venues.PutAccountAsync(
                new
                {
                    exchange = Venue,
                    apiKey = key,
                    apiSecret = system.Secrets.DemoApiSecret,
                    balances = new { usdm = new { USDT = 5000m }, spot = new { USDT = 1000m } },
                    permissions = KeyPermissions,
                },
                cancellationToken);
        }

        using var user = await ApiUser.SignInAsync(system.Url, TelegramId, Username, cancellationToken);
        await user.SetTierAsync("PRO", cancellationToken);
        await user.ChangeSettingsAsync(new { daily_loss_limit_usdt = "500", max_open_positions = 10 }, cancellationToken);
        if (!(await user.ListAsync("/api/v1/users/me/api-keys", cancellationToken)).Any(known => known.GetProperty("key_tail").GetString() == key[^4..]))
        {
            await user.AddKeyAsync(Exchange, key, system.Secrets.DemoApiSecret, cancellationToken);
        }

        foreach (var whale in _whales)
        {
            await FollowAsync(user, whale, cancellationToken);
        }

        output.WriteLine($"Demo     @{Username} follows {string.Join(" and ", _whales.Select(whale => whale.Nickname))} at the simulated Binance");
    }

    /// <summary>Lets the whales trade until <paramref name="cancellationToken"/>.</summary>
    public async Task TellStoryAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var step in DemoStory.Steps)
            {
                await Task.Delay(step.Pause, timeProvider, cancellationToken);
                try
                {
                    step.Act(_whales[step.Whale], await _venues.PriceAsync(step.Symbol, cancellationToken));
                    await _venues.PutPositionsAsync(Venue, _whales[step.Whale].Uid, _whales[step.Whale].Book, cancellationToken);
                }
                catch (HttpRequestException failure)
                {
                    Log.DemoStepFailed(logger, failure, step.Symbol);
                }
            }
        }
    }

    public void Dispose() => _venues.Dispose();

    // A whale has to be discovered, and after following, its book to be seen once: that first look opens nothing.
    private async Task FollowAsync(ApiUser user, DemoWhale whale, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(DiscoveryPatience);
        DateTimeOffset? followedAt = null;
        while (true)
        {
            if (await user.FindWhaleAsync(Exchange, whale.Uid, patience.Token) is { } found)
            {
                if (!found.GetProperty("is_followed").GetBoolean())
                {
                    await user.FollowAsync(found.GetProperty("id").GetInt64(), new { sizing_mode = "FIXED_USDT", trade_size_usdt = "50" }, patience.Token);
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
