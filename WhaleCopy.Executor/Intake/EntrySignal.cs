using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Intake;

/// <summary>An OPEN or INCREASE with what planning needs besides the users: its pair, instruments and fresh prices.</summary>
internal sealed class EntrySignal(WhaleSignalRow signal, SignalContext context, Func<InstrumentId, InstrumentSpec?> instruments)
{
    public WhaleSignalRow Signal { get; } = signal;

    /// <summary>The other signal of a flip or a reopening.</summary>
    public WhaleSignalRow? Linked => context.Linked;

    /// <summary>The whale had closed it again before anybody was planned.</summary>
    public bool IsOvertaken => context.IsOvertaken;

    /// <summary>Where its copies will be made.</summary>
    public Dictionary<InstrumentId, InstrumentSpec> Instruments { get; } = [];

    /// <summary>Prices read for it.</summary>
    public Dictionary<InstrumentId, Ticker> Tickers { get; } = [];

    /// <summary>Where a user's copy is made: an increase where the copy is, an opening where Core chooses.</summary>
    public MarketSelection Select(FollowerRows follower, FollowPolicy policy, PositionRow? copy, ManualCopy? manual)
    {
        var key = RowMapping.KeyOf(Signal);
        var accounts = RowMapping.AccountsOf(follower, context.WhaleVenue);
        if (copy is not null && accounts.FirstOrDefault(account => account.AccountId == copy.ApiKeyId) is { } account
            && instruments(new InstrumentId(copy.Exchange, copy.Market, copy.Symbol)) is { } instrument)
        {
            var factor = SymbolMapping.CandidatesOf(key.Market, key.Symbol, copy.Market).FirstOrDefault(candidate => candidate.Symbol == copy.Symbol).Factor;
            return new MarketSelection.Chosen(account, instrument, factor == 0m ? 1m : factor, copy.Market != key.Market);
        }

        return MarketSelection.Of(key, policy, accounts, instruments, manual?.Only);
    }
}
