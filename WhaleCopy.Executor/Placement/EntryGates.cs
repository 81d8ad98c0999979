using Microsoft.Extensions.Options;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Intake;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// The gates asked again, for an entry that waited (a delay, an exit before it, an attempt that was never accepted): may the user
/// still trade, does he still follow, does the whale still hold it, is the change young enough, is the price still near. Money stays reserved meanwhile
/// and is not asked about.
/// </summary>
internal sealed class EntryGates(
    PlanningStore planning, InstrumentCatalog catalog, PriceCache prices, ExecutorInstance instance, IOptions<CopyingOptions> options)
{
    private readonly RiskLimits _limits = options.Value.ToLimits();

    /// <summary>The refusal, or null where the entry may go.</summary>
    public async Task<Denial?> AskAsync(TradeRow trade, CancellationToken cancellationToken)
    {
        if (trade.SignalId is not { } signalId || await planning.ReadSignalAsync(signalId, cancellationToken) is not { } signal
            || await planning.ReadUserAsync(trade.UserId, signal.WhaleId, cancellationToken) is not { } follower)
        {
            return new Denial(DenialReason.NoOpenCopy, "its signal or user is gone", DecisionNumbers.None);
        }

        if (RiskGate.StandingDenial(RowMapping.StandingOf(follower.User)) is { } standing)
            return standing;
        if (await planning.IsOvertakenAsync(signal, cancellationToken))
            return new Denial(DenialReason.NoOpenCopy, "the whale closed it before the entry was sent", DecisionNumbers.None);

        var isManual = trade.TaskId is not null;
        if (!isManual && (follower.Follow is not { } follow || follow.Id != trade.FollowId || !RowMapping.PolicyOf(follower, instance.Now).CopiesByItself))
            return new Denial(DenialReason.AutoCopyOff, "the follow ended or stopped copying before the entry was sent", DecisionNumbers.None);
        var waited = isManual ? TimeSpan.Zero : TimeSpan.FromSeconds(follower.Settings.AutoCopyDelaySeconds);
        var age = AgeGate.AgeOf(instance.Now, signal.WhaleChangedAt, signal.PreviousCompleteAt ?? signal.DetectedAt, waited);
        return AgeGate.Check(age, isManual, _limits) ?? await PriceAsync(trade, follower, cancellationToken);
    }

    private async Task<Denial?> PriceAsync(TradeRow trade, FollowerRows follower, CancellationToken cancellationToken)
    {
        try
        {
            var id = new InstrumentId(trade.Exchange, trade.Market, trade.Symbol);
            if (await catalog.FindAsync(id, cancellationToken) is not { } instrument || trade.ReferencePrice is not > 0m)
                return new Denial(DenialReason.SymbolNotTraded, $"{trade.Symbol} is not traded there any more", DecisionNumbers.None);
            var ticker = await prices.ReadAsync(instrument, options.Value.MaxPriceAge, cancellationToken);
            var limit = RowMapping.PolicyOf(follower, instance.Now).SlippagePercent(instrument.BaseAsset);
            var price = EntryPricing.Of(
                trade.Side,
                trade.ReferencePrice.Value,
                ticker.Bid is > 0m ? ticker.Bid.Value : ticker.Last,
                ticker.Ask is > 0m ? ticker.Ask.Value : ticker.Last,
                instrument.TickSize,
                limit);
            return EntryPricing.Gate(price, trade.Side);
        }
        catch (VenueException exception)
        {
            return new Denial(DenialReason.PriceUnavailable, $"no fresh price of {trade.Symbol}: {exception.Message}", DecisionNumbers.None);
        }
    }
}
