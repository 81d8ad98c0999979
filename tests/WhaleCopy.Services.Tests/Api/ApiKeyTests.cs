using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Secrets;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>Keys: secrets go in and never come out.</summary>
[Collection(ApiGroup.Name)]
public sealed class ApiKeyTests(ApiFixture api)
{
    private const string Path = "/api/v1/users/me/api-keys";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static object Request(string key, string exchange = "BINANCE") =>
        new { exchange, api_key = key, api_secret = "planted-secret-" + key, passphrase = exchange == "OKX" ? "planted-passphrase" : null, label = "main" };

    [Fact]
    public async Task A_key_that_may_trade_and_not_withdraw_is_kept_encrypted()
    {
        var user = await api.SignInAsync();
        var key = $"planted-key-{Guid.NewGuid():N}";
        var expires = api.Now.AddDays(90);
        api.Behind.CheckApiKey = _ =>
        {
            var usable = ScriptedServices.Usable();
            usable.ExpiresAt = expires.ToTimestamp();
            return usable;
        };

        var added = (await user.PostAsync(Path, Request(key, "OKX"))).ShouldBe(201);

        Assert.Equal("OKX", added["exchange"].GetString());
        Assert.Equal(key[^4..], added["key_tail"].GetString());
        Assert.True(added["is_active"].GetBoolean());
        Assert.True(added["can_futures_trade"].GetBoolean());
        Assert.False(added["can_withdraw"].GetBoolean());
        Assert.True(added["ip_restricted"].GetBoolean());
        Assert.Equal("OK", added["health"].GetString());
        Assert.Equal(expires, added["expires_at"].GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));

        await using var database = api.Database();
        var row = await database.UserApiKeys.SingleAsync(stored => stored.Id == added["id"].GetInt64(), Cancelled);
        var cipher = api.Services.GetRequiredService<EnvelopeCipher>();
        Assert.Equal(key, cipher.Decrypt(row.ApiKeyEncrypted, user.UserId, Venue.Okx, SecretField.ApiKey).Reveal());
        Assert.Equal("planted-secret-" + key, cipher.Decrypt(row.ApiSecretEncrypted, user.UserId, Venue.Okx, SecretField.ApiSecret).Reveal());
        Assert.Equal("planted-passphrase", cipher.Decrypt(row.PassphraseEncrypted!, user.UserId, Venue.Okx, SecretField.Passphrase).Reveal());
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from audit_log where user_id = {user.UserId} and action = 'API_KEY_ADDED'"));
    }

    [Fact]
    public async Task While_a_key_is_checked_nobody_trades_with_it()
    {
        var user = await api.SignInAsync();
        bool? wasActive = null;
        api.Behind.CheckApiKey = id =>
        {
            wasActive = api.ScalarAsync<bool>($"select is_active from user_api_keys where id = {id}").GetAwaiter().GetResult();
            return ScriptedServices.Usable();
        };

        (await user.PostAsync(Path, Request($"planted-key-{Guid.NewGuid():N}"))).ShouldBe(201);

        Assert.False(wasActive);
    }

    [Fact]
    public async Task A_key_that_is_refused_leaves_nothing_behind()
    {
        var user = await api.SignInAsync();
        var key = $"planted-key-{Guid.NewGuid():N}";
        api.Behind.CheckApiKey = _ => new CheckApiKeyResponse
        {
            Verdict = CheckApiKeyResponse.Types.Verdict.Refused,
            ReasonCode = "KEY_CAN_WITHDRAW",
            Reason = "This key can withdraw. Create one that can only trade.",
            CanWithdraw = true,
        };

        var refused = (await user.PostAsync(Path, Request(key))).ShouldRefuse(422, "API_KEY_REFUSED");

        Assert.Equal("KEY_CAN_WITHDRAW", refused["reason_code"].GetString());
        Assert.Contains("can withdraw", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await api.ScalarAsync<int>($"select count(*) from user_api_keys where user_id = {user.UserId}"));

        // An executor that says usable and withdraw in one breath is not believed.
        var contradicting = ScriptedServices.Usable();
        contradicting.CanWithdraw = true;
        api.Behind.CheckApiKey = _ => contradicting;
        (await user.PostAsync(Path, Request(key))).ShouldRefuse(422, "API_KEY_REFUSED");

        // Mended at the exchange, the same key can come again.
        api.Behind.CheckApiKey = _ => ScriptedServices.Usable();
        (await user.PostAsync(Path, Request(key))).ShouldBe(201);
    }

    [Fact]
    public async Task When_the_exchange_cannot_be_asked_nothing_is_kept()
    {
        var user = await api.SignInAsync();
        api.Behind.CheckApiKey = _ => new CheckApiKeyResponse { Verdict = CheckApiKeyResponse.Types.Verdict.Unavailable };
        (await user.PostAsync(Path, Request($"planted-key-{Guid.NewGuid():N}"))).ShouldRefuse(503, "API_KEY_CHECK_UNAVAILABLE");
        api.Behind.IsAway = true;
        try
        {
            (await user.PostAsync(Path, Request($"planted-key-{Guid.NewGuid():N}"))).ShouldRefuse(503, "API_KEY_CHECK_UNAVAILABLE");
        }
        finally
        {
            api.Behind.IsAway = false;
            api.Behind.CheckApiKey = _ => ScriptedServices.Usable();
        }

        Assert.Equal(0, await api.ScalarAsync<int>($"select count(*) from user_api_keys where user_id = {user.UserId}"));
    }

    [Fact]
    public async Task One_key_belongs_to_one_user()
    {
        var key = $"planted-key-{Guid.NewGuid():N}";
        var first = await api.SignInAsync();
        var second = await api.SignInAsync();
        var added = (await first.PostAsync(Path, Request(key))).ShouldBe(201);

        (await second.PostAsync(Path, Request(key))).ShouldRefuse(409, "API_KEY_TAKEN");
        (await first.PostAsync(Path, Request(key))).ShouldRefuse(409, "API_KEY_TAKEN");
        (await second.PostAsync(Path, Request(key, "BYBIT"))).ShouldBe(201);

        (await first.DeleteAsync($"{Path}/{added["id"].GetInt64()}")).ShouldBe(204);
        (await second.PostAsync(Path, Request(key))).ShouldBe(201);
    }

    [Fact]
    public async Task A_row_that_a_crash_left_unchecked_does_not_stand_in_the_way()
    {
        var user = await api.SignInAsync();
        var key = $"planted-key-{Guid.NewGuid():N}";
        var cipher = api.Services.GetRequiredService<EnvelopeCipher>();
        await api.AddKeyAsync(user.UserId, row =>
        {
            row.IsActive = false;
            row.Health = ApiKeyHealth.Unchecked;
            row.KeyFingerprint = cipher.Fingerprint(key, Venue.Binance);
        });
        Assert.Empty((await user.GetAsync(Path)).Items.EnumerateArray());

        (await user.PostAsync(Path, Request(key))).ShouldRefuse(409, "API_KEY_TAKEN");
        api.Clock.Advance(TimeSpan.FromMinutes(3));

        (await user.PostAsync(Path, Request(key))).ShouldBe(201);
    }

    [Fact]
    public async Task Keys_come_and_go_with_a_fresh_sign_in_only()
    {
        var user = await api.SignInAsync();
        var row = await api.AddKeyAsync(user.UserId);
        api.Clock.Advance(TimeSpan.FromMinutes(5.5));

        (await user.PostAsync(Path, Request($"planted-key-{Guid.NewGuid():N}"))).ShouldRefuse(403, "STEP_UP_REQUIRED");
        (await user.DeleteAsync($"{Path}/{row.Id}")).ShouldRefuse(403, "STEP_UP_REQUIRED");
        Assert.Equal(row.Id, (await user.GetAsync(Path)).ShouldBe(200).Items[0].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Removing_a_key_wipes_its_secrets_and_keeps_its_history()
    {
        var user = await api.SignInAsync();
        var id = (await user.PostAsync(Path, Request($"planted-key-{Guid.NewGuid():N}"))).ShouldBe(201)["id"].GetInt64();

        (await user.DeleteAsync($"{Path}/{id}")).ShouldBe(204);

        Assert.True(await api.ScalarAsync<bool>(
            $"select removed_at is not null and not is_active and api_key_encrypted = '' and api_secret_encrypted = '' and passphrase_encrypted is null from user_api_keys where id = {id}"));
        Assert.Empty((await user.GetAsync(Path)).Items.EnumerateArray());
        (await user.DeleteAsync($"{Path}/{id}")).ShouldRefuse(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_key_that_open_positions_need_goes_by_force_only()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        await api.AddPositionAsync(key, whale.Id);
        await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row => row.Status = TradeStatus.Unknown);

        var refused = (await user.DeleteAsync($"{Path}/{key.Id}")).ShouldRefuse(409, "API_KEY_IN_USE");

        Assert.Contains("1 open positions and 1 orders in flight", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.True(await api.ScalarAsync<bool>($"select is_active from user_api_keys where id = {key.Id}"));
        (await user.DeleteAsync($"{Path}/{key.Id}?force=true")).ShouldBe(204);
        Assert.False(await api.ScalarAsync<bool>($"select is_active from user_api_keys where id = {key.Id}"));
    }

    [Theory]
    [InlineData("""{"exchange": "BINANCE", "api_key": "short", "api_secret": "long-enough-secret"}""", "api_key")]
    [InlineData("""{"exchange": "BINANCE", "api_key": "with space inside", "api_secret": "long-enough-secret"}""", "api_key")]
    [InlineData("""{"exchange": "BINANCE", "api_key": "long-enough-key", "api_secret": "  "}""", "api_secret")]
    [InlineData("""{"exchange": "OKX", "api_key": "long-enough-key", "api_secret": "long-enough-secret"}""", "passphrase")]
    [InlineData("""{"exchange": "BITGET", "api_key": "long-enough-key", "api_secret": "long-enough-secret", "passphrase": ""}""", "passphrase")]
    public async Task A_key_that_is_not_complete_is_refused_by_field(string body, string field)
    {
        var user = await api.SignInAsync();

        Assert.Equal([field], (await user.SendAsync(HttpMethod.Post, Path, body)).ShouldRefuse(422, "API_KEY_INVALID").ErrorFields);
    }

    [Fact]
    public async Task A_planted_secret_is_in_no_answer_and_no_log()
    {
        var user = await api.SignInAsync();
        var key = $"planted-key-{Guid.NewGuid():N}";
        var initData = InitData.Of(user.TelegramId, api.Now).Signed(ApiFixture.BotToken);
        (await user.PostAsync(Path, Request(key))).ShouldBe(201);
        (await user.PostAsync(Path, Request(key))).ShouldBe(409);
        (await user.SendAsync(HttpMethod.Post, Path, $$"""{"exchange": "NOWHERE", "api_key": "{{key}}", "api_secret": "planted-secret-{{key}}"}""")).ShouldBe(400);
        (await user.SendAsync(HttpMethod.Post, Path, $$"""{"exchange": "OKX", "api_key": "{{key}}", "api_secret": "planted-secret-{{key}}"}""")).ShouldBe(422);
        (await user.SendAsync(HttpMethod.Post, Path, $$"""{"exchange": "BINANCE", "api_key": ["planted-secret-{{key}}"]}""")).ShouldBe(400);
        (await user.GetAsync(Path)).ShouldBe(200);
        (await user.GetAsync("/api/v1/users/me")).ShouldBe(200);
        (await api.Anonymous().PostAsync("/api/v1/auth/telegram", new { init_data = initData + "x" })).ShouldBe(401);

        Assert.DoesNotContain(api.Answers, answer => answer.Contains("planted", StringComparison.Ordinal));
        Assert.NotEmpty(api.Log.Entries);
        Assert.DoesNotContain(api.Log.Entries, entry => entry.Contains("planted", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log.Entries, entry => entry.Contains(ApiFixture.BotToken, StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log.Entries, entry => entry.Contains(initData[^64..], StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log.Entries, entry => entry.Contains(user.Token, StringComparison.Ordinal));
        Assert.Equal(0, await api.ScalarAsync<int>("select count(*) from audit_log where details::text like '%planted%'"));
    }
}
