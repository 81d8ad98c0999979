using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Queues;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Room within the venue's limits, taken before an attempt is signed and stored: waiting costs neither the attempt nor its receive
/// window. Where there is none soon the trade is given back and comes again, so that it keeps nobody's place meanwhile.
/// </summary>
internal sealed class OrderTurns(VenueTraders traders, TradeQueue queue, ExecutorInstance instance, ILogger<OrderTurns> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Takes the turn of one order.</summary>
    /// <returns>Null where the trade was given back.</returns>
    /// <exception cref="VenueException">It would take longer than a minute: rate limited, with the time.</exception>
    public async Task<PlacementTurn?> TakeAsync(TradeRow trade, VenueCredentials credentials, InstrumentSpec instrument, bool isExit)
    {
        using var patience = new CancellationTokenSource(Patience, instance.Time);
        try
        {
            return await traders[trade.Exchange].TakeTurnAsync(credentials, instrument, isExit, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            await GiveBackAsync(trade, "the venue's limit is used up");
            return null;
        }
    }

    /// <summary>Gives a trade back that its venue does not take now: it comes again, and its gates are asked again.</summary>
    /// <param name="trade">Held by this executor, and nothing of it on its way.</param>
    /// <param name="reason">Why, without secrets.</param>
    /// <param name="retryAfter">What the venue, or our count of its limits, asks for.</param>
    public async Task GiveBackAsync(TradeRow trade, string reason, TimeSpan? retryAfter = null)
    {
        var pause = retryAfter switch
        {
            { } wait when wait > LongestPause => LongestPause,
            { } wait when wait > Pause => wait,
            _ => Pause,
        };
        PlacementLog.GivenBack(logger, trade.Id, trade.Exchange, pause.TotalSeconds, reason);
        await queue.ReleaseAsync(trade.Id, instance.Name, instance.Now + pause, reason, CancellationToken.None);
    }
}
