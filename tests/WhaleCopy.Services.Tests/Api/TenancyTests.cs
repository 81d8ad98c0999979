using System.Globalization;
using System.Text.Json;
using WhaleCopy.Api.OpenApi;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>Every operation that the description knows, called by nobody and by somebody else.</summary>
[Collection(ApiGroup.Name)]
public sealed class TenancyTests(ApiFixture api)
{
    private static readonly string[] Open = ["/health", "/api/v1/auth/telegram", "/dev/tier", "/dev/init-data"];

    [Fact]
    public async Task Every_operation_but_the_open_ones_asks_who_calls()
    {
        var stranger = api.Anonymous();
        var asked = 0;

        foreach (var (method, path) in (await OperationsAsync()).Where(operation => !Open.Contains(operation.Path)))
        {
            (await stranger.SendAsync(method, Fill(path, Guid.NewGuid(), 1), method == HttpMethod.Get ? null : "{}")).ShouldRefuse(401, "UNAUTHENTICATED");
            asked++;
        }

        Assert.True(asked >= 30, $"only {asked} operations");
    }

    [Fact]
    public async Task What_belongs_to_somebody_else_does_not_exist()
    {
        var (owner, rows) = await RichUserAsync();
        var other = await api.SignInAsync("ELITE");

        // Each operation on something owned, with the owner's id in it.
        (HttpMethod Method, string Path, object? Body)[] attempts =
        [
            (HttpMethod.Get, $"/api/v1/trades/{rows.Trade}", null),
            (HttpMethod.Post, $"/api/v1/trades/positions/{rows.Position}/close", null),
            (HttpMethod.Patch, $"/api/v1/trades/positions/{rows.Position}", new { stop_loss_percent = "5" }),
            (HttpMethod.Get, $"/api/v1/tasks/{rows.Task}", null),
            (HttpMethod.Delete, $"/api/v1/users/me/api-keys/{rows.Key}", null),
            (HttpMethod.Delete, $"/api/v1/users/me/api-keys/{rows.Key}?force=true", null),
        ];
        foreach (var (method, path, body) in attempts)
            (await other.SendAsync(method, path, body)).ShouldRefuse(404, "NOT_FOUND");
        (await other.PatchAsync($"/api/v1/whales/{rows.Whale}/follow", new { leverage = 2 })).ShouldRefuse(404, "NOT_FOLLOWING");
        (await other.DeleteAsync($"/api/v1/whales/{rows.Whale}/follow?positions=CLOSE")).ShouldRefuse(404, "NOT_FOLLOWING");
        (await other.PostAsync("/api/v1/users/me/notifications/read", new { up_to_id = long.MaxValue })).ShouldBe(204);

        // And nothing of it has changed.
        Assert.Equal("OPEN", await api.ScalarAsync<string>($"select status from positions where id = {rows.Position}"));
        Assert.Equal(10m, await api.ScalarAsync<decimal>($"select stop_loss_percent from positions where id = {rows.Position}"));
        Assert.True(await api.ScalarAsync<bool>($"select is_active from user_api_keys where id = {rows.Key}"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from user_whale_follows where user_id = {owner.UserId} and ended_at is null"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from notifications where user_id = {owner.UserId} and read_at is null"));
        Assert.Equal(0, await api.ScalarAsync<int>($"select count(*) from tasks where user_id = {other.UserId}"));
    }

    [Fact]
    public async Task Lists_hold_the_callers_own_only()
    {
        var (owner, rows) = await RichUserAsync();
        var other = await api.SignInAsync();
        string[] lists = ["/trades", "/trades/positions", "/decisions", "/users/me/api-keys", "/users/me/notifications"];

        foreach (var list in lists)
        {
            Assert.NotEmpty((await owner.GetAsync($"/api/v1{list}")).ShouldBe(200).Items.EnumerateArray());
            Assert.Empty((await other.GetAsync($"/api/v1{list}")).ShouldBe(200).Items.EnumerateArray());
        }

        Assert.NotEmpty((await owner.GetAsync("/api/v1/balance"))["wallets"].EnumerateArray());
        Assert.Empty((await other.GetAsync("/api/v1/balance"))["wallets"].EnumerateArray());
        Assert.Equal(2, (await owner.GetAsync("/api/v1/trades/export.csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Single((await other.GetAsync("/api/v1/trades/export.csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));

        // What everybody may see says nothing about others: not that they follow, not what was decided for them.
        Assert.True((await owner.GetAsync($"/api/v1/whales/{rows.Whale}"))["is_followed"].GetBoolean());
        var whale = await other.GetAsync($"/api/v1/whales/{rows.Whale}");
        Assert.False(whale["is_followed"].GetBoolean());
        Assert.Equal(JsonValueKind.Null, whale["follow"].ValueKind);
        Assert.Equal("SKIPPED", DecisionOf(await owner.GetAsync($"/api/v1/signals?whale={rows.Whale}")).GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Null, DecisionOf(await other.GetAsync($"/api/v1/signals?whale={rows.Whale}")).ValueKind);

        static JsonElement DecisionOf(ApiAnswer signals) => signals.Items[0].GetProperty("decision");
    }

    private async Task<(ApiCaller Owner, (long Whale, long Key, long Position, long Trade, Guid Task) Rows)> RichUserAsync()
    {
        var owner = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        (await owner.PostAsync($"/api/v1/whales/{whale.Id}/follow")).ShouldBe(201);
        var signal = await api.AddSignalAsync(whale.Id);
        var key = await api.AddKeyAsync(owner.UserId);
        var position = await api.AddPositionAsync(key, whale.Id);
        var trade = await api.AddTradeAsync(key, signal, row => row.PositionId = position.Id);
        await api.AddDecisionAsync(owner.UserId, signal);
        await api.AddNotificationAsync(owner.UserId);
        await api.AddAsync(new AccountBalanceRow { ApiKeyId = key.Id, Market = Core.Venues.Market.UsdM, Asset = "USDT", RequestSentAt = api.Now });
        var task = await api.AddAsync(new TaskRow { Id = Guid.NewGuid(), UserId = owner.UserId, Kind = TaskKind.Panic, Payload = "{}", CreatedAt = api.Now });
        return (owner, (whale.Id, key.Id, position.Id, trade.Id, task.Id));
    }

    private async Task<IReadOnlyList<(HttpMethod Method, string Path)>> OperationsAsync()
    {
        using var document = JsonDocument.Parse(await DescriptionFile.TextAsync(api.Services, TestContext.Current.CancellationToken));
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(
            path => path.Value.EnumerateObject().Select(operation => (HttpMethod.Parse(operation.Name), path.Name)))];
    }

    private static string Fill(string path, Guid guid, long id) => path.StartsWith("/api/v1/tasks/", StringComparison.Ordinal)
        ? path.Replace("{id}", guid.ToString(), StringComparison.Ordinal)
        : path.Replace("{id}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
