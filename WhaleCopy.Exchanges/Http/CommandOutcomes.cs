using System.Diagnostics;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Exchanges.Http;

/// <summary>Answers to commands in the words of <see cref="IVenueTrader"/>.</summary>
internal static class CommandOutcomes
{
    /// <summary>What placing ended in.</summary>
    public static PlacementOutcome Placement<T>(this CommandAnswer<T> answer, Func<T, (string Id, VenueOrder? Order)> read) => answer switch
    {
        CommandAnswer<T>.Done done when read(done.Answer) is var (id, order) => new PlacementOutcome.Accepted(id, order),
        CommandAnswer<T>.Refused refused => new PlacementOutcome.Rejected(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
        CommandAnswer<T>.Unseen unseen => new PlacementOutcome.Unknown(unseen.Reason, unseen.Fault?.Code, unseen.Meaning),
        _ => throw new UnreachableException(),
    };

    /// <summary>What cancelling ended in: an order that the venue does not know or that is done is not working.</summary>
    public static CancelOutcome Cancel<T>(this CommandAnswer<T> answer) => answer switch
    {
        CommandAnswer<T>.Done => CancelOutcome.Cancelled,
        { MeaningOrNone: VenueErrorMeaning.UnknownOrder } => CancelOutcome.NotWorking,
        _ => CancelOutcome.Unknown,
    };

    /// <summary>What setting a value failed with; null where the value stands, newly or before.</summary>
    public static SettingOutcome? SettingFailure<T>(this CommandAnswer<T> answer) => answer switch
    {
        CommandAnswer<T>.Done => null,
        { MeaningOrNone: VenueErrorMeaning.AlreadySet } => null,
        CommandAnswer<T>.Refused refused => new SettingOutcome.Refused(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
        CommandAnswer<T>.Unseen unseen => new SettingOutcome.Unknown(unseen.Reason),
        _ => throw new UnreachableException(),
    };

    /// <summary>What a transfer ended in.</summary>
    public static TransferOutcome Transfer<T>(this CommandAnswer<T> answer, Func<T, string> read) => answer switch
    {
        CommandAnswer<T>.Done done => new TransferOutcome.Done(read(done.Answer)),
        CommandAnswer<T>.Refused refused => new TransferOutcome.Refused(refused.Fault.Code, refused.Meaning, refused.Fault.Message),
        CommandAnswer<T>.Unseen unseen => new TransferOutcome.Unknown(unseen.Reason),
        _ => throw new UnreachableException(),
    };

    /// <summary>What was read back after setting.</summary>
    public static SettingOutcome ReadBack(InstrumentSettingsPair settings) => settings.Found == settings.Wanted
        ? new SettingOutcome.Applied(settings.Found)
        : new SettingOutcome.Unknown($"Read back {settings.Found} instead of {settings.Wanted}.");
}

/// <summary>What the venue shows and what it should.</summary>
internal readonly record struct InstrumentSettingsPair(
    Core.Venues.InstrumentSettings Found, Core.Venues.InstrumentSettings Wanted);
