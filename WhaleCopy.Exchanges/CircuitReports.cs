using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>Takes the state of this process's circuits to where administrators see it.</summary>
/// <param name="circuits">All that have been used.</param>
/// <param name="cancellationToken">Stops waiting.</param>
public delegate Task CircuitSink(IReadOnlyList<CircuitReading> circuits, CancellationToken cancellationToken);

/// <summary>
/// Tells the state of the circuits: at once when one opens or closes, and every <see cref="Pulse"/>, so that who reads it can tell a
/// process that lives from one that is gone.
/// </summary>
public sealed class CircuitReports(VenueCircuits circuits, CircuitSink sink, TimeProvider time, ILogger<CircuitReports> logger) : BackgroundService
{
    /// <summary>The longest time between two reports of a process that lives.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the state is read: no change falls between the two. Where nobody listens, it is not tried again at once.
            var change = circuits.NextChange;
            if (!await TellAsync(stoppingToken))
                change = new TaskCompletionSource().Task;
            try
            {
                await change.WaitAsync(Pulse, time, stoppingToken);
            }
            catch (TimeoutException)
            {
                // Nothing changed: it is told again all the same.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> TellAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sink(circuits.Read(), stoppingToken);
            return true;
        }
        catch (Exception exception)
        {
            // Nothing depends on it, and the next report says all of it again.
            if (!stoppingToken.IsCancellationRequested)
                Log.CircuitsNotReported(logger, exception.Message);
            return false;
        }
    }
}

/// <summary>Registers the reports.</summary>
public static class CircuitReportServices
{
    /// <summary>Tells the state of the circuits to a sink for as long as the host runs.</summary>
    /// <param name="services">Where <see cref="ExchangeServices.AddWhaleCopyExchanges"/> was called.</param>
    /// <param name="sink">Makes the sink.</param>
    public static IServiceCollection AddCircuitReports(this IServiceCollection services, Func<IServiceProvider, CircuitSink> sink) => services
        .AddSingleton(sink)
        .AddHostedService<CircuitReports>();
}
