using System.Globalization;
using System.Text.Json;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>Moving stops and targets by hand.</summary>
[Collection(ApiGroup.Name)]
public sealed class ProtectionTests(ApiFixture api)
{
    [Fact]
    public async Task What_is_wanted_is_stored_pending_and_the_executor_is_told()
    {
        var (user, position) = await OpenAsync();

        var moved = (await user.PatchAsync(position, new { stop_loss_percent = "5", take_profit_price = "66000", trailing_stop_percent = 2 })).ShouldBe(200);

        Assert.Equal("57000", moved["stop_loss_price"].GetString());
        Assert.Equal("5", moved["stop_loss_percent"].GetString());
        Assert.Equal("66000", moved["take_profit_price"].GetString());
        Assert.Equal("2", moved["trailing_stop_percent"].GetString());
        Assert.Equal("PENDING", moved["protection"].GetString());
        Assert.Equal(1, api.Behind.CountOf($"UpdateProtection {moved["id"].GetInt64()}"));
        Assert.True(await api.ScalarAsync<bool>($"select next_protection_at <= '{api.Now:O}' from positions where id = {moved["id"].GetInt64()}"));

        // What is absent stays, and null takes the target and the trailing away.
        var cleared = (await user.PatchAsync(position, """{"take_profit_price": null, "trailing_stop_percent": null}""")).ShouldBe(200);
        Assert.Equal("57000", cleared["stop_loss_price"].GetString());
        Assert.Equal(JsonValueKind.Null, cleared["take_profit_price"].ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared["take_profit_percent"].ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared["trailing_stop_percent"].ValueKind);
    }

    [Theory]
    [InlineData(PositionSide.Long, "57123.4", "66111.1")]
    [InlineData(PositionSide.Long, "59999.9", "60500.1")]
    [InlineData(PositionSide.Short, "63077.7", "51234.5")]
    public async Task A_price_is_kept_to_the_tick_by_the_percentage_that_the_executor_takes_it_from(PositionSide side, string stop, string target)
    {
        var (user, path) = await OpenAsync(side);

        var moved = (await user.PatchAsync(path, new { stop_loss_price = stop, take_profit_price = target })).ShouldBe(200);

        Assert.Equal((stop, target), (moved["stop_loss_price"].GetString(), moved["take_profit_price"].GetString()));
        Assert.Equal(decimal.Parse(stop, CultureInfo.InvariantCulture), ProtectionPrices.Stop(side, 60_000m, Percent("stop_loss_percent"), 0.1m));
        Assert.Equal(decimal.Parse(target, CultureInfo.InvariantCulture), ProtectionPrices.TakeProfit(side, 60_000m, Percent("take_profit_percent"), 0.1m));

        decimal Percent(string name) => decimal.Parse(moved[name].GetString()!, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("""{"stop_loss_price": null}""", 400, "stop_loss_price")]
    [InlineData("""{"stop_loss_price": 0}""", 422, "stop_loss_price")]
    [InlineData("""{"stop_loss_price": "60500"}""", 422, "stop_loss_price")]
    [InlineData("""{"stop_loss_price": "61000"}""", 422, "stop_loss_price")]
    [InlineData("""{"stop_loss_price": "60200"}""", 422, "stop_loss_price")]
    [InlineData("""{"stop_loss_price": "60000"}""", 422, "stop_loss_price")]
    [InlineData("""{"stop_loss_percent": "16.5"}""", 422, "stop_loss_percent")]
    [InlineData("""{"stop_loss_percent": 5, "stop_loss_price": 57000}""", 422, "stop_loss_percent")]
    [InlineData("""{"take_profit_price": "60400"}""", 422, "take_profit_price")]
    [InlineData("""{"take_profit_percent": "-5"}""", 422, "take_profit_percent")]
    [InlineData("""{"take_profit_percent": 5, "take_profit_price": 67000}""", 422, "take_profit_percent")]
    [InlineData("""{"trailing_stop_percent": 60}""", 422, "trailing_stop_percent")]
    [InlineData("""{"stop_loss": 5}""", 400, "stop_loss")]
    public async Task What_protects_nobody_is_refused(string body, int status, string field)
    {
        var (user, position) = await OpenAsync();

        var refusal = (await user.PatchAsync(position, body)).ShouldRefuse(status, status == 400 ? "VALIDATION_FAILED" : "PROTECTION_INVALID");

        Assert.Equal([field], refusal.ErrorFields);
    }

    [Fact]
    public async Task A_shorts_stop_is_above_and_its_target_below()
    {
        var (user, position) = await OpenAsync(PositionSide.Short);

        var moved = (await user.PatchAsync(position, new { stop_loss_percent = 5, take_profit_percent = 10 })).ShouldBe(200);

        Assert.Equal("63000", moved["stop_loss_price"].GetString());
        Assert.Equal("54000", moved["take_profit_price"].GetString());
        (await user.PatchAsync(position, new { stop_loss_price = 57000 })).ShouldRefuse(422, "PROTECTION_INVALID");
    }

    [Fact]
    public async Task A_position_that_is_closing_is_left_alone()
    {
        var (user, position) = await OpenAsync(status: PositionStatus.Closing);

        (await user.PatchAsync(position, new { stop_loss_percent = 5 })).ShouldRefuse(409, "POSITION_NOT_OPEN");
    }

    private async Task<(ApiCaller User, string Path)> OpenAsync(PositionSide side = PositionSide.Long, PositionStatus status = PositionStatus.Open)
    {
        var user = await api.SignInAsync();
        var position = await api.AddPositionAsync(await api.AddKeyAsync(user.UserId), (await api.AddWhaleAsync()).Id, row => (row.Side, row.Status) = (side, status));
        return (user, $"/api/v1/trades/positions/{position.Id}");
    }
}
