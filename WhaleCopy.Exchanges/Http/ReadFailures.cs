using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Http;

/// <summary>What a failed read of a whale's source means for his poll.</summary>
internal static class ReadFailures
{
    /// <summary>The reason that a poll answers with.</summary>
    public static UnavailableReason ReasonOf(VenueException failure) => failure.Code switch
    {
        "HTTP 418" or "HTTP 403" or "HTTP 451" => UnavailableReason.Banned,
        "HTTP 429" => UnavailableReason.RateLimited,
        ReadFailure.Network or ReadFailure.Timeout => UnavailableReason.Network,
        ReadFailure.Unreadable => UnavailableReason.Unreadable,
        ReadFailure.Budget => UnavailableReason.RateLimited,
        ReadFailure.CircuitOpen => UnavailableReason.CircuitOpen,
        _ when failure.Code.StartsWith("HTTP 5", StringComparison.Ordinal) => UnavailableReason.Server,
        _ => failure.Meaning switch
        {
            VenueErrorMeaning.RateLimited => UnavailableReason.RateLimited,
            VenueErrorMeaning.InvalidKey => UnavailableReason.Banned,
            VenueErrorMeaning.Transient or VenueErrorMeaning.TimeoutUnknownOutcome => UnavailableReason.Server,
            _ => UnavailableReason.Unreadable,
        },
    };
}
