using System.Text;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Http;
using WhaleCopy.Exchanges.Okx;

namespace WhaleCopy.Exchanges.Tests.Okx;

public sealed class OkxErrorTableTests : VenueErrorTableTests
{
    protected override string Name => "okx";

    protected override string Vendor => "https://www.okx.com/docs-v5/";

    protected override string[] NotExecuted => ["50102"];

    protected override (int Least, int Most) ReferenceCodes => (90, 110);

    private protected override VenueErrorTable Table => OkxErrors.Table;

    private protected override VenueFault? ReadFault(int status, ReadOnlySpan<byte> body) => OkxErrors.ReadFault(status, body);

    [Theory]
    [InlineData("""{"code":"1","msg":"All operations failed","data":[{"sCode":"51008","sMsg":"No margin"}]}""", "51008", "No margin")]
    [InlineData("""{"code":"0","msg":"","data":[{"algoId":"","sCode":"51000","sMsg":"Parameter instId error"}]}""", "51000", "Parameter instId error")]
    [InlineData("""{"code":"2","msg":"Partly","data":[{"ordId":"1","sCode":"51400","sMsg":"Gone","list":[{"a":1}]},{"sCode":"0"}]}""", "51400", "Gone")]
    [InlineData("""{"data":[{"sCode":"51020","sMsg":"Small"}],"msg":"All operations failed","code":"1"}""", "51020", "Small")]
    [InlineData("""{"code":"50011","msg":"Rate limit","data":[]}""", "50011", "Rate limit")]
    [InlineData("""{"code":50011,"msg":"Rate limit"}""", "50011", "Rate limit")]
    [InlineData("""{"code":"1","msg":"Operation failed","data":{}}""", "1", "Operation failed")]
    public void The_rows_reason_stands_before_the_envelopes(string body, string code, string message) =>
        Assert.Equal(new VenueFault(code, message), OkxErrors.ReadFault(200, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"code":"0","msg":"","data":[{"ordId":"1","sCode":"0","sMsg":""}]}""")]
    [InlineData("""{"code":"0","msg":"","data":[]}""")]
    [InlineData("""{"code":"0","data":[{"instId":"BTC-USDT","nested":{"sCode":"9"}}]}""")]
    public void A_success_is_none(string body) => Assert.Null(OkxErrors.ReadFault(200, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_cut_row_under_a_code_of_failure_is_never_a_proof()
    {
        var fault = OkxErrors.ReadFault(200, """{"code":"1","msg":"All operations failed","data":[{"sCode":"510"""u8);

        // What is cut parses neither as an error nor as an answer: the classifier calls it unknown.
        Assert.Null(fault);
        Assert.IsType<CommandAnswer<OkxAnswer<OkxPlaced>>.Unseen>(PlacementClassifier.Classify(
            new OkxProtocol { CommandTimeout = TimeSpan.FromSeconds(1), ReadTimeout = TimeSpan.FromSeconds(1) },
            200,
            """{"code":"1","msg":"All operations failed","data":[{"sCode":"510"""u8,
            OkxJson.Default.Placed));
    }

    [Fact]
    public void A_code_that_stands_nowhere_means_nothing() => Assert.Null(OkxErrors.Table.Find("59999", "Something new."));

    [Fact]
    public void A_late_order_and_a_refused_time_prove_that_nothing_was_accepted()
    {
        Assert.All(["50036", "50102"], code => Assert.True(OkxErrors.Table.Find(code, string.Empty)?.ProvesNonAcceptance));
        Assert.Equal(VenueErrorMeaning.TimeoutUnknownOutcome, OkxErrors.Table.Find("50004", string.Empty)?.Meaning);
    }
}
