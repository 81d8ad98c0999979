using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>The acceptance scenario of who is let in, by its number.</summary>
[Collection(ApiGroup.Name)]
public sealed class SessionScenarioTests(ApiFixture api)
{
    private const string Header = "X-Telegram-Init-Data";
    private const string SignIn = "/api/v1/auth/telegram";

    [Fact]
    public async Task S13_only_what_Telegram_signed_and_nothing_too_old_and_nothing_of_others()
    {
        var id = ApiFixture.NewTelegramId();
        var valid = InitData.Of(id, api.Now).Signed(ApiFixture.BotToken);

        // (a) one changed byte, anywhere in what is signed and in the signature
        foreach (var at in new[] { valid.IndexOf("AAHdF6", StringComparison.Ordinal), valid.IndexOf("tester", StringComparison.Ordinal), valid.Length - 1 })
            (await WithAsync($"{valid[..at]}{(valid[at] == '0' ? '1' : '0')}{valid[(at + 1)..]}")).ShouldRefuse(401, "INIT_DATA_INVALID");

        // (b) 25 hours old, (c) 3 hours old
        (await WithAsync(InitData.Of(id, api.Now.AddHours(-25)).Signed(ApiFixture.BotToken))).ShouldRefuse(401, "INIT_DATA_EXPIRED");
        (await WithAsync(InitData.Of(id, api.Now.AddHours(-3)).Signed(ApiFixture.BotToken))).ShouldBe(200);

        // (d) one user with another one's key
        var owner = await api.SignInAsync();
        var key = await api.AddKeyAsync(owner.UserId);
        var other = await api.SignInAsync();
        (await other.DeleteAsync($"/api/v1/users/me/api-keys/{key.Id}")).ShouldRefuse(404, "NOT_FOUND");
        Assert.True(await api.ScalarAsync<bool>($"select is_active from user_api_keys where id = {key.Id}"));
        Assert.Equal(
            $"user:{other.UserId} API_KEY_OF_ANOTHER {{\"api_key_id\": {key.Id}}}",
            await api.ScalarAsync<string>($"select actor || ' ' || action || ' ' || details from audit_log where user_id = {other.UserId}"));
        Assert.Equal(0, await api.ScalarAsync<int>($"select count(*) from audit_log where user_id = {owner.UserId}"));

        // What is nobody's, and what was his own, say nothing.
        (await other.DeleteAsync($"/api/v1/users/me/api-keys/{long.MaxValue}")).ShouldRefuse(404, "NOT_FOUND");
        var gone = await api.AddKeyAsync(other.UserId, row => row.RemovedAt = api.Now);
        (await other.DeleteAsync($"/api/v1/users/me/api-keys/{gone.Id}")).ShouldRefuse(404, "NOT_FOUND");
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from audit_log where user_id = {other.UserId}"));

        // (e) a field without a value is part of what was signed
        (await WithAsync(InitData.Of(id, api.Now).With("start_param", "").Signed(ApiFixture.BotToken))).ShouldBe(200);

        // The time of a comparison that can say nothing cannot be measured here; what compares is.
        Assert.Contains(
            "CryptographicOperations.FixedTimeEquals(given",
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "WhaleCopy.Api", "Identity", "TelegramInitData.cs"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        Task<ApiAnswer> WithAsync(string initData) => api.Anonymous().SendAsync(HttpMethod.Post, SignIn, headers: (Header, initData));
    }
}
