using System.Text;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Bybit;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Bybit;

public sealed class BybitErrorTableTests : VenueErrorTableTests
{
    protected override string Name => "bybit";

    protected override string Vendor => "https://bybit-exchange.github.io/docs/v5/";

    protected override string[] NotExecuted => ["10002"];

    protected override (int Least, int Most) ReferenceCodes => (75, 100);

    private protected override VenueErrorTable Table => BybitErrors.Table;

    private protected override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => BybitErrors.ReadFault(status, body);

    [Theory]
    [InlineData("Qty invalid", VenueErrorMeaning.InvalidSize)]
    [InlineData("The order notional is below the minimum", VenueErrorMeaning.InvalidSize)]
    [InlineData("position idx not match position mode", VenueErrorMeaning.Rejected)]
    public void One_code_with_several_meanings_is_told_apart_by_its_words(string message, VenueErrorMeaning meaning) =>
        Assert.Equal(meaning, BybitErrors.Table.Find("10001", message)?.Meaning);

    [Theory]
    [InlineData("""{"retCode":110007,"retMsg":"ab not enough","result":{},"retExtInfo":{},"time":1}""", "110007", "ab not enough")]
    [InlineData("""{"retCode":"10006","retMsg":"Too many visits!"}""", "10006", "Too many visits!")]
    [InlineData("""{"ret_code":-2015,"ret_msg":"Invalid key"}""", "-2015", "Invalid key")]
    [InlineData("""{"retMsg":"Server Timeout","retCode":10000,"result":{"list":[{"a":1}]}}""", "10000", "Server Timeout")]
    public void An_answer_names_its_code(string body, string code, string message) =>
        Assert.Equal(new VenueFault(code, message), BybitErrors.ReadFault(200, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_success_is_none() =>
        Assert.Null(BybitErrors.ReadFault(200, """{"retCode":0,"retMsg":"OK","result":{"retCode":5},"time":1}"""u8));

    [Fact]
    public void The_address_limit_is_told_from_the_wrong_country_by_its_words()
    {
        var limit = BybitErrors.ReadFault(403, "access too frequent"u8)!;
        var country = BybitErrors.ReadFault(403, "<html>The Amazon CloudFront distribution is configured to block</html>"u8)!;

        Assert.True(BybitErrors.Table.Find(limit.Code, limit.Message)!.ProvesNonAcceptance);
        Assert.False(BybitErrors.Table.Find(country.Code, country.Message)!.ProvesNonAcceptance);
    }

    [Fact]
    public void A_code_that_stands_nowhere_means_nothing() => Assert.Null(BybitErrors.Table.Find("119999", "Something new."));
}
