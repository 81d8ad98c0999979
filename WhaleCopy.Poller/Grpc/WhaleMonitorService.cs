using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Contracts.Poller;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data;
using WhaleCopy.Data.Queues;
using WhaleCopy.Poller.Discovery;
using WhaleCopy.Poller.Polling;

namespace WhaleCopy.Poller.Grpc;

/// <summary>Commands of the other services: each writes a due time to the database, so that whichever poller is free obeys it.</summary>
internal sealed class WhaleMonitorService(
    WhaleTierQueue tiers,
    WhaleSourceQueue sources,
    IDbContextFactory<WhaleCopyDbContext> contexts,
    PollingPulse pulse,
    DiscoveryBell discovery,
    TimeProvider time) : WhaleMonitor.WhaleMonitorBase
{
    /// <inheritdoc/>
    public override async Task<RecheckResponse> Recheck(RecheckRequest request, ServerCallContext context)
    {
        if (await tiers.RecheckAsync(request.WhaleId, time.GetUtcNow(), context.CancellationToken) is not { } due)
            throw new RpcException(new Status(StatusCode.NotFound, $"Whale {request.WhaleId} is not monitored."));
        pulse.Wake(due.Venue);
        return new RecheckResponse { NextPollAt = due.NextPollAt.ToTimestamp() };
    }

    /// <inheritdoc/>
    public override async Task<DiscoverResponse> Discover(DiscoverRequest request, ServerCallContext context)
    {
        Venue? venue = null;
        if (request.Exchange.Length > 0)
        {
            if (!WireName<Venue>.TryParse(request.Exchange, out var named))
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"exchange is one of {string.Join(", ", WireName<Venue>.All)}."));
            venue = named;
        }

        await sources.MakeDueAsync(venue, time.GetUtcNow(), context.CancellationToken);
        discovery.Ring();
        return new DiscoverResponse();
    }

    /// <inheritdoc/>
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var rows = await database.WhaleSources.AsNoTracking().OrderBy(source => source.Name).ToListAsync(context.CancellationToken);
        var counts = await database.WhaleMonitors.GroupBy(monitor => monitor.Exchange)
            .Select(group => new { Venue = group.Key, Whales = group.LongCount() })
            .ToDictionaryAsync(group => group.Venue, group => group.Whales, context.CancellationToken);
        var answer = new GetStatusResponse();
        foreach (var row in rows)
        {
            answer.Sources.Add(new SourceStatus
            {
                Name = row.Name,
                Exchange = WireName<Venue>.Of(row.Exchange),
                Trust = WireName<SourceTrust>.Of(row.Trust),
                Health = row.Health,
                LastCompleteAt = row.LastCompleteAt?.ToTimestamp(),
                Whales = counts.GetValueOrDefault(row.Exchange),
            });
        }

        return answer;
    }
}
