using System.Diagnostics.Metrics;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>The meter <c>WhaleCopy.Exchanges</c>.</summary>
internal sealed class VenueMeters
{
    public const string MeterName = "WhaleCopy.Exchanges";
    private const int LongestTag = 40;

    private readonly Counter<long> _unlistedCodes;
    private readonly Counter<long> _unknownOutcomes;
    private readonly Histogram<double> _duration;

    public VenueMeters(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _unlistedCodes = meter.CreateCounter<long>(
            "whalecopy.exchanges.unlisted_codes", "{code}", "Errors of a venue that stand in no table");
        _unknownOutcomes = meter.CreateCounter<long>(
            "whalecopy.exchanges.unknown_outcomes", "{outcome}", "Commands whose outcome was not seen");
        _duration = meter.CreateHistogram<double>(
            "whalecopy.exchanges.request.duration", "s", "From the first byte sent to the last byte read");
    }

    public void Unlisted(Venue venue, string operation, string code) => _unlistedCodes.Add(
        1,
        new("venue", WireName<Venue>.Of(venue)),
        new("operation", operation),
        new("code", code.Length > LongestTag ? code[..LongestTag] : code));

    public void UnknownOutcome(Venue venue, string operation, string cause) => _unknownOutcomes.Add(
        1, new("venue", WireName<Venue>.Of(venue)), new("operation", operation), new("cause", cause));

    public void Request(Venue venue, string operation, string outcome, TimeSpan duration) => _duration.Record(
        duration.TotalSeconds, new("venue", WireName<Venue>.Of(venue)), new("operation", operation), new("outcome", outcome));
}
