using WhaleCopy.Core.Trades;

namespace WhaleCopy.Core.Tests.Trades;

public sealed class PlacementOutcomeTests
{
    [Fact]
    public void Only_a_limit_and_an_overload_refuse_for_the_moment() => Assert.Equal(
        [VenueErrorMeaning.RateLimited, VenueErrorMeaning.Transient],
        Enum.GetValues<VenueErrorMeaning>().Where(meaning => new PlacementOutcome.Rejected("1", meaning, "no").IsForTheMoment));
}
