using System.Text.RegularExpressions;
using CsCheck;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Core.Tests.Trades;

public sealed partial class ClientOrderIdTests
{
    private static readonly Gen<(OrderOwner Owner, Guid Id, OrderLeg Leg, int Sequence, int Attempt)> Rows = Gen.Select(
        Gen.Enum<OrderOwner>(), Gen.Guid, Gen.Enum<OrderLeg>(), Gen.Int[0, 1_000_000], Gen.Int[1, 1000]);

    [Fact]
    public void It_is_valid_on_all_four_venues() =>
        Rows.Sample(row =>
        {
            var id = Of(row).Value;

            Assert.Matches(Okx(), id); // the strictest: letters and digits, at most 32
            Assert.True(id.Length is >= 22 and <= 32 && id.StartsWith("wc", StringComparison.Ordinal));
            Assert.True(ClientOrderId.IsOurs(id));
        });

    [Fact]
    public void It_depends_on_the_row_alone() =>
        Rows.Sample(row => Assert.Equal(Of(row), Of(row)));

    [Fact]
    public void Two_rows_have_two_ids()
    {
        var owner = Guid.Parse("0190a1f2-0000-7000-8000-000000000001");
        var ids = from kind in Enum.GetValues<OrderOwner>()
                  from leg in Enum.GetValues<OrderLeg>()
                  from sequence in Enumerable.Range(0, 50)
                  from attempt in Enumerable.Range(1, 20)
                  select ClientOrderId.Of(kind, owner, leg, sequence, attempt).Value;

        Assert.Equal(2 * 5 * 50 * 20, ids.Distinct().Count());
        Gen.Select(Rows, Rows).Where((left, right) => left != right).Sample((left, right) => Assert.NotEqual(Of(left), Of(right)));
    }

    [Fact]
    public void It_is_stable_across_releases() => Assert.Equal(
        "wc", ClientOrderId.Of(OrderOwner.Trade, Guid.Empty, OrderLeg.Entry, 0, 1).Value[..2]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("web_0123456789012345678901")]
    [InlineData("wcABCDEFGHIJKLMNOPQRSTUVWX")]
    [InlineData("wc-0123456789012345678901")]
    [InlineData("wc123")]
    public void What_is_not_ours_is_not_ours(string? id) => Assert.False(ClientOrderId.IsOurs(id));

    private static ClientOrderId Of((OrderOwner Owner, Guid Id, OrderLeg Leg, int Sequence, int Attempt) row) =>
        ClientOrderId.Of(row.Owner, row.Id, row.Leg, row.Sequence, row.Attempt);

    [GeneratedRegex("^[A-Za-z0-9]{1,32}$")]
    private static partial Regex Okx();
}
