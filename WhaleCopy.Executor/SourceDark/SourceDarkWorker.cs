using Microsoft.Extensions.Options;
using WhaleCopy.Core;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.SourceDark;

/// <summary>
/// Does with the copies of a whale that cannot be seen what their follows say: nothing (HOLD), a stop half way nearer to the price
/// (TIGHTEN), or a close (CLOSE). Once in one dark; the stops at the venues stay until then.
/// </summary>
internal sealed class SourceDarkWorker(
    DarkStore store,
    InstrumentCatalog catalog,
    DarkBell bell,
    OwedBell owed,
    ProtectionBell protection,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<SourceDarkWorker> logger)
    : SweepWorker(bell, time, logger)
{
    private const int Most = 200;

    // Going dark takes minutes: there is no hurry that would be worth a query every few milliseconds.
    private static readonly TimeSpan Slowly = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PriceAge = TimeSpan.FromMinutes(1);

    protected override TimeSpan Sweep => options.Value.Sweep * 10 < Slowly ? options.Value.Sweep * 10 : Slowly;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        await store.ForgetAsync(cancellationToken);
        foreach (var position in await store.ReadDueAsync(SourceDarkAction.Close, Most, cancellationToken))
        {
            var title = $"Closing {WireName<PositionSide>.Of(position.Side)} {position.Symbol}";
            if (await store.CloseAsync(position.Id, instance.Now, title, "Its whale cannot be seen, and your follow closes then.", cancellationToken))
            {
                SourceDarkLog.Closing(Logger, position.Id, position.Symbol);
                owed.Ring();
            }
        }

        foreach (var position in await store.ReadDueAsync(SourceDarkAction.Tighten, Most, cancellationToken))
            await TightenAsync(position, cancellationToken);
        return false;
    }

    private async Task TightenAsync(PositionRow position, CancellationToken cancellationToken)
    {
        var now = instance.Now;
        if (position is not { StopLossPrice: { } stop, CurrentPrice: { } mark, PricedAt: { } pricedAt } || now - pricedAt > PriceAge)
            return; // the next pass may know the price
        if (await catalog.FindAsync(new InstrumentId(position.Exchange, position.Market, position.Symbol), cancellationToken) is not { } instrument)
            return;
        var wanted = ProtectionPrices.Tightened(position.Side, stop, mark, instrument.TickSize);
        var percent = SourceDarkRule.PercentOf(position.Side, position.EntryPrice, wanted);
        var title = $"Tighter stop for {WireName<PositionSide>.Of(position.Side)} {position.Symbol}";
        if (await store.TightenAsync(position.Id, percent, now, title, "Its whale cannot be seen, and your follow tightens the stops then.", cancellationToken))
        {
            SourceDarkLog.Tightened(Logger, position.Id, position.Symbol, percent);
            protection.Ring(position.Id);
        }
    }
}

/// <summary>A tighter stop as the percentage of the entry price that stops are kept as.</summary>
internal static class SourceDarkRule
{
    // A stop is never beyond the entry: a percentage this small ends one tick from it.
    private const decimal Least = 0.000000000000001m;

    public static decimal PercentOf(PositionSide side, decimal entryPrice, decimal stopPrice)
    {
        var percent = (entryPrice - stopPrice) / entryPrice * 100m * side.Sign();

        // Prices are taken from percentages and rounded towards the entry: a percentage rounded down would cost a tick.
        return decimal.Max(Least, decimal.Round(percent, 15, MidpointRounding.ToPositiveInfinity));
    }
}

internal static partial class SourceDarkLog
{
    [LoggerMessage(2410, LogLevel.Information, "Position {PositionId} ({Symbol}) is closed: its whale cannot be seen", EventName = "DarkClosing")]
    public static partial void Closing(ILogger logger, long positionId, string symbol);

    [LoggerMessage(2411, LogLevel.Information, "The stop of position {PositionId} ({Symbol}) is {Percent} % from its entry now: its whale cannot be seen", EventName = "DarkTightened")]
    public static partial void Tightened(ILogger logger, long positionId, string symbol, decimal percent);
}
