using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WhaleCopy.Exchanges.Streams;

/// <summary>Every venue's stream of mark prices, each by itself: one that fails is the others' business in nothing.</summary>
internal sealed class PriceStreams(
    IEnumerable<PriceFeed> feeds, PriceCache cache, InstrumentCatalog catalog, TimeProvider time, ILogger<PriceStreams> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(feeds.Select(feed => new PriceStream(feed, cache, catalog, time, logger).RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
