using System.Buffers.Text;

namespace WhaleCopy.Services.Tests.Api;

[Collection(ApiGroup.Name)]
public sealed class AuthenticationTests(ApiFixture api)
{
    private const string Header = "X-Telegram-Init-Data";
    private const string Me = "/api/v1/users/me";

    [Fact]
    public async Task The_header_alone_signs_a_request_and_creates_the_user_with_default_settings()
    {
        var id = ApiFixture.NewTelegramId();

        var me = await api.Anonymous().SendAsync(HttpMethod.Get, Me, headers: (Header, InitData.Of(id, api.Now).Signed(ApiFixture.BotToken)));

        me.ShouldBe(200);
        Assert.Equal(id, me["telegram_id"].GetInt64());
        Assert.Equal("FREE", me["subscription_tier"].GetString());
        var settings = me["settings"];
        Assert.Equal("MIXED", settings.GetProperty("trading_mode").GetString());
        Assert.Equal("100", settings.GetProperty("max_trade_size_usdt").GetString());
        Assert.Equal("10", settings.GetProperty("stop_loss_percent").GetString());
        Assert.Equal("de", settings.GetProperty("language").GetString());
    }

    [Fact]
    public async Task Signing_in_again_keeps_the_user_and_his_first_start_parameter_and_takes_his_new_name()
    {
        var id = ApiFixture.NewTelegramId();
        var first = await SignInAsync(InitData.Of(id, api.Now, "old_name").With("start_param", "ref_9"));
        var second = await SignInAsync(InitData.Of(id, api.Now, "new_name").With("start_param", "ref_10"));

        Assert.Equal(first["user"].GetProperty("id").GetInt64(), second["user"].GetProperty("id").GetInt64());
        Assert.Equal("new_name", second["user"].GetProperty("username").GetString());
        Assert.Equal("ref_9", await api.ScalarAsync<string>($"select start_param from users where telegram_id = {id}"));
    }

    [Fact]
    public async Task Many_first_requests_at_once_make_one_user()
    {
        var id = ApiFixture.NewTelegramId();
        var initData = InitData.Of(id, api.Now).Signed(ApiFixture.BotToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Anonymous().SendAsync(HttpMethod.Get, Me, headers: (Header, initData))));

        Assert.Single(answers.Select(answer => answer.ShouldBe(200)["id"].GetInt64()).Distinct());
    }

    [Fact]
    public async Task The_body_can_carry_the_initData()
    {
        var initData = InitData.Of(ApiFixture.NewTelegramId(), api.Now).Signed(ApiFixture.BotToken);

        var signedIn = await api.Anonymous().PostAsync("/api/v1/auth/telegram", new { init_data = initData });

        Assert.Equal(api.Now.AddMinutes(60), signedIn.ShouldBe(200)["expires_at"].GetDateTimeOffset(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Without_proof_it_is_401_with_a_code()
    {
        var stranger = api.Anonymous();
        var id = ApiFixture.NewTelegramId();
        var valid = InitData.Of(id, api.Now).Signed(ApiFixture.BotToken);

        (await stranger.GetAsync(Me)).ShouldRefuse(401, "UNAUTHENTICATED");
        (await stranger.PostAsync("/api/v1/auth/telegram")).ShouldRefuse(401, "INIT_DATA_INVALID");
        (await With(valid.Replace("tester", "someone", StringComparison.Ordinal))).ShouldRefuse(401, "INIT_DATA_INVALID");
        (await With(InitData.Of(id, api.Now.AddHours(-25)).Signed(ApiFixture.BotToken))).ShouldRefuse(401, "INIT_DATA_EXPIRED");
        (await With(InitData.Of(id, api.Now.AddMinutes(5)).Signed(ApiFixture.BotToken))).ShouldRefuse(401, "INIT_DATA_INVALID");
        (await stranger.SendAsync(HttpMethod.Get, Me, headers: [(Header, valid), (Header, valid)])).ShouldRefuse(401, "INIT_DATA_INVALID");
        Assert.Equal(0, await api.ScalarAsync<int>($"select count(*) from users where telegram_id = {id}"));

        Task<ApiAnswer> With(string initData) => stranger.SendAsync(HttpMethod.Get, Me, headers: (Header, initData));
    }

    [Fact]
    public async Task A_session_ends_after_an_hour()
    {
        var user = await api.SignInAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(59));
        (await user.GetAsync(Me)).ShouldBe(200);

        api.Clock.Advance(TimeSpan.FromMinutes(1));

        (await user.GetAsync(Me)).ShouldRefuse(401, "SESSION_EXPIRED");
    }

    [Fact]
    public async Task A_token_that_was_changed_anywhere_is_refused()
    {
        var user = await api.SignInAsync();
        var bytes = Base64Url.DecodeFromChars(user.Token);

        for (var i = 0; i < bytes.Length; i += 5)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            (await user.As(Base64Url.EncodeToString(changed), 0, 0).GetAsync(Me)).ShouldRefuse(401, "SESSION_INVALID");
        }

        (await user.As(user.Token + "A", 0, 0).GetAsync(Me)).ShouldRefuse(401, "SESSION_INVALID");
        (await user.As("x", 0, 0).GetAsync(Me)).ShouldRefuse(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task A_token_in_the_address_counts_for_the_hub_alone()
    {
        var user = await api.SignInAsync();

        (await api.Anonymous().GetAsync($"{Me}?access_token={user.Token}")).ShouldRefuse(401, "UNAUTHENTICATED");
        (await api.Anonymous().PostAsync($"/hubs/live/negotiate?negotiateVersion=1&access_token={user.Token}")).ShouldBe(200);
        (await api.Anonymous().PostAsync("/hubs/live/negotiate?negotiateVersion=1")).ShouldRefuse(401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_banned_user_is_let_in_nowhere()
    {
        var user = await api.SignInAsync();
        await api.ScalarAsync<long>($"update users set is_banned = true where id = {user.UserId} returning id");

        (await user.GetAsync(Me)).ShouldRefuse(403, "USER_BANNED");
        (await user.PostAsync("/hubs/live/negotiate?negotiateVersion=1")).ShouldRefuse(403, "USER_BANNED");
        (await api.Anonymous().PostAsync("/api/v1/auth/telegram", new { init_data = InitData.Of(user.TelegramId, api.Now).Signed(ApiFixture.BotToken) }))
            .ShouldRefuse(403, "USER_BANNED");
    }

    [Fact]
    public async Task The_demo_can_sign_in_without_Telegram()
    {
        var id = ApiFixture.NewTelegramId();
        foreach (var path in new[] { "/dev/init-data", "/api/v1/dev/init-data" })
        {
            var initData = await api.Anonymous().PostAsync(path, new { telegram_id = id, username = "demo" });

            var signedIn = await api.Anonymous().PostAsync("/api/v1/auth/telegram", new { init_data = initData.ShouldBe(200)["init_data"].GetString() });

            Assert.Equal("demo", signedIn.ShouldBe(200)["user"].GetProperty("username").GetString());
        }
    }

    [Fact]
    public async Task In_production_the_demos_tools_do_not_exist()
    {
        await using var app = api.Build("Production");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var stranger = api.CallerOf(app);

        foreach (var path in new[] { "/dev/init-data", "/dev/tier", "/api/v1/dev/init-data", "/api/v1/dev/tier" })
            (await stranger.PostAsync(path, new { telegram_id = 1, tier = "ELITE" })).ShouldRefuse(404, "NOT_FOUND");
        (await stranger.GetAsync("/docs")).ShouldBe(404);
        (await stranger.GetAsync("/openapi/v1.json")).ShouldBe(200);
    }

    private async Task<ApiAnswer> SignInAsync(InitData initData) =>
        (await api.Anonymous().SendAsync(HttpMethod.Post, "/api/v1/auth/telegram", headers: (Header, initData.Signed(ApiFixture.BotToken)))).ShouldBe(200);
}
