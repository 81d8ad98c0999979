using System.Text;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Bitget;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Bitget;

public sealed class BitgetErrorTableTests : VenueErrorTableTests
{
    protected override string Name => "bitget";

    protected override string Vendor => "https://www.bitget.com/api-doc/";

    protected override string[] NotExecuted => ["40008"];

    protected override (int Least, int Most) ReferenceCodes => (120, 170);

    private protected override VenueErrorTable Table => BitgetErrors.Table;

    private protected override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => BitgetErrors.ReadFault(status, body);

    [Theory]
    [InlineData(40830, 40836)]
    [InlineData(43013, 43016)]
    [InlineData(45060, 45067)]
    public void Triggers_on_the_wrong_side_are_rejections(int from, int to)
    {
        for (var code = from; code <= to; code++)
        {
            Assert.Equal(
                VenueErrorMeaning.Rejected,
                BitgetErrors.Table.Find(code.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Empty)?.Meaning);
        }
    }

    [Theory]
    [InlineData("""{"code":"40762","msg":"too large","requestTime":1,"data":null}""", "40762", "too large")]
    [InlineData("""{"msg":"Too many requests","code":429}""", "429", "Too many requests")]
    [InlineData("""{"code":"40010","requestTime":1,"message":"Request timed out"}""", "40010", "Request timed out")]
    public void An_answer_names_its_code(string body, string code, string message) =>
        Assert.Equal(new VenueFault(code, message), BitgetErrors.ReadFault(400, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_success_is_none()
    {
        Assert.Null(BitgetErrors.ReadFault(200, """{"code":"00000","msg":"success","requestTime":1,"data":{"code":"1"}}"""u8));
        Assert.Null(BitgetErrors.ReadFault(200, """{"code":"00000","data":{"a":1},"msg":"success"}"""u8));
    }

    [Fact]
    public void A_code_that_stands_nowhere_means_nothing() => Assert.Null(BitgetErrors.Table.Find("49999", "Something new."));
}
