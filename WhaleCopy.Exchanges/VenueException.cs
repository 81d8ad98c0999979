using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>A read at a venue that got no usable answer. The message carries the venue's words and never a secret or a query string.</summary>
public sealed class VenueException : Exception
{
    /// <summary>Describes a failed read.</summary>
    /// <param name="venue">Where.</param>
    /// <param name="meaning">The category.</param>
    /// <param name="code">The venue's code, or the HTTP status, or a word for the connection's failure.</param>
    /// <param name="message">The venue's words.</param>
    /// <param name="retryAfter">How long to stay away, where said.</param>
    /// <param name="innerException">What the connection threw.</param>
    public VenueException(
        Venue venue, VenueErrorMeaning meaning, string code, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base($"{WireName<Venue>.Of(venue)} answered {code} ({WireName<VenueErrorMeaning>.Of(meaning)}): {message}", innerException)
    {
        Venue = venue;
        Meaning = meaning;
        Code = code;
        VenueMessage = message;
        RetryAfter = retryAfter;
    }

    /// <summary>Where.</summary>
    public Venue Venue { get; }

    /// <summary>The category.</summary>
    public VenueErrorMeaning Meaning { get; }

    /// <summary>Asked again later, it may be answered.</summary>
    public bool IsForTheMoment => Meaning.IsForTheMoment || Meaning == VenueErrorMeaning.TimeoutUnknownOutcome;

    /// <summary>The venue's code.</summary>
    public string Code { get; }

    /// <summary>The venue's words.</summary>
    public string VenueMessage { get; }

    /// <summary>How long to stay away, where the venue said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
