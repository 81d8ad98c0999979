using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>A copy that the venue does not show and that no fill explains: a bad answer takes nothing off, two good ones do, once.</summary>
public sealed class WriteOffTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private const string Fills = "/fapi/v1/userTrades";
    private const string Positions = "/fapi/v3/positionRisk";

    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Balances are read with the positions: rarely, so that the sync gets the answers that are bent here.
    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Sync:Balances", "01:00:00"));

    public async ValueTask DisposeAsync()
    {
        await world.Venue.ClearFaultsAsync(CancellationToken.None);
        await world.StopAsync(_executor!);
        await world.RestoreMarketAsync();
    }

    [Theory]
    [InlineData("status")]
    [InlineData("malformed")]
    [InlineData("truncated")]
    public async Task A_reading_that_fails_changes_nothing(string kind)
    {
        var (user, held) = await HeldAsync();
        await FaultAsync(user, Fills, "empty");
        await FaultAsync(user, Positions, kind, count: 2);

        await Eventually.ObserveAsync(() => FiredAsync(user, Positions), fired => fired == 2, ExecutorWorld.Soon);

        await UnchangedAsync(user, held);
    }

    [Fact]
    public async Task One_empty_reading_is_doubted_and_the_next_one_ends_the_doubt()
    {
        var (user, held) = await HeldAsync();
        await FaultAsync(user, Fills, "empty");
        await FaultAsync(user, Positions, "empty", count: 1);

        var doubted = await world.PositionAsync(user, row => row.MissingQuantity is not null);

        Assert.Equal((0.020m, 0.020m, PositionStatus.Open), (doubted.MissingQuantity, doubted.Quantity, doubted.Status));
        await UnchangedAsync(user, held);
    }

    [Fact]
    public async Task What_two_readings_three_seconds_apart_do_not_show_is_written_off_once()
    {
        var (user, held) = await HeldAsync();
        await FaultAsync(user, Fills, "empty");
        await world.Venue.ActAsync("binance", user.ApiKey, new { action = "close", symbol = "BTCUSDT", side = "LONG" }, Cancelled);

        var doubted = await world.PositionAsync(user, row => row.MissingQuantity is not null);
        Assert.Equal((PositionStatus.Open, 0.020m), (doubted.Status, doubted.Quantity));
        var closed = await world.PositionAsync(user, row => row.Status == PositionStatus.Closed && row.Protection == ProtectionStatus.None);

        Assert.Equal((CloseReason.External, 0m), (closed.CloseReason, closed.Quantity));
        Assert.True(closed.ClosedAt - doubted.MissingSince >= TimeSpan.FromSeconds(3), $"doubted {doubted.MissingSince:O}, written off {closed.ClosedAt:O}");
        Assert.Equal(60_000m, closed.ExitPrice);
        Assert.Empty(await world.LiveStopsAsync(user));
        Assert.Single(await world.VenueOrdersAsync(user), order => ClientOrderId.IsOurs(order.ClientOrderId));
        await world.MoneyAddsUpAsync();

        // The fills that were late are seen at last, and taken for nothing else.
        var entries = await LedgerAsync(held);
        await world.Venue.ClearFaultsAsync(Cancelled);
        var again = await world.WhaleAsync();
        await world.FollowAsync(user, again);
        await world.SignalAsync(again, SignalKind.Open);
        var next = await world.ProtectedAsync(user);
        await AgreedAsync(user);
        Assert.Equal((0.020m, PositionStatus.Open), ((await world.PositionsAsync(user))[1].Quantity, next.Status));
        Assert.Equal(entries, await LedgerAsync(held));
        Assert.Single(await world.NoticesAsync(user, "POSITION_CLOSED"));
        await world.MoneyAddsUpAsync();
    }

    private async Task UnchangedAsync(Copier user, PositionRow held)
    {
        var now = await AgreedAsync(user);
        Assert.Equal(
            (held.Id, held.Quantity, held.MarginUsdt, PositionStatus.Open, ProtectionStatus.Protected, null, null),
            (now.Id, now.Quantity, now.MarginUsdt, now.Status, now.Protection, now.MissingQuantity, now.OwedCloseReason));
        Assert.Single(await world.VenueOrdersAsync(user));
        Assert.Equal("NEW", Assert.Single(await world.VenueOrdersAsync(user, protective: true)).Status);
        Assert.Empty(await world.NoticesAsync(user, "POSITION_CLOSED"));
        await world.MoneyAddsUpAsync();
    }

    /// <summary>The newest copy once the sync has compared it anew and found it.</summary>
    private Task<PositionRow> AgreedAsync(Copier user)
    {
        var now = TimeProvider.System.GetUtcNow();
        return world.PositionAsync(user, row => row.AgreedAt > now && row.MissingQuantity == null);
    }

    private async Task<(Copier User, PositionRow Held)> HeldAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        await world.PositionAsync(user, row => row is { Protection: ProtectionStatus.Protected, FeesUsdt: > 0m });
        await Eventually.ObserveAsync(
            async () =>
            {
                await using var context = world.Context();
                return await context.UserApiKeys.Where(row => row.Id == user.ApiKeyId).Select(row => row.NextBalanceAt).SingleAsync(Cancelled);
            },
            next => next > TimeProvider.System.GetUtcNow().AddMinutes(30),
            ExecutorWorld.Soon);
        return (user, await AgreedAsync(user));
    }

    /// <summary>Its entries but for the commission, which is booked in its own time.</summary>
    private async Task<int> LedgerAsync(PositionRow position)
    {
        await using var context = world.Context();
        return await context.LedgerEntries.CountAsync(row => row.PositionId == position.Id && row.Kind != Core.Accounting.LedgerKind.Commission, Cancelled);
    }

    private Task FaultAsync(Copier user, string path, string kind, int? count = null) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path, method = "GET", kind, status = kind == "status" ? 503 : (int?)null, count, apiKey = user.ApiKey }, Cancelled);

    private async Task<int> FiredAsync(Copier user, string path)
    {
        using var http = new HttpClient { BaseAddress = world.SimulatorUrl };
        var faults = await http.GetFromJsonAsync<JsonArray>("/sim/v1/faults", Cancelled);
        return faults!.Where(fault => (string?)fault!["path"] == path && (string?)fault["apiKey"] == user.ApiKey).Sum(fault => (int)fault!["fired"]!);
    }
}
