using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>Commands: a row first, one row a key, and a dead executor is the executor's problem.</summary>
[Collection(ApiGroup.Name)]
public sealed class CommandTests(ApiFixture api)
{
    [Fact]
    public async Task A_copy_is_a_task_before_the_executor_is_rung()
    {
        var user = await api.SignInAsync();
        var signal = await api.AddSignalAsync((await api.AddWhaleAsync()).Id);

        var queued = await user.PostAsync($"/api/v1/signals/{signal.Id}/copy", new { size_usdt = 25.5, exchange = "BINANCE" });

        queued.ShouldBe(202);
        Assert.Equal("queued", queued["status"].GetString());
        Assert.Equal(signal.Id, queued["signal_id"].GetInt64());
        Assert.Equal("< 5 seconds", queued["estimated_execution"].GetString());
        var id = queued["task_id"].GetGuid();
        Assert.Equal(1, api.Behind.CountOf($"CopySignal {id}"));
        Assert.Equal("25.5", await api.ScalarAsync<string>($"select payload->>'size_usdt' from tasks where id = '{id}' and signal_id = {signal.Id} and kind = 'COPY_SIGNAL'"));
        Assert.Equal("BINANCE", await api.ScalarAsync<string>($"select payload->>'exchange' from tasks where id = '{id}'"));
        Assert.Equal("queued", (await user.GetAsync(queued.Headers.Location!.ToString())).ShouldBe(200)["status"].GetString());
    }

    [Fact]
    public async Task A_repeat_answers_the_first_result_and_rings_nobody()
    {
        var user = await api.SignInAsync();
        var signal = await api.AddSignalAsync((await api.AddWhaleAsync()).Id);
        var path = $"/api/v1/signals/{signal.Id}/copy";
        var first = await user.PostAsync(path, new { size_usdt = "25.00" }, "key-1");
        await api.ScalarAsync<string>($"update tasks set status = 'done', trade_ids = '{{7}}' where id = '{first["task_id"].GetGuid()}' returning status");

        var repeat = await user.PostAsync(path, new { size_usdt = 25 }, "key-1");

        Assert.Equal(first.ShouldBe(202).Text, repeat.ShouldBe(202).Text);
        Assert.Equal(1, api.Behind.CountOf($"CopySignal {first["task_id"].GetGuid()}"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from tasks where user_id = {user.UserId}"));
    }

    [Fact]
    public async Task One_key_cannot_stand_for_two_requests()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        var one = await api.AddSignalAsync(whale.Id);
        var two = await api.AddSignalAsync(whale.Id);
        (await user.PostAsync($"/api/v1/signals/{one.Id}/copy", null, "key-2")).ShouldBe(202);

        (await user.PostAsync($"/api/v1/signals/{two.Id}/copy", null, "key-2")).ShouldRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        (await user.PostAsync($"/api/v1/signals/{one.Id}/copy", new { size_usdt = 5 }, "key-2")).ShouldRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        (await user.PostAsync("/api/v1/users/me/panic", null, "key-2")).ShouldRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.False((await user.GetAsync("/api/v1/users/me"))["is_paused"].GetBoolean());

        var other = await api.SignInAsync();
        (await other.PostAsync($"/api/v1/signals/{two.Id}/copy", null, "key-2")).ShouldBe(202);
    }

    [Fact]
    public async Task The_same_request_many_times_at_once_is_one_command()
    {
        var user = await api.SignInAsync();
        var position = await api.AddPositionAsync(await api.AddKeyAsync(user.UserId), (await api.AddWhaleAsync()).Id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.PostAsync($"/api/v1/trades/positions/{position.Id}/close", null, "close-1")));

        var id = Assert.Single(answers.Select(answer => answer.ShouldBe(202)["task_id"].GetGuid()).Distinct());
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from tasks where user_id = {user.UserId}"));
        Assert.Equal(1, api.Behind.CountOf($"ClosePosition {id}"));
    }

    [Fact]
    public async Task A_repeat_is_recognised_although_the_first_has_changed_the_state()
    {
        var user = await api.SignInAsync();
        var position = await api.AddPositionAsync(await api.AddKeyAsync(user.UserId), (await api.AddWhaleAsync()).Id);
        var path = $"/api/v1/trades/positions/{position.Id}/close";
        var first = await user.PostAsync(path, new { percent = "50" }, "close-2");
        await api.ScalarAsync<long>($"update positions set status = 'CLOSED', closed_at = now() where id = {position.Id} returning id");

        Assert.Equal(first.Text, (await user.PostAsync(path, new { percent = 50.0 }, "close-2")).ShouldBe(202).Text);
        (await user.PostAsync(path, new { percent = "50" }, "close-3")).ShouldRefuse(409, "POSITION_NOT_OPEN");
        (await user.PostAsync(path)).ShouldRefuse(409, "POSITION_NOT_OPEN");
        Assert.Equal(position.Id, first["position_ids"][0].GetInt64());
    }

    [Fact]
    public async Task A_dead_executor_never_fails_a_command()
    {
        var user = await api.SignInAsync();
        var position = await api.AddPositionAsync(await api.AddKeyAsync(user.UserId), (await api.AddWhaleAsync()).Id);
        api.Behind.IsAway = true;
        try
        {
            var close = await user.PostAsync($"/api/v1/trades/positions/{position.Id}/close");

            Assert.Equal("queued", await api.ScalarAsync<string>($"select status from tasks where id = '{close.ShouldBe(202)["task_id"].GetGuid()}'"));
            (await user.PatchAsync($"/api/v1/trades/positions/{position.Id}", new { stop_loss_percent = 5 })).ShouldBe(200);
            (await user.PostAsync("/api/v1/users/me/panic")).ShouldBe(202);
        }
        finally
        {
            api.Behind.IsAway = false;
        }
    }

    [Fact]
    public async Task Panic_pauses_at_once_and_leaving_it_needs_a_fresh_sign_in()
    {
        var user = await api.SignInAsync();

        var panic = await user.PostAsync("/api/v1/users/me/panic", null, "panic-1");

        Assert.Equal(1, api.Behind.CountOf($"Panic {panic.ShouldBe(202)["task_id"].GetGuid()}"));
        var me = await user.GetAsync("/api/v1/users/me");
        Assert.True(me["is_paused"].GetBoolean() && me["is_panicked"].GetBoolean());

        api.Clock.Advance(TimeSpan.FromMinutes(5.5));
        (await user.PostAsync("/api/v1/users/me/resume")).ShouldRefuse(403, "STEP_UP_REQUIRED");
        var fresh = await api.SignInAsync(telegramId: user.TelegramId);
        Assert.False((await fresh.PostAsync("/api/v1/users/me/resume")).ShouldBe(200)["is_paused"].GetBoolean());

        // A pause without panic needs none.
        (await fresh.PostAsync("/api/v1/users/me/pause")).ShouldBe(200);
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False((await fresh.PostAsync("/api/v1/users/me/resume")).ShouldBe(200)["is_paused"].GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_copied_is_refused_with_its_reason()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        var exit = await api.AddSignalAsync(whale.Id, row => row.Kind = SignalKind.Close);
        var entry = await api.AddSignalAsync(whale.Id);
        await api.AddTradeAsync(await api.AddKeyAsync(user.UserId), entry, row => row.Status = TradeStatus.Filled);

        (await user.PostAsync($"/api/v1/signals/{exit.Id}/copy")).ShouldRefuse(422, "SIGNAL_NOT_COPYABLE");
        (await user.PostAsync($"/api/v1/signals/{entry.Id}/copy")).ShouldRefuse(409, "SIGNAL_ALREADY_COPIED");
        (await user.PostAsync($"/api/v1/signals/{long.MaxValue}/copy")).ShouldRefuse(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("/api/v1/signals/1/copy", """{"size_usdt": 0}""", "size_usdt")]
    [InlineData("/api/v1/signals/1/copy", """{"size_usdt": "-1"}""", "size_usdt")]
    [InlineData("/api/v1/signals/1/copy", """{"size_usdt": "1e3"}""", "size_usdt")]
    [InlineData("/api/v1/signals/1/copy", """{"size": 5}""", "size")]
    [InlineData("/api/v1/signals/1/copy", """{"exchange": "binance"}""", "exchange")]
    [InlineData("/api/v1/signals/1/copy", """{"exchange": 0}""", "exchange")]
    [InlineData("/api/v1/signals/1/copy", """{"size_usdt":""", "size_usdt")]
    [InlineData("/api/v1/trades/positions/1/close", """{"percent": 0}""", "percent")]
    [InlineData("/api/v1/trades/positions/1/close", """{"percent": "100.01"}""", "percent")]
    [InlineData("/api/v1/trades/positions/1/close", """{"percent": true}""", "percent")]
    public async Task Input_that_is_wrong_is_named_by_its_field(string path, string body, string field)
    {
        var user = await api.SignInAsync();

        var refusal = (await user.SendAsync(HttpMethod.Post, path, body)).ShouldRefuse(400, "VALIDATION_FAILED");

        Assert.Equal([field], refusal.ErrorFields);
        Assert.DoesNotContain("System.", refusal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("WhaleCopy.", refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    public async Task A_key_that_cannot_be_kept_is_refused(string key)
    {
        var user = await api.SignInAsync();

        var refusal = await user.SendAsync(HttpMethod.Post, "/api/v1/users/me/panic", headers: ("Idempotency-Key", key));

        refusal.ShouldBe(400);
        Assert.False((await user.GetAsync("/api/v1/users/me"))["is_paused"].GetBoolean());
    }
}
