using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Placement;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>One order on its way: the venue's limit before it, what its answer leaves open after it, and a key that does not open.</summary>
public sealed class SubmissionTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Copying:MaxPriceAge", "00:00:00.05"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task An_order_waits_for_its_venues_limit_before_it_is_an_attempt()
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/order", -1015, 1);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.TradeAsync(user, row => row is { Attempts: 1, LastError: not null }); // no order of this account for ten seconds

        await world.SignalAsync(whale, SignalKind.Open, size: 10m, symbol: "ETHUSDT", price: 3_000m);

        var second = await world.TradeAsync(user, row => row is { Symbol: "ETHUSDT", Status: TradeStatus.Filled });
        Assert.Equal((2, 1), ((await world.TradesAsync(user))[0].Attempts, second.Attempts));
        Assert.Equal(2, (await world.VenueOrdersAsync(user)).Count);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData(-1015)]
    [InlineData(-1008)]
    [InlineData(-1021)]
    public async Task A_leverage_refused_for_the_moment_is_set_later_and_the_entry_made_after_it(int code)
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/leverage", code, 1);

        await world.SignalAsync(whale, SignalKind.Open);

        await ProtectedAndRightAsync(user);
        Assert.Contains($"({code})", Assert.Single(await world.TradesAsync(user)).LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop_before")]
    [InlineData("drop_after")]
    public async Task A_leverage_whose_answer_is_lost_is_set_again_and_the_entry_made_after_it(string kind)
    {
        var (whale, user) = await FollowedAsync();
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/leverage", method = "POST", kind, count = 1, apiKey = user.ApiKey }, Cancelled);

        await world.SignalAsync(whale, SignalKind.Open);

        await ProtectedAndRightAsync(user);
        Assert.Contains("leverage 5x could not be set", Assert.Single(await world.TradesAsync(user)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leverage_that_is_not_allowed_ends_the_entry_unsent()
    {
        var (whale, user) = await FollowedAsync();
        await world.RefuseAsync(user, "/fapi/v1/leverage", -2028, 1);

        await world.SignalAsync(whale, SignalKind.Open);

        await EndedUnsentAsync(user, "LEVERAGE_REFUSED", "leverage 5x CROSS was refused");
    }

    [Fact]
    public async Task A_venue_that_fails_before_the_order_is_asked_again()
    {
        var (whale, user) = await FollowedAsync();
        await FaultSettingsAsync(user, "status", 4);

        await world.SignalAsync(whale, SignalKind.Open);

        await ProtectedAndRightAsync(user);
        Assert.Contains("503", Assert.Single(await world.TradesAsync(user)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_venue_that_is_not_understood_before_the_order_ends_the_entry_unsent()
    {
        var (whale, user) = await FollowedAsync();
        await FaultSettingsAsync(user, "malformed", 1);

        await world.SignalAsync(whale, SignalKind.Open);

        await EndedUnsentAsync(user, "VENUE_UNAVAILABLE", "unreadable");
    }

    [Fact]
    public async Task A_venue_whose_clock_cannot_be_read_costs_neither_an_attempt_nor_the_lease()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user); // leverage and margin mode are known from here on
        var other = await world.WhaleAsync();
        await world.FollowAsync(user, other, row => row.MarginMode = MarginMode.Cross);
        await using (var context = world.Context())
            await context.UserSettings.Where(row => row.UserId == user.UserId).ExecuteUpdateAsync(set => set.SetProperty(row => row.AutoCopyDelaySeconds, 30), Cancelled);
        var signal = await world.SignalAsync(other, SignalKind.Open);
        var trade = await world.TradeAsync(user, row => row.SignalId == signal && row.Status == TradeStatus.Pending);
        await world.HoldAsync(trade, _executor!);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/v1/time*", method = "GET", kind = "status", status = 503, durationMilliseconds = 3_000 }, Cancelled);
        await world.Venue.AddFaultAsync(
            new { exchange = "binance", path = "/fapi/*", method = "GET", kind = "reject", code = -1021, count = 1, apiKey = user.ApiKey }, Cancelled);
        await Eventually.ObserveAsync(IsClockKnownAsync, isKnown => !isKnown, ExecutorWorld.Soon);

        await SubmitAsync(trade);

        var left = (await world.TradesAsync(user)).Single(row => row.Id == trade.Id);
        Assert.Equal((TradeStatus.Pending, 0, null), (left.Status, left.Attempts, left.LeaseOwner));
        var filled = await world.TradeAsync(user, row => row.Id == trade.Id && row.Status == TradeStatus.Filled);
        Assert.Equal(1, filled.Attempts);
        await world.MoneyAddsUpAsync();
    }

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.Okx)]
    [InlineData(Venue.Bybit)]
    [InlineData(Venue.Bitget)]
    public async Task What_the_answer_leaves_open_is_asked_at_once(Venue venue)
    {
        var (trade, user) = await PreparedAsync(venue);

        await SubmitAsync(trade);

        var filled = Assert.Single(await world.TradesAsync(user));
        Assert.Equal((TradeStatus.Filled, 1), (filled.Status, filled.Attempts));
        Assert.InRange(filled.AcknowledgedAt!.Value, filled.SentAt!.Value, filled.FilledAt!.Value);
        await ProtectedAndRightAsync(user);
    }

    [Theory]
    [InlineData(Venue.Okx, "/api/v5/trade/order*")]
    [InlineData(Venue.Bybit, "/v5/order/realtime*")]
    [InlineData(Venue.Bitget, "/api/v2/mix/order/detail*")]
    public async Task What_cannot_be_seen_at_once_is_acknowledged_and_reconciled(Venue venue, string path)
    {
        var (trade, user) = await PreparedAsync(venue);
        var exchange = WireName<Venue>.Of(venue).ToLowerInvariant();
        await world.Venue.AddFaultAsync(new { exchange, path, method = "GET", kind = "malformed", count = 1, apiKey = user.ApiKey }, Cancelled);

        await SubmitAsync(trade);

        Assert.NotNull(Assert.Single(await world.TradesAsync(user)).AcknowledgedAt);
        await ProtectedAndRightAsync(user);
    }

    [Fact]
    public async Task An_exit_whose_key_does_not_open_is_owed_and_made_when_it_opens()
    {
        var (whale, user) = await FollowedAsync();
        await world.SignalAsync(whale, SignalKind.Open);
        await world.ProtectedAsync(user);
        var secret = await SecretAsync(user, broken => broken.ApiKeyEncrypted);

        await world.SignalAsync(whale, SignalKind.Close);

        var owed = await world.TradeAsync(user, row => row is { Kind: SignalKind.Close, Status: TradeStatus.Failed });
        Assert.Equal(("KEY_UNREADABLE", 0), (owed.ReasonCode, owed.Attempts));
        Assert.Single(await world.VenueOrdersAsync(user));
        await SecretAsync(user, _ => secret);
        await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);
        Assert.Equal(0m, await world.VenueQuantityAsync(user));
        await world.MoneyAddsUpAsync();
    }

    private async Task<(long Whale, Copier User)> FollowedAsync(Venue venue = Venue.Binance, int delaySeconds = 0)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(venue: venue, settings: row => row.AutoCopyDelaySeconds = delaySeconds);
        await world.FollowAsync(user, whale, row => row.MarginMode = MarginMode.Cross);
        await world.AccountReadAsync(user);
        return (whale, user);
    }

    /// <summary>An entry that waits for its delay, held by the executor: this test sends it.</summary>
    private async Task<(TradeRow Trade, Copier User)> PreparedAsync(Venue venue)
    {
        var (whale, user) = await FollowedAsync(venue, delaySeconds: 30);
        await world.SignalAsync(whale, SignalKind.Open);
        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Pending);
        await world.HoldAsync(trade, _executor!);
        return (trade, user);
    }

    private async Task<bool> IsClockKnownAsync()
    {
        try
        {
            await _executor!.Services.GetRequiredService<VenueTraders>()[Venue.Binance].ReadClockAsync(Market.UsdM, Cancelled);
            return true;
        }
        catch (VenueException)
        {
            return false;
        }
    }

    private Task SubmitAsync(TradeRow trade) => _executor!.Services.GetRequiredService<SubmitStep>().RunAsync(trade);

    private async Task ProtectedAndRightAsync(Copier user)
    {
        await world.ProtectedAsync(user);
        Assert.Equal(1, Assert.Single(await world.TradesAsync(user)).Attempts);
        await world.MoneyAddsUpAsync();
    }

    private async Task EndedUnsentAsync(Copier user, string code, string reason)
    {
        var trade = await world.TradeAsync(user, row => row.Status == TradeStatus.Failed);
        Assert.Equal((code, 0), (trade.ReasonCode, trade.Attempts));
        Assert.Contains(reason, trade.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.VenueOrdersAsync(user));
        await world.MoneyAddsUpAsync();
    }

    /// <summary>What the instrument is set to cannot be read.</summary>
    private Task FaultSettingsAsync(Copier user, string kind, int count) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path = "/fapi/v1/symbolConfig*", method = "GET", kind, status = 503, count, apiKey = user.ApiKey }, Cancelled);

    /// <summary>Stores another secret for a user's key, and lets everybody read it anew.</summary>
    /// <returns>The one before.</returns>
    private async Task<string> SecretAsync(Copier user, Func<UserApiKeyRow, string> change)
    {
        await using var context = world.Context();
        var row = await context.UserApiKeys.SingleAsync(key => key.Id == user.ApiKeyId, Cancelled);
        var before = row.ApiSecretEncrypted;
        row.ApiSecretEncrypted = change(row);
        await context.SaveChangesAsync(Cancelled);
        _executor!.Services.GetRequiredService<AccountDirectory>().Forget(user.ApiKeyId);
        return before;
    }
}
