using System.Globalization;
using CsCheck;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Http;

public sealed class FormWriterTests
{
    [Fact]
    public void Values_are_encoded_and_keep_their_order()
    {
        var form = new FormWriter().Add("b", "ü:/ +&=%").Add("a", "x-._~9").Add("n", -12L);

        Assert.Equal("b=%C3%BC%3A%2F%20%2B%26%3D%25&a=x-._~9&n=-12", form.ToString());
    }

    [Fact]
    public void Numbers_have_no_exponent_no_trailing_zero_and_mean_the_same() => Gen.Decimal.Sample(number =>
    {
        var text = WireDecimal.Text(number);

        Assert.DoesNotContain('E', text);
        Assert.False(text.Contains('.', StringComparison.Ordinal) && text.EndsWith('0'), text);
        Assert.Equal(number, decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    });

    [Theory]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("100000000.000", "100000000")]
    [InlineData("0.000", "0")]
    public void Small_and_large_numbers_are_written_out(string number, string expected) =>
        Assert.Equal(expected, WireDecimal.Text(decimal.Parse(number, CultureInfo.InvariantCulture)));
}
