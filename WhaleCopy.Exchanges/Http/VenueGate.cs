using Microsoft.Extensions.Options;
using Polly;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Http;

/// <summary>What every call passes before its first byte and after its last: limits and circuits.</summary>
internal sealed class VenueGate(RateBudget budget, VenueCircuits circuits, IOptions<VenueLimitsOptions> options, TimeProvider time)
{
    /// <summary>Longest wait of a placement that is not yet signed.</summary>
    private static readonly TimeSpan LongestTurnWait = TimeSpan.FromSeconds(60);

    /// <summary>Takes the charges of a call, waiting for them where it must.</summary>
    /// <exception cref="VenueException">It would take too long: <see cref="VenueErrorMeaning.RateLimited"/>, with the time.</exception>
    public async ValueTask EnterAsync(Venue venue, VenueRequest request, CancellationToken cancellationToken)
    {
        if (request.Terms.HasTurn)
        {
            if (budget.StoppedFor(request.Terms.Charges) is { } stopped)
                throw Limited(venue, stopped);
            return;
        }

        var longest = request.Terms.LongestWait ?? options.Value.LongestReadWait;
        if (await budget.TakeAsync(request.Terms.Charges, request.Terms.Urgency, longest, cancellationToken) is { } wait)
            throw Limited(venue, wait);
    }

    /// <summary>Takes the charges of a placement before its time is written into it.</summary>
    /// <exception cref="VenueException">It would take longer than a minute.</exception>
    public async ValueTask TakeTurnAsync(
        Venue venue, IReadOnlyList<RateCharge> charges, CallUrgency urgency, CancellationToken cancellationToken)
    {
        if (await budget.TakeAsync(charges, urgency, LongestTurnWait, cancellationToken) is { } wait)
            throw Limited(venue, wait);
    }

    /// <summary>The circuit of a call.</summary>
    public ResiliencePipeline<VenueResponse> CircuitOf(Venue venue, VenueRequest request) => circuits.Of(venue, request.Terms.Class);

    /// <summary>Learns from an answer what the venue has counted, and whether it wants us away.</summary>
    public async ValueTask LeaveAsync(VenueProtocol protocol, VenueRequest request, VenueResponse response)
    {
        if (request.Terms.Charges.Count == 0)
            return;
        var fault = protocol.ReadFault(response.Status, response.Body);
        if (fault is not null && protocol.StopOf(response, fault, time.GetUtcNow()) is { } stop)
            await budget.StopAsync(request.Terms.Charges, stop);
        foreach (var report in protocol.ReportsOf(request, response))
            await budget.ReportAsync(report);
    }

    private static VenueException Limited(Venue venue, TimeSpan wait) => new(
        venue, VenueErrorMeaning.RateLimited, ReadFailure.Budget, "Not asked: the venue's limit is used up.", wait);
}
