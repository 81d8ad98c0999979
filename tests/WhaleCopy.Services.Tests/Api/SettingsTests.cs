using System.Text.Json;

namespace WhaleCopy.Services.Tests.Api;

[Collection(ApiGroup.Name)]
public sealed class SettingsTests(ApiFixture api)
{
    private const string Path = "/api/v1/users/me/settings";

    [Fact]
    public async Task A_change_changes_what_it_names_and_nothing_else()
    {
        var user = await api.SignInAsync("PRO");
        var before = (await user.GetAsync("/api/v1/users/me"))["settings"];

        var after = await user.PatchAsync(Path, """
            {"trading_mode": "FUTURES", "preferred_exchange": "BYBIT", "auto_copy_delay_seconds": 3, "default_trade_size_usdt": "12.50",
             "take_profit_percent": 15, "insufficient_funds": "SKIP", "symbols_denied": ["DOGEUSDT"], "auto_close_on_tp": false,
             "time_zone": "Europe/Berlin", "language": "de", "max_leverage": 10}
            """);

        after.ShouldBe(200);
        Assert.Equal("FUTURES", after["trading_mode"].GetString());
        Assert.Equal("BYBIT", after["preferred_exchange"].GetString());
        Assert.Equal(3, after["auto_copy_delay_seconds"].GetInt32());
        Assert.Equal("12.5", after["default_trade_size_usdt"].GetString());
        Assert.Equal("15", after["take_profit_percent"].GetString());
        Assert.Equal("SKIP", after["insufficient_funds"].GetString());
        Assert.Equal("DOGEUSDT", after["symbols_denied"][0].GetString());
        Assert.False(after["auto_close_on_tp"].GetBoolean());
        Assert.Equal("Europe/Berlin", after["time_zone"].GetString());
        Assert.Equal(10, after["max_leverage"].GetInt32());
        string[] untouched = ["auto_copy_enabled", "max_trade_size_usdt", "stop_loss_percent", "daily_loss_limit_usdt", "max_open_positions",
            "default_leverage", "auto_close_on_whale_exit", "symbols_allowed", "auto_transfer"];
        Assert.All(untouched, name => Assert.Equal(before.GetProperty(name).GetRawText(), after[name].GetRawText()));
        Assert.Equal(after.Text, (await user.GetAsync("/api/v1/users/me"))["settings"].GetRawText());
    }

    [Fact]
    public async Task Null_clears_what_can_be_absent_and_nothing_else()
    {
        var user = await api.SignInAsync();
        await user.PatchAsync(Path, new { preferred_exchange = "OKX", take_profit_percent = "20" });

        var cleared = await user.PatchAsync(Path, """{"preferred_exchange": null, "take_profit_percent": null}""");

        Assert.Equal(JsonValueKind.Null, cleared.ShouldBe(200)["preferred_exchange"].ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared["take_profit_percent"].ValueKind);
        string[] never = ["stop_loss_percent", "trading_mode", "auto_copy_enabled", "symbols_allowed", "time_zone", "max_leverage"];
        foreach (var name in never)
            Assert.Equal([name], (await user.PatchAsync(Path, $$"""{"{{name}}": null}""")).ShouldRefuse(400, "VALIDATION_FAILED").ErrorFields);
    }

    [Theory]
    [InlineData("auto_copy_delay_seconds", "-1")]
    [InlineData("auto_copy_delay_seconds", "31")]
    [InlineData("default_trade_size_usdt", "0.5")]
    [InlineData("default_trade_size_usdt", "\"101\"")]
    [InlineData("max_trade_size_usdt", "4")]
    [InlineData("stop_loss_percent", "0")]
    [InlineData("stop_loss_percent", "\"80.1\"")]
    [InlineData("take_profit_percent", "0")]
    [InlineData("daily_loss_limit_usdt", "0")]
    [InlineData("max_open_positions", "0")]
    [InlineData("max_open_positions", "6")]
    [InlineData("default_leverage", "0")]
    [InlineData("default_leverage", "21")]
    [InlineData("max_leverage", "126")]
    [InlineData("trading_mode", "\"FUTURES\"")]
    [InlineData("symbols_allowed", "[\"btc usdt\"]")]
    [InlineData("time_zone", "\"Mars/Olympus\"")]
    [InlineData("time_zone", "\"\"")]
    [InlineData("language", "\"klingonisch\"")]
    public async Task Each_field_is_checked_against_its_range_and_the_tier(string field, string value)
    {
        var user = await api.SignInAsync();

        var refusal = (await user.PatchAsync(Path, $$"""{"{{field}}": {{value}}}""")).ShouldRefuse(422, "SETTINGS_INVALID");

        Assert.Contains(field, refusal.ErrorFields);
    }

    [Theory]
    [InlineData("stop_loss_percent", "\"ten\"")]
    [InlineData("stop_loss_percent", "\"1e1\"")]
    [InlineData("stop_loss_percent", "\"1,5\"")]
    [InlineData("stop_loss_percent", "{}")]
    [InlineData("max_leverage", "1.5")]
    [InlineData("max_leverage", "99999999999")]
    [InlineData("trading_mode", "\"MARGIN\"")]
    [InlineData("trading_mode", "\"spot\"")]
    [InlineData("auto_copy_enabled", "\"yes\"")]
    [InlineData("symbols_allowed", "\"BTCUSDT\"")]
    [InlineData("leverage", "5")]
    public async Task What_is_unreadable_or_unknown_is_named(string field, string value)
    {
        var user = await api.SignInAsync();

        var refusal = (await user.PatchAsync(Path, $$"""{"{{field}}": {{value}}}""")).ShouldRefuse(400, "VALIDATION_FAILED");

        Assert.Equal([field], refusal.ErrorFields);
    }

    [Fact]
    public async Task Every_error_is_reported_and_nothing_is_stored()
    {
        var user = await api.SignInAsync();

        var refusal = await user.PatchAsync(Path, new { stop_loss_percent = 99, max_open_positions = 50, language = "de" });

        Assert.Equal(["max_open_positions", "stop_loss_percent"], refusal.ShouldRefuse(422, "SETTINGS_INVALID").ErrorFields);
        Assert.Equal("10", (await user.GetAsync("/api/v1/users/me"))["settings"].GetProperty("stop_loss_percent").GetString());
    }

    [Theory]
    [InlineData("max_trade_size_usdt", "101", "99")]
    [InlineData("daily_loss_limit_usdt", "50.01", "49")]
    [InlineData("max_open_positions", "6", "4")]
    [InlineData("max_leverage", "21", "19")]
    public async Task Raising_a_limit_needs_a_fresh_sign_in_and_lowering_it_does_not(string field, string raised, string lowered)
    {
        var user = await api.SignInAsync("PRO");
        api.Clock.Advance(TimeSpan.FromMinutes(5.5));

        (await user.PatchAsync(Path, $$"""{"{{field}}": {{raised}}}""")).ShouldRefuse(403, "STEP_UP_REQUIRED");
        (await user.PatchAsync(Path, $$"""{"{{field}}": {{lowered}}}""")).ShouldBe(200);

        var fresh = await api.SignInAsync("PRO", user.TelegramId);
        (await fresh.PatchAsync(Path, $$"""{"{{field}}": {{raised}}}""")).ShouldBe(200);
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from audit_log where user_id = {user.UserId} and action = 'LIMITS_RAISED'"));
    }

    [Fact]
    public async Task A_higher_tier_allows_more_and_a_lapsed_one_no_more()
    {
        var user = await api.SignInAsync("PRO");
        (await user.PatchAsync(Path, new { trading_mode = "FUTURES", max_open_positions = 10 })).ShouldBe(200);

        api.Clock.Advance(TimeSpan.FromDays(31));
        var later = api.Anonymous();
        var signedIn = await later.PostAsync("/api/v1/auth/telegram", new { init_data = InitData.Of(user.TelegramId, api.Now).Signed(ApiFixture.BotToken) });
        var lapsed = later.As(signedIn["token"].GetString()!, user.UserId, user.TelegramId);

        Assert.Equal("FREE", (await lapsed.GetAsync("/api/v1/users/me"))["subscription_tier"].GetString());
        Assert.Contains("max_open_positions", (await lapsed.PatchAsync(Path, new { max_open_positions = 9 })).ShouldRefuse(422, "SETTINGS_INVALID").ErrorFields);
    }

    [Fact]
    public async Task Notifications_can_be_muted_by_kind_and_marked_as_read()
    {
        var user = await api.SignInAsync();
        var first = await api.AddNotificationAsync(user.UserId);
        var second = await api.AddNotificationAsync(user.UserId);

        Assert.Equal(2, (await user.GetAsync("/api/v1/users/me/notifications"))["unread"].GetInt32());
        (await user.PostAsync("/api/v1/users/me/notifications/read", new { up_to_id = first.Id })).ShouldBe(204);
        (await user.PatchAsync("/api/v1/users/me/notifications/settings", new { muted = new[] { "SIGNAL", "SIGNAL" } })).ShouldBe(200);

        var list = await user.GetAsync("/api/v1/users/me/notifications?limit=1");
        Assert.Equal(1, list["unread"].GetInt32());
        Assert.Equal(second.Id, list.Items[0].GetProperty("id").GetInt64());
        Assert.Equal(7, list.Items[0].GetProperty("data").GetProperty("position_id").GetInt64());
        Assert.Equal("""["SIGNAL"]""", list["settings"].GetProperty("muted").GetRawText());
        Assert.Equal(first.Id, (await user.GetAsync($"/api/v1/users/me/notifications?cursor={list.NextCursor}")).Items[0].GetProperty("id").GetInt64());
        Assert.Equal(["muted"], (await user.PatchAsync("/api/v1/users/me/notifications/settings", new { muted = new[] { "no kind" } })).ShouldRefuse(400, "VALIDATION_FAILED").ErrorFields);
    }
}
