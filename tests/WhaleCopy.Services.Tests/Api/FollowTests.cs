using System.Text.Json;
using WhaleCopy.Core.Accounting;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Api;

[Collection(ApiGroup.Name)]
public sealed class FollowTests(ApiFixture api)
{
    private static string Path(WhaleRow whale) => $"/api/v1/whales/{whale.Id}/follow";

    [Fact]
    public async Task A_follow_without_a_body_has_the_defaults_and_wakes_the_poller()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();

        var follow = (await user.PostAsync(Path(whale))).ShouldBe(201);

        Assert.Equal(whale.Id, follow["whale_id"].GetInt64());
        Assert.Equal(user.UserId, follow["user_id"].GetInt64());
        Assert.True(follow["auto_copy_enabled"].GetBoolean() && follow["copy_leverage"].GetBoolean() && follow["copy_adjustments"].GetBoolean());
        Assert.False(follow["copy_existing"].GetBoolean());
        Assert.Equal("ISOLATED", follow["margin_mode"].GetString());
        Assert.Equal("LIMIT_IOC", follow["entry_order"].GetString());
        Assert.Equal("SKIP", follow["below_minimum"].GetString());
        Assert.Equal("HOLD", follow["reentry"].GetString());
        Assert.Equal("HOLD", follow["source_dark_action"].GetString());
        string[] unset = ["sizing_mode", "trade_size_usdt", "leverage", "stop_loss_percent", "take_profit_percent", "budget_usdt", "exchange"];
        Assert.All(unset, name => Assert.Equal(JsonValueKind.Null, follow[name].ValueKind));
        Assert.Equal(1, api.Behind.CountOf($"Recheck {whale.Id}"));
        Assert.Equal(1, (await user.GetAsync($"/api/v1/whales/{whale.Id}"))["followers_count"].GetInt32());
        Assert.Equal(follow.Text, (await user.GetAsync($"/api/v1/whales/{whale.Id}"))["follow"].GetRawText());
    }

    [Fact]
    public async Task A_repeat_answers_the_follow_that_is_there_and_another_wish_is_refused()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        var first = (await user.PostAsync(Path(whale), new { trade_size_usdt = "50.00" })).ShouldBe(201);

        Assert.Equal(first.Text, (await user.PostAsync(Path(whale), new { trade_size_usdt = 50, sizing_mode = "FIXED_USDT" })).ShouldBe(200).Text);
        (await user.PostAsync(Path(whale), new { trade_size_usdt = 51 })).ShouldRefuse(409, "ALREADY_FOLLOWING");

        Assert.Equal(1, await api.ScalarAsync<int>($"select followers_count from whales where id = {whale.Id}"));
    }

    [Fact]
    public async Task Many_at_once_make_one_follow_and_count_once()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.SignInAsync()));
        var whale = await api.AddWhaleAsync();

        var answers = await Task.WhenAll(users.SelectMany(user => Enumerable.Range(0, 3).Select(_ => user.PostAsync(Path(whale)))));

        Assert.Equal(4, answers.Count(answer => answer.Status == 201));
        Assert.Equal(8, answers.Count(answer => answer.Status == 200));
        Assert.Equal(4, await api.ScalarAsync<int>($"select followers_count from whales where id = {whale.Id}"));
    }

    [Theory]
    [InlineData("""{"trade_size_usdt": "50"}""", "FIXED_USDT")]
    [InlineData("""{"trade_size_percent": 2.5}""", "PERCENT_OF_BALANCE")]
    [InlineData("""{"quantity_multiplier": 0.01}""", "QUANTITY_MULTIPLIER")]
    [InlineData("""{"equity_multiplier": 1}""", "EQUITY_RATIO")]
    [InlineData("""{"trade_size_percent": 2, "trade_size_usdt": 20, "sizing_mode": "PERCENT_OF_BALANCE"}""", "PERCENT_OF_BALANCE")]
    public async Task A_size_without_a_mode_means_the_mode_of_that_size(string body, string mode)
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();

        Assert.Equal(mode, (await user.SendAsync(HttpMethod.Post, Path(whale), body)).ShouldBe(201)["sizing_mode"].GetString());
    }

    [Fact]
    public async Task A_change_changes_what_it_names_and_a_new_size_its_mode()
    {
        var user = await api.SignInAsync("PRO");
        var whale = await api.AddWhaleAsync();
        await user.PostAsync(Path(whale), new { trade_size_usdt = 50, stop_loss_percent = 5, symbols_allowed = new[] { "BTCUSDT" } });

        var changed = (await user.PatchAsync(Path(whale), """{"trade_size_percent": "3", "leverage": 7, "stop_loss_percent": null, "exchange": "BYBIT"}""")).ShouldBe(200);

        Assert.Equal("PERCENT_OF_BALANCE", changed["sizing_mode"].GetString());
        Assert.Equal("50", changed["trade_size_usdt"].GetString());
        Assert.Equal(7, changed["leverage"].GetInt32());
        Assert.Equal("BYBIT", changed["exchange"].GetString());
        Assert.Equal(JsonValueKind.Null, changed["stop_loss_percent"].ValueKind);
        Assert.Equal("""["BTCUSDT"]""", changed["symbols_allowed"].GetRawText());

        // Without the size it needs, the mode is that of another size, and without any there is none.
        Assert.Equal("FIXED_USDT", (await user.PatchAsync(Path(whale), """{"trade_size_percent": null}""")).ShouldBe(200)["sizing_mode"].GetString());
        Assert.Equal(JsonValueKind.Null, (await user.PatchAsync(Path(whale), """{"trade_size_usdt": null}""")).ShouldBe(200)["sizing_mode"].ValueKind);
        Assert.Equal(["equity_multiplier"], (await user.PatchAsync(Path(whale), new { sizing_mode = "EQUITY_RATIO" })).ShouldRefuse(422, "FOLLOW_INVALID").ErrorFields);
    }

    [Theory]
    [InlineData("trade_size_usdt", "0")]
    [InlineData("trade_size_percent", "100.5")]
    [InlineData("leverage", "0")]
    [InlineData("leverage", "21")]
    [InlineData("stop_loss_percent", "0")]
    [InlineData("max_slippage_percent", "\"3.01\"")]
    [InlineData("trailing_stop_percent", "0.01")]
    [InlineData("max_drawdown_percent", "101")]
    [InlineData("budget_usdt", "-1")]
    [InlineData("symbols_denied", "[\"\"]")]
    public async Task Each_field_is_checked(string field, string value)
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        var body = $$"""{"{{field}}": {{value}}}""";

        Assert.Equal([field], (await user.SendAsync(HttpMethod.Post, Path(whale), body)).ShouldRefuse(422, "FOLLOW_INVALID").ErrorFields);
        (await user.PostAsync(Path(whale))).ShouldBe(201);
        Assert.Equal([field], (await user.PatchAsync(Path(whale), body)).ShouldRefuse(422, "FOLLOW_INVALID").ErrorFields);
    }

    [Theory]
    [InlineData("FREE", 5)]
    [InlineData("PRO", 5)]
    [InlineData("ELITE", null)]
    public async Task The_tier_says_how_many_whales(string tier, int? most)
    {
        var user = await api.SignInAsync(tier);
        for (var i = 0; i < (most ?? 6); i++)
            (await user.PostAsync(Path(await api.AddWhaleAsync()))).ShouldBe(201);

        var next = await user.PostAsync(Path(await api.AddWhaleAsync()));

        if (most is null)
            next.ShouldBe(201);
        else
            next.ShouldRefuse(403, "TIER_WHALE_LIMIT");
    }

    [Fact]
    public async Task A_whale_that_nobody_knows_cannot_be_followed()
    {
        var user = await api.SignInAsync();

        (await user.PostAsync($"/api/v1/whales/{long.MaxValue}/follow")).ShouldRefuse(404, "NOT_FOUND");
        (await user.PatchAsync($"/api/v1/whales/{(await api.AddWhaleAsync()).Id}/follow", new { leverage = 3 })).ShouldRefuse(404, "NOT_FOLLOWING");
    }

    [Fact]
    public async Task The_balance_at_the_time_of_following_is_kept_for_the_drawdown_stop()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        await api.AddAsync(new AccountBalanceRow { ApiKeyId = key.Id, Market = Market.UsdM, Asset = "USDT", TotalUsdt = 1234.5m, RequestSentAt = api.Now });
        var whale = await api.AddWhaleAsync();

        await user.PostAsync(Path(whale), new { max_drawdown_percent = 20 });

        Assert.Equal(1234.5m, await api.ScalarAsync<decimal>($"select balance_at_follow_usdt from user_whale_follows where whale_id = {whale.Id}"));
    }

    [Fact]
    public async Task Ending_a_follow_keeps_its_copies_managed_unless_told_to_close_them()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var kept = await api.AddWhaleAsync();
        var closed = await api.AddWhaleAsync();
        await user.PostAsync(Path(kept));
        await user.PostAsync(Path(closed));
        var keptPosition = await api.AddPositionAsync(key, kept.Id);
        var closedPosition = await api.AddPositionAsync(key, closed.Id);
        await api.AddPositionAsync(key, closed.Id, row =>
        {
            row.Status = PositionStatus.Closed;
            row.SourceSymbol = "ETHUSDT";
        });

        async Task<TradeRow> EnteringAsync(WhaleRow whale) => await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row =>
        {
            row.Status = TradeStatus.Executing;
            row.FilledQuantity = 0m;
        });
        var keptEntry = await EnteringAsync(kept);
        var closedEntry = await EnteringAsync(closed);

        var keeping = (await user.DeleteAsync(Path(kept))).ShouldBe(200);
        var closing = (await user.DeleteAsync(Path(closed) + "?positions=CLOSE")).ShouldBe(200);

        Assert.Equal($"[{keptPosition.Id}]", keeping["open_position_ids"].GetRawText());
        Assert.Empty(keeping["task_ids"].EnumerateArray());
        var task = Assert.Single(closing["task_ids"].EnumerateArray()).GetGuid();
        Assert.Equal(closedPosition.Id, await api.ScalarAsync<long>($"select position_id from tasks where id = '{task}' and kind = 'CLOSE_POSITION' and status = 'queued'"));
        Assert.Equal(1, api.Behind.CountOf($"ClosePosition {task}"));

        // What is on its way closes as soon as it settles.
        Assert.Equal("MANUAL", await api.ScalarAsync<string>($"select close_reason from trades where id = {closedEntry.Id} and owed_fraction = 1"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from trades where id = {keptEntry.Id} and close_reason is null and owed_fraction is null"));
        Assert.Equal(0, await api.ScalarAsync<int>($"select sum(followers_count) from whales where id in ({kept.Id}, {closed.Id})"));
        (await user.DeleteAsync(Path(kept))).ShouldRefuse(404, "NOT_FOLLOWING");
        Assert.Equal(["positions"], (await user.DeleteAsync(Path(kept) + "?positions=BURN")).ShouldRefuse(400, "VALIDATION_FAILED").ErrorFields);

        // He can come back, with a follow of its own.
        (await user.PostAsync(Path(kept))).ShouldBe(201);
    }

    [Fact]
    public async Task Ending_a_follow_with_its_copies_withdraws_the_entries_that_were_not_sent()
    {
        var user = await api.SignInAsync();
        var key = await api.AddKeyAsync(user.UserId);
        var whale = await api.AddWhaleAsync();
        await user.PostAsync(Path(whale));
        var task = await api.AddAsync(new TaskRow { Id = Guid.NewGuid(), UserId = user.UserId, Kind = TaskKind.CopySignal, Payload = "{}", CreatedAt = api.Now, Status = TaskState.Running });
        var waiting = await WaitingAsync(row => row.TaskId = task.Id);
        var sent = await WaitingAsync(row => (row.Status, row.Attempts) = (TradeStatus.Executing, 1));
        var elsewhere = await api.AddTradeAsync(key, await api.AddSignalAsync((await api.AddWhaleAsync()).Id), row => (row.Status, row.FilledQuantity) = (TradeStatus.Pending, 0m));

        (await user.DeleteAsync(Path(whale) + "?positions=CLOSE")).ShouldBe(200);

        Assert.Equal(
            "CANCELLED FOLLOW_ENDED none",
            await api.ScalarAsync<string>($"select status || ' ' || reason_code || ' ' || coalesce(close_reason, 'none') from trades where id = {waiting.Id}"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from reservations where trade_id = {waiting.Id} and status = 'RELEASED' and settled_at is not null"));
        Assert.Equal(0m, await api.ScalarAsync<decimal>($"select sum(amount_usdt) from ledger_entries where trade_id = {waiting.Id}"));
        Assert.Equal("failed FOLLOW_ENDED", await api.ScalarAsync<string>($"select status || ' ' || reason_code from tasks where id = '{task.Id}'"));
        Assert.Equal(1, await api.ScalarAsync<int>($"select count(*) from notifications where user_id = {user.UserId} and kind = 'TRADE_FAILED' and dedupe_key = 'trade:{waiting.Id}:failed'"));

        // What has an attempt is the venue's: it closes as soon as it settles.
        Assert.Equal("EXECUTING MANUAL", await api.ScalarAsync<string>($"select status || ' ' || close_reason from trades where id = {sent.Id} and owed_fraction = 1"));
        Assert.Equal(120m, await api.ScalarAsync<decimal>($"select sum(amount_usdt) from ledger_entries where trade_id = {sent.Id}"));
        Assert.Equal("PENDING", await api.ScalarAsync<string>($"select status from trades where id = {elsewhere.Id}"));

        async Task<TradeRow> WaitingAsync(Action<TradeRow> change)
        {
            var trade = await api.AddTradeAsync(key, await api.AddSignalAsync(whale.Id), row =>
            {
                row.Status = TradeStatus.Pending;
                row.FilledQuantity = 0m;
                change(row);
            });
            await api.AddAsync(new ReservationRow
            {
                TradeId = trade.Id,
                UserId = user.UserId,
                ApiKeyId = key.Id,
                Market = trade.Market,
                AmountUsdt = 120m,
                WorstLossUsdt = 12m,
                Status = ReservationStatus.Held,
                CreatedAt = api.Now,
            });
            await api.AddAsync(new LedgerEntryRow
            {
                EntryKey = $"trade:{trade.Uid:N}:reserved",
                UserId = user.UserId,
                ApiKeyId = key.Id,
                TradeId = trade.Id,
                Kind = LedgerKind.Reserved,
                AmountUsdt = 120m,
                CreatedAt = api.Now,
            });
            return trade;
        }
    }
}
