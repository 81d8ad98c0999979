using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WhaleCopy.Api;
using WhaleCopy.Api.Schema;
using WhaleCopy.ServiceDefaults.Startup;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>The host itself: configuration, migration, health, headers, limits, the web app.</summary>
[Collection(ApiGroup.Name)]
public sealed class HostTests(ApiFixture api)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Telegram:BotToken", null)]
    [InlineData("Telegram:BotToken", "123456789")]
    [InlineData("Telegram:BotToken", "123456789:short")]
    [InlineData("Telegram:BotToken", "123456789:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Telegram:WebAppUrl", "t.me/whalecopy")]
    [InlineData("Telegram:InitDataMaxAge", "25:00:00")]
    [InlineData("Telegram:InitDataMaxAge", "00:00:00")]
    [InlineData("Telegram:ClockSkew", "00:06:00")]
    [InlineData("Telegram:SessionLife", "1.00:00:01")]
    [InlineData("Telegram:StepUpMaxAge", "02:00:00")]
    [InlineData("Telegram:StepUpMaxAge", "soon")]
    [InlineData("Security:EncryptionKeys:0", "short")]
    [InlineData("Security:EncryptionKeys:0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Services:Executor", "executor")]
    [InlineData("Services:Poller", "ftp://poller")]
    [InlineData("Services:WakeUpDeadline", "00:02:00")]
    [InlineData("Services:VenueDeadline", "00:00:00")]
    [InlineData("RateLimits:UserBurst", "0")]
    [InlineData("RateLimits:UserPerSecond", "-1")]
    [InlineData("RateLimits:WriteBurst", "0")]
    [InlineData("RateLimits:WritePerSecond", "0")]
    [InlineData("RateLimits:AddressBurst", "2000000")]
    [InlineData("RateLimits:AddressPerSecond", "0")]
    [InlineData("Exchanges:Mode", "imaginary")]
    [InlineData("Web:Root", "/nowhere")]
    [InlineData("Database:MigrateOnStart", "perhaps")]
    [InlineData("ConnectionStrings:whalecopy", null)]
    [InlineData("ConnectionStrings:redis", null)]
    public async Task A_setting_that_is_missing_or_wrong_stops_the_start_with_one_line_that_names_it(string key, string? value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = api.Build(overrides: (key, value));
            await app.StartAsync(Cancelled);
        });

        var line = StartupErrors.Explain(failure);
        Assert.NotNull(line);
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        if (value is { Length: > 10 } && key.Contains("Token", StringComparison.Ordinal))
            Assert.DoesNotContain(value, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_of_options_is_validated_at_the_start()
    {
        var options = typeof(ApiHost).Assembly.GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("SectionName") is not null).ToList();

        Assert.True(options.Count >= 6);

        // A flag alone has no range: the binder refuses what is neither true nor false.
        Assert.All(options.Where(type => type != typeof(DatabaseOptions)), type => Assert.NotEmpty(api.Services.GetServices(typeof(IValidateOptions<>).MakeGenericType(type))));
    }

    [Fact]
    public async Task Migrating_is_one_command_with_one_line_and_an_exit_code()
    {
        var database = await api.CreateDatabaseAsync();
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(0, await SchemaSlice.MigrateAsync([$"--ConnectionStrings:whalecopy={database}"], output, errors, Cancelled));
        Assert.Equal(1, await SchemaSlice.MigrateAsync(["--ConnectionStrings:whalecopy=Host=127.0.0.1;Port=1;Password=planted-pass"], output, errors, Cancelled));
        Assert.Equal(1, await SchemaSlice.MigrateAsync(["--ConnectionStrings:whalecopy="], output, errors, Cancelled));

        Assert.Equal("The schema is up to date.", Assert.Single(output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));
        var lines = errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("WhaleCopy.Api cannot migrate: PostgreSQL cannot be reached", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("WhaleCopy.Api cannot migrate: ConnectionStrings:whalecopy is missing", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("planted", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_told_so_the_schema_is_made_before_the_first_request()
    {
        var template = new Npgsql.NpgsqlConnectionStringBuilder(await api.CreateDatabaseAsync());
        await using (var source = Npgsql.NpgsqlDataSource.Create(template.ConnectionString))
        await using (var drop = source.CreateCommand("drop schema public cascade; create schema public"))
            await drop.ExecuteNonQueryAsync(Cancelled);

        await using var app = api.Build(overrides: [("ConnectionStrings:whalecopy", template.ConnectionString), ("Database:MigrateOnStart", "true")]);
        await app.StartAsync(Cancelled);

        (await api.CallerOf(app).PostAsync("/dev/tier", new { telegram_id = 1, tier = "PRO" })).ShouldBe(200);
    }

    [Fact]
    public async Task Health_tells_the_founding_fields_each_dependency_and_whether_money_is_real()
    {
        var health = (await api.Anonymous().GetAsync("/health")).ShouldBe(200);

        Assert.Equal("healthy", health["status"].GetString());
        Assert.Equal("WhaleCopy", health["app_name"].GetString());
        Assert.Equal("development", health["environment"].GetString());
        Assert.NotEmpty(health["version"].GetString()!);
        Assert.Equal("simulated", health["exchanges_mode"].GetString());
        Assert.Equal(
            ["executor", "poller", "postgres", "redis"],
            health["dependencies"].EnumerateObject().Select(dependency => dependency.Name).Order(StringComparer.Ordinal));
        (await api.Anonymous().GetAsync("/alive")).ShouldBe(200);
    }

    [Fact]
    public async Task Without_executor_and_poller_the_Api_is_degraded_and_serves()
    {
        await using var app = api.Build(overrides: [("Services:Executor", "http://127.0.0.1:1"), ("Services:Poller", "http://127.0.0.1:1"), ("Exchanges:Mode", "Live")]);
        await app.StartAsync(Cancelled);

        var health = (await api.CallerOf(app).GetAsync("/health")).ShouldBe(200);

        Assert.Equal("degraded", health["status"].GetString());
        Assert.Equal("live", health["exchanges_mode"].GetString());
        Assert.Equal("degraded", health["dependencies"].GetProperty("executor").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Unknown_addresses_methods_and_bodies_are_problems_with_codes()
    {
        var user = await api.SignInAsync();

        (await user.GetAsync("/api/v1/nothing")).ShouldRefuse(404, "NOT_FOUND");
        (await user.GetAsync("/api/v1/whales/abc")).ShouldRefuse(404, "NOT_FOUND");
        (await user.DeleteAsync("/api/v1/whales")).ShouldRefuse(405, "METHOD_NOT_ALLOWED");
        (await user.SendAsync(HttpMethod.Patch, "/api/v1/users/me/settings")).ShouldRefuse(400, "VALIDATION_FAILED");
        (await user.PatchAsync("/api/v1/users/me/settings", "[]")).ShouldRefuse(400, "VALIDATION_FAILED");
        (await user.PatchAsync("/api/v1/users/me/settings", $$"""{"language": "{{new string('x', 70_000)}}"}""")).ShouldRefuse(413, "CONTENT_TOO_LARGE");
        Assert.Equal(32, (await user.GetAsync("/api/v1/nothing"))["trace_id"].GetString()!.Length);
    }

    [Fact]
    public async Task A_user_who_asks_too_much_is_told_when_to_come_back_and_others_are_served()
    {
        await using var app = api.Build(overrides: [("RateLimits:UserBurst", "20"), ("RateLimits:UserPerSecond", "1"), ("RateLimits:WriteBurst", "3"), ("RateLimits:WritePerSecond", "1")]);
        await app.StartAsync(Cancelled);
        var greedy = await SignInAsync(app);
        var modest = await SignInAsync(app);

        var writes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => greedy.PostAsync("/api/v1/users/me/pause")));
        var refused = writes.First(answer => answer.Status == 429).ShouldRefuse(429, "RATE_LIMITED");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        (await greedy.GetAsync("/api/v1/users/me")).ShouldBe(200);

        var reads = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => greedy.GetAsync("/api/v1/users/me")));
        Assert.Contains(reads, answer => answer.Status == 429);
        (await modest.GetAsync("/api/v1/users/me")).ShouldBe(200);
    }

    [Fact]
    public async Task The_web_app_is_served_with_its_headers_and_the_Apis_addresses_stay_the_Apis()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "assets"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "index.html"), "<!doctype html><title>WhaleCopy</title>", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "assets", "app-1a2b.js"), "export {}", Cancelled);
        await using var app = api.Build(overrides: [("Web:Root", folder.Path), ("Telegram:WebAppUrl", "https://app.whalecopy.example/start")]);
        await app.StartAsync(Cancelled);
        var visitor = api.CallerOf(app);

        foreach (var path in new[] { "/", "/whales/7", "/apiary" })
        {
            var page = (await visitor.GetAsync(path)).ShouldBe(200);
            Assert.Equal("text/html", page.ContentHeaders.ContentType?.MediaType);
            Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
            Assert.Contains("frame-ancestors 'self' https://web.telegram.org", Header(page, "Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        }

        var asset = (await visitor.GetAsync("/assets/app-1a2b.js")).ShouldBe(200);
        Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl?.ToString());
        (await visitor.GetAsync("/assets/gone.js")).ShouldBe(404);
        foreach (var path in new[] { "/api/v1/nothing", "/api", "/hubs/none", "/openapi/v2.json", "/webhook/none" })
            (await visitor.GetAsync(path)).ShouldBe(404);
        (await visitor.DeleteAsync("/api/v1/whales")).ShouldRefuse(405, "METHOD_NOT_ALLOWED");
        (await visitor.GetAsync("/health")).ShouldBe(200);
        var answer = await visitor.GetAsync("/api/v1/whales");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);

        Assert.Equal("https://app.whalecopy.example", Header(await PreflightAsync("https://app.whalecopy.example"), "Access-Control-Allow-Origin"));
        Assert.False((await PreflightAsync("https://evil.example")).Headers.Contains("Access-Control-Allow-Origin"));

        Task<ApiAnswer> PreflightAsync(string origin) => visitor.SendAsync(
            HttpMethod.Options, "/api/v1/whales", headers: [("Origin", origin), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization")]);

        static string Header(ApiAnswer answer, string name) => string.Join(' ', answer.Headers.GetValues(name));
    }

    private async Task<ApiCaller> SignInAsync(WebApplication app)
    {
        var caller = api.CallerOf(app);
        var id = ApiFixture.NewTelegramId();
        var signedIn = await caller.PostAsync("/api/v1/auth/telegram", new { init_data = InitData.Of(id, api.Now).Signed(ApiFixture.BotToken) });
        return caller.As(signedIn["token"].GetString()!, signedIn["user"].GetProperty("id").GetInt64(), id);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("whalecopy-web-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
