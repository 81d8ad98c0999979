using WhaleCopy.Core.Trades;
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
    public async Task<PlacementTurn?> TakeAsync(TradeRow trade, VenueCredentials credentials, InstrumentSpec instrument, bool isExit)
    {
        using var patience = new CancellationTokenSource(Patience, instance.Time);
        try
        {
            return await traders[trade.Exchange].TakeTurnAsync(credentials, instrument, isExit, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return await GiveBackAsync(trade, Pause);
        }
        catch (VenueException exception) when (exception.Meaning == VenueErrorMeaning.RateLimited)
        {
            return await GiveBackAsync(trade, exception.RetryAfter is { } wait && wait < LongestPause ? wait : LongestPause);
        }
    }

    private async Task<PlacementTurn?> GiveBackAsync(TradeRow trade, TimeSpan pause)
    {
        PlacementLog.NoTurn(logger, trade.Id, trade.Exchange, pause.TotalSeconds);
        await queue.ReleaseAsync(trade.Id, instance.Name, instance.Now + pause, "the venue's limit is used up", CancellationToken.None);
        return null;
    }
}
