using System.Text;
using CsCheck;
using WhaleCopy.Core.Trades;
using WhaleCopy.Exchanges.Binance;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Http;

/// <summary>I2: no answer is not a rejection.</summary>
public sealed class ClassifierProperties
{
    private static readonly VenueProtocol Binance = new BinanceProtocol
    {
        CommandTimeout = TimeSpan.FromSeconds(1),
        ReadTimeout = TimeSpan.FromSeconds(1),
    };

    private static readonly Gen<int> Status = Gen.OneOf(AnyOf(200, 201, 302, 400, 401, 403, 408, 418, 429, 451, 500, 502, 503, 504), Gen.Int[200, 599]);

    private static readonly Gen<string> Words = Gen.OneOf(
        AnyOf(
            "Filter failure: LOT_SIZE", "Market is closed.", "Duplicate order sent.", "insufficient balance", "Unknown error", string.Empty),
        Gen.String[Gen.Char.AlphaNumeric, 0, 30]);

    private static readonly Gen<string> Code = Gen.OneOf(
        Gen.Int[-9999, 9999].Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        AnyOf([.. BinanceErrors.Table.Rows.Select(row => row.Code).Where(code => !code.StartsWith("HTTP", StringComparison.Ordinal))]));

    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Select(Code, Words, (code, words) => Encoding.UTF8.GetBytes($$"""{"code":{{code}},"msg":"{{words}}"}""")),
        Gen.Select(Code, Words, (code, words) => Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","msg":"{{words}}"}""")),
        Words.Select(Encoding.UTF8.GetBytes),
        Gen.Const("<html><body>Service unavailable</body></html>"u8.ToArray()),
        Gen.Byte.Array[0, 40],
        Gen.Int[0, 30].Select(cut => """{"orderId":1,"status":"FILLED","executedQty":"1"}"""u8[..cut].ToArray()));

    [Fact]
    public void Without_a_row_that_proves_it_nothing_is_rejected() => Gen.Select(Status, Body).Sample((status, body) =>
    {
        var answer = PlacementClassifier.Classify(Binance, status, body, BinanceJson.Default.BinanceOrder);

        if (answer is not CommandAnswer<BinanceOrder>.Refused refused)
            return;
        var row = BinanceErrors.Table.Find(refused.Fault.Code, refused.Fault.Message);
        Assert.NotNull(row);
        Assert.True(row.ProvesNonAcceptance);
        Assert.Equal(row.Meaning, refused.Meaning);
        Assert.Equal(BinanceErrors.ReadFault(status, body), refused.Fault);
    }, iter: 20_000);

    [Fact]
    public void Only_a_whole_order_under_a_success_is_done() => Gen.Select(Status, Body).Sample((status, body) =>
    {
        if (PlacementClassifier.Classify(Binance, status, body, BinanceJson.Default.BinanceOrder) is CommandAnswer<BinanceOrder>.Done)
            Assert.Fail($"{status} {Encoding.UTF8.GetString(body)}");
    }, iter: 20_000);

    [Fact]
    public void No_failure_after_the_first_byte_is_a_rejection()
    {
        Exception[] failures =
        [
            new TimeoutException("No answer within 10 s."),
            new HttpRequestException("reset", new IOException("reset")),
            new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            new IOException("cut"),
            new OperationCanceledException(),
            new System.Text.Json.JsonException("torn"),
        ];

        Assert.All(failures, failure =>
            Assert.IsType<CommandAnswer<BinanceOrder>.Unseen>(PlacementClassifier.OfFailure<BinanceOrder>(bodyStarted: true, failure)));
    }

    [Fact]
    public void What_never_met_a_connection_is_proven_not_sent()
    {
        var answer = PlacementClassifier.OfFailure<BinanceOrder>(
            bodyStarted: false, new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        var refused = Assert.IsType<CommandAnswer<BinanceOrder>.Refused>(answer);
        Assert.Equal("NOT_SENT", refused.Fault.Code);
        Assert.Equal(VenueErrorMeaning.Transient, refused.Meaning);
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
