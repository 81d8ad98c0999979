using System.Text.Json;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests;

public sealed class WireNameTests
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new WireNameJson() } };

    [Fact]
    public void Names_are_those_of_the_api()
    {
        Assert.Equal(["SPOT", "USD-M", "COIN-M"], WireName<Market>.All);
        Assert.Equal("PARTIALLY_FILLED", WireName<TradeStatus>.Of(TradeStatus.PartiallyFilled));
        Assert.Equal("FIXED_USDT", WireName<SizingMode>.Of(SizingMode.FixedUsdt));
        Assert.Equal("LIMIT_IOC", WireName<EntryOrderPolicy>.Of(EntryOrderPolicy.LimitIoc));
        Assert.Equal("SHARING_DISABLED", WireName<WhaleDataStatus>.Of(WhaleDataStatus.SharingDisabled));
        Assert.Equal("SLIPPAGE_EXCEEDED", WireName<Core.Sizing.DenialReason>.Of(Core.Sizing.DenialReason.SlippageExceeded));
    }

    [Fact]
    public void Every_name_comes_back()
    {
        foreach (var status in Enum.GetValues<TradeStatus>())
            Assert.Equal(status, WireName<TradeStatus>.Parse(WireName<TradeStatus>.Of(status)));
        Assert.Throws<FormatException>(() => WireName<Market>.Parse("USDM"));
        Assert.Throws<ArgumentOutOfRangeException>(() => WireName<Market>.Of((Market)99));
    }

    [Fact]
    public void Json_speaks_the_same_names()
    {
        Assert.Equal("\"COIN-M\"", JsonSerializer.Serialize(Market.CoinM, Options));
        Assert.Equal(Market.CoinM, JsonSerializer.Deserialize<Market>("\"COIN-M\"", Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Market>("\"nonsense\"", Options));
    }

    [Fact]
    public void A_list_that_compares_by_value_travels_as_an_array()
    {
        EquatableArray<string> list = ["a", "b"];

        Assert.Equal("[\"a\",\"b\"]", JsonSerializer.Serialize(list));
        Assert.Equal(list, JsonSerializer.Deserialize<EquatableArray<string>>("[\"a\",\"b\"]"));
        Assert.Equal(default, JsonSerializer.Deserialize<EquatableArray<string>>("[]"));
    }

    [Theory]
    [InlineData("1.10")]
    [InlineData("0.000000000000000001")]
    [InlineData("123456789012345678.123456789")]
    [InlineData("60000.00")]
    public void Decimals_keep_every_digit_through_the_state(string text)
    {
        var price = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var state = WhaleBookState.Begin(Gens.Start) with { Lines = [BookLine.Told(Whales.WatchedWhale.Long("BTCUSDT", price, price))] };

        var back = WhaleBookState.FromJson(state.ToJson()).Lines[0];

        Assert.Equal(text, back.SignalledEntryPrice.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_secret_is_neither_printed_nor_written()
    {
        var secret = new ApiSecret("planted");

        Assert.Equal("***", secret.ToString());
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(secret));
        Assert.Equal("planted", secret.Reveal());
    }
}
