using System.Globalization;
using System.Text.Json;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Api;

[Collection(ApiGroup.Name)]
public sealed class WhaleListTests(ApiFixture api)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("score", false)]
    [InlineData("roi_7d", false)]
    [InlineData("roi_30d", false)]
    [InlineData("win_rate", false)]
    [InlineData("followers", false)]
    [InlineData("drawdown", true)]
    public async Task Pages_of_every_order_hold_each_whale_once_and_in_order(string sort, bool isAscending)
    {
        var user = await api.SignInAsync();
        var tag = $"Order{Guid.NewGuid():N}";
        var expected = new List<(long Id, decimal? Number)>();
        for (var i = 0; i < 11; i++)
        {
            // Ties, and whales without the number.
            decimal? number = i % 4 == 3 ? null : (i % 3) + 0.5m;
            var whale = await api.AddWhaleAsync(row =>
            {
                row.Name = $"{tag} {row.ExchangeUid}";
                row.Score = number ?? 0m;
                row.FollowersCount = (int)(number ?? 0m);
                row.Stats = new WhaleStatsRow { Roi7d = number, Roi30d = number, WinRate = number, MaxDrawdown = number };
            });
            var seen = sort switch
            {
                "score" => number ?? 0m,
                "followers" => decimal.Floor(number ?? 0m),
                _ => number,
            };
            expected.Add((whale.Id, seen));
        }

        var pages = await ReadAllAsync(user, $"/api/v1/whales?sort={sort}&q={tag}&limit=3");

        var order = isAscending
            ? expected.OrderBy(whale => whale.Number is null).ThenBy(whale => whale.Number).ThenBy(whale => whale.Number is null ? -whale.Id : whale.Id)
            : expected.OrderBy(whale => whale.Number is null).ThenByDescending(whale => whale.Number).ThenByDescending(whale => whale.Id);
        Assert.Equal(order.Select(whale => whale.Id), pages.Select(whale => whale.GetProperty("id").GetInt64()));
    }

    [Theory]
    [InlineData("order by w.score desc, w.id desc", "w.score <= 5 and (w.score < 5 or w.id < 9)", "ix_whales_score_id")]
    [InlineData("order by w.followers_count desc, w.id desc", "w.followers_count <= 5 and (w.followers_count < 5 or w.id < 9)", "ix_whales_followers_count_id")]
    [InlineData("order by s.roi7d desc, s.whale_id desc", "s.roi7d is not null and s.roi7d <= 5 and (s.roi7d < 5 or s.whale_id < 9)", "ix_whale_stats_roi7d_whale_id")]
    [InlineData("order by s.roi30d desc, s.whale_id desc", "s.roi30d is not null and s.roi30d <= 5 and (s.roi30d < 5 or s.whale_id < 9)", "ix_whale_stats_roi30d_whale_id")]
    [InlineData("order by s.win_rate desc, s.whale_id desc", "s.win_rate is not null and s.win_rate <= 5 and (s.win_rate < 5 or s.whale_id < 9)", "ix_whale_stats_win_rate_whale_id")]
    [InlineData("order by s.max_drawdown, s.whale_id", "s.max_drawdown is not null and s.max_drawdown >= 5 and (s.max_drawdown > 5 or s.whale_id > 9)", "ix_whale_stats_max_drawdown_whale_id")]
    public async Task Each_order_has_an_index_that_seeks_the_page(string order, string after, string index)
    {
        var plan = new List<string>();
        await using var database = Npgsql.NpgsqlDataSource.Create(await api.CreateDatabaseAsync());
        await using var connection = await database.OpenConnectionAsync(Cancelled);
        await using (var fill = new Npgsql.NpgsqlCommand("set enable_seqscan = off; set enable_sort = off", connection))
            await fill.ExecuteNonQueryAsync(Cancelled);
        await using var explain = new Npgsql.NpgsqlCommand(
            $"explain select w.id from whales w left join whale_stats s on s.whale_id = w.id where {after} {order} limit 51", connection);
        await using (var reader = await explain.ExecuteReaderAsync(Cancelled))
        {
            while (await reader.ReadAsync(Cancelled))
                plan.Add(reader.GetString(0));
        }

        var text = string.Join('\n', plan);
        Assert.Contains(index, text, StringComparison.Ordinal);
        Assert.Contains("Index Cond: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var user = await api.SignInAsync();
        var tag = $"Filter{Guid.NewGuid():N}";
        var okx = await AddAsync(row => (row.Exchange, row.Rank, row.Stats!.Roi30d) = (Venue.Okx, WhaleRank.Gold, 0.5m));
        var dark = await AddAsync(row => (row.DataStatus, row.Stats!.WinRate) = (WhaleDataStatus.Dark, 0.9m));
        var plain = await AddAsync(_ => { });
        await api.AddAsync(new WhaleMarketRow { WhaleId = dark.Id, Market = Market.CoinM });
        await api.AddAsync(new WhaleMarketRow { WhaleId = plain.Id, Market = Market.Spot });
        await user.PostAsync($"/api/v1/whales/{plain.Id}/follow");

        await Holds("exchange=OKX", okx);
        await Holds("exchange=BINANCE", plain, dark);
        await Holds("rank=GOLD", okx);
        await Holds("status=DARK", dark);
        await Holds("status=ACTIVE&exchange=BINANCE", plain);
        await Holds("min_roi=0.4", okx);
        await Holds("min_win_rate=0.9", dark);
        await Holds("market=COIN-M", dark);
        await Holds("market=SPOT", plain);
        await Holds("followed=true", plain);
        await Holds("followed=false", dark, okx);

        async Task Holds(string filter, params WhaleRow[] expected) => Assert.Equal(
            expected.Select(whale => whale.Id).OrderDescending(),
            (await ReadAllAsync(user, $"/api/v1/whales?q={tag}&{filter}")).Select(whale => whale.GetProperty("id").GetInt64()).OrderDescending());

        Task<WhaleRow> AddAsync(Action<WhaleRow> change) => api.AddWhaleAsync(row =>
        {
            row.Name = $"{tag} x";
            change(row);
        });
    }

    [Fact]
    public async Task A_search_takes_its_text_literally()
    {
        var user = await api.SignInAsync();
        var tag = $"s{Guid.NewGuid():N}";
        var percent = await api.AddWhaleAsync(row => row.Name = $"{tag} 100% up_side \\o/");
        await api.AddWhaleAsync(row => row.Name = $"{tag} 1000 upside");

        foreach (var text in new[] { $"{tag} 100%", $"{tag} 100% UP_S", $"{tag} 100% up_side \\" })
            Assert.Equal(percent.Id, Assert.Single(await ReadAllAsync(user, $"/api/v1/whales?q={Uri.EscapeDataString(text)}")).GetProperty("id").GetInt64());
        Assert.Empty(await ReadAllAsync(user, $"/api/v1/whales?q={Uri.EscapeDataString(tag + "%up")}"));
        Assert.Empty(await ReadAllAsync(user, $"/api/v1/whales?q={Uri.EscapeDataString(tag + "_100")}"));
        Assert.Contains(await ReadAllAsync(user, $"/api/v1/whales?q={percent.ExchangeUid}"), whale => whale.GetProperty("id").GetInt64() == percent.Id);
    }

    [Theory]
    [InlineData("龙", true)]
    [InlineData("ö", true)]
    [InlineData("Öz", true)]
    [InlineData("zg", false)]
    [InlineData("zgü", true)]
    [InlineData("师高手", true)]
    public async Task One_or_two_letters_are_looked_for_where_a_word_begins(string text, bool isFound)
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync(row => row.Name = "龙大师高手 özgür");

        var found = await ReadAllAsync(user, $"/api/v1/whales?limit=100&q={Uri.EscapeDataString(text)}");

        Assert.Equal(isFound, found.Any(row => row.GetProperty("id").GetInt64() == whale.Id));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("cursor=!!", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("sort=luck", "sort")]
    [InlineData("exchange=binance", "exchange")]
    [InlineData("status=GONE", "status")]
    [InlineData("min_roi=much", "min_roi")]
    [InlineData("followed=perhaps", "followed")]
    public async Task What_the_list_cannot_read_is_named(string query, string field)
    {
        var user = await api.SignInAsync();

        Assert.Equal([field], (await user.GetAsync($"/api/v1/whales?{query}")).ShouldRefuse(400, "VALIDATION_FAILED").ErrorFields);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var user = await api.SignInAsync();
        var tag = $"Cursor{Guid.NewGuid():N}";
        await api.AddWhaleAsync(row => row.Name = tag);
        await api.AddWhaleAsync(row => row.Name = tag);
        var cursor = (await user.GetAsync($"/api/v1/whales?q={tag}&limit=1")).NextCursor;

        Assert.Equal(["cursor"], (await user.GetAsync($"/api/v1/whales?q={tag}&sort=roi_7d&cursor={cursor}")).ShouldRefuse(400, "VALIDATION_FAILED").ErrorFields);
    }

    [Fact]
    public async Task A_whale_shows_what_the_poller_stored()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync(row => row.Stats!.EquityCurve = """[{"at": "2026-01-01T00:00:00Z", "value": 0.25}]""");
        await api.AddAsync(new WhaleSnapshotRow
        {
            WhaleId = whale.Id,
            Number = 1,
            ServerTime = api.Now,
            TakenAt = api.Now,
            Positions = "[]",
        });
        WhalePosition[] book =
        [
            new() { Key = new PositionKey(Market.UsdM, "BTCUSDT", PositionSide.Long), Size = 1.5m, SizeUnit = SizeUnit.Base, EntryPrice = 60000.10m, Leverage = 20m, MarginMode = MarginMode.Cross },
        ];
        await api.AddAsync(new WhaleSnapshotRow
        {
            WhaleId = whale.Id,
            Number = 2,
            ServerTime = api.Now,
            TakenAt = api.Now,
            Positions = JsonSerializer.Serialize(book, WhaleBookJson.Default.WhalePositionArray),
        });

        var position = Assert.Single((await user.GetAsync($"/api/v1/whales/{whale.Id}/positions")).ShouldBe(200).Items.EnumerateArray());
        Assert.Equal("USD-M", position.GetProperty("market").GetString());
        Assert.Equal("LONG", position.GetProperty("side").GetString());
        Assert.Equal("60000.1", position.GetProperty("entry_price").GetString());
        Assert.Equal("CROSS", position.GetProperty("margin_mode").GetString());
        var performance = await user.GetAsync($"/api/v1/whales/{whale.Id}/performance");
        Assert.Equal("0.25", performance.ShouldBe(200)["equity_curve"][0].GetProperty("value").GetString());
        Assert.Equal("0.2", performance["stats"].GetProperty("roi_30d").GetString());
        foreach (var part in new[] { "", "/positions", "/history", "/performance" })
            (await user.GetAsync($"/api/v1/whales/{long.MaxValue}{part}")).ShouldRefuse(404, "NOT_FOUND");
    }

    [Fact]
    public async Task His_history_comes_in_pages_newest_first_with_ties_told_apart()
    {
        var user = await api.SignInAsync();
        var whale = await api.AddWhaleAsync();
        for (var i = 0; i < 7; i++)
            await api.AddAsync(ClosedPosition(whale, Market.UsdM, api.Now.AddMinutes(-(i / 3))));

        var rows = await ReadAllAsync(user, $"/api/v1/whales/{whale.Id}/history?limit=2");

        Assert.Equal(7, rows.Count);
        Assert.Equal(
            rows.OrderByDescending(row => row.GetProperty("closed_at").GetDateTimeOffset()).ThenByDescending(row => row.GetProperty("id").GetInt64()).Select(row => row.GetRawText()),
            rows.Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task Sources_tell_their_trust_and_the_age_of_their_last_snapshot()
    {
        var user = await api.SignInAsync();
        var name = $"source-{Guid.NewGuid():N}";
        await api.AddAsync(new WhaleSourceRow
        {
            Name = name,
            Exchange = Venue.Bitget,
            Trust = SourceTrust.FollowerView,
            Health = "OK",
            LastCompleteAt = api.Now.AddSeconds(-12),
        });

        var source = (await user.GetAsync("/api/v1/whales/sources")).ShouldBe(200).Items.EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);

        Assert.Equal("FOLLOWER_VIEW", source.GetProperty("trust").GetString());
        Assert.Equal("12", source.GetProperty("last_complete_age_seconds").GetString());
    }

    private static WhaleClosedPositionRow ClosedPosition(WhaleRow whale, Market market, DateTimeOffset closedAt) => new()
    {
        WhaleId = whale.Id,
        SourceKey = Guid.NewGuid().ToString(),
        Market = market,
        Symbol = "BTCUSDT",
        Side = PositionSide.Short,
        Size = 1m,
        SizeUnit = SizeUnit.Base,
        ClosedAt = closedAt,
    };

    private static async Task<List<JsonElement>> ReadAllAsync(ApiCaller user, string path)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await user.GetAsync(cursor is null ? path : string.Create(CultureInfo.InvariantCulture, $"{path}&cursor={cursor}"))).ShouldBe(200);
            items.AddRange(page.Items.EnumerateArray());
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return items;
    }
}
