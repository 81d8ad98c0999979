using System.Globalization;
using System.Text;
using WhaleCopy.Core;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Replay;

/// <summary>What a replay prints.</summary>
internal static class ReplayLines
{
    public static string Of(AnswerRecord answer, (PollResult Result, BookStep Step) played, IReadOnlyDictionary<string, long> stored)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Time(answer.TakenAt)} #{answer.SnapshotNumber} {WordsOf(played.Result)}");
        foreach (var delta in played.Step.Deltas)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"    {WordsOf(delta)}");
        foreach (var signal in played.Step.Signals)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"    {WireName<SignalKind>.Of(signal.Kind)} {signal.Key} × {signal.Fraction:0.####}: ")
                .Append(stored.TryGetValue(signal.TxHash, out var id) ? string.Create(CultureInfo.InvariantCulture, $"signal {id}") : "was not told then");
        }

        foreach (var notice in played.Step.Notices)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"    {WordsOf(notice)}");
        return text.ToString();
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string WordsOf(PollResult result) => result switch
    {
        PollResult.Complete complete => string.Create(CultureInfo.InvariantCulture, $"Complete, {complete.Snapshot.Positions.Count} {(complete.Snapshot.Positions.Count == 1 ? "position" : "positions")}"),
        PollResult.Partial partial => string.Create(CultureInfo.InvariantCulture, $"not readable today (partial after {partial.PagesRead} {(partial.PagesRead == 1 ? "page" : "pages")})"),
        PollResult.Hidden hidden => $"Hidden ({WireName<HiddenReason>.Of(hidden.Reason)})",
        PollResult.Unavailable unavailable => $"not readable today ({WireName<UnavailableReason>.Of(unavailable.Reason)})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string WordsOf(PositionDelta delta) => string.Create(CultureInfo.InvariantCulture, $"{delta.GetType().Name} {delta.Key}{Sizes(delta)}");

    private static string Sizes(PositionDelta delta) => delta switch
    {
        PositionDelta.Opened opened => string.Create(CultureInfo.InvariantCulture, $" {opened.Current.Size}"),
        PositionDelta.Increased more => string.Create(CultureInfo.InvariantCulture, $" {more.Previous.SignalledSize} → {more.Current.Size}"),
        PositionDelta.Reduced less => string.Create(CultureInfo.InvariantCulture, $" {less.Previous.SignalledSize} → {less.Current.Size}"),
        PositionDelta.Drifted drifted => string.Create(CultureInfo.InvariantCulture, $" {drifted.Previous.Position.Size} → {drifted.Current.Size}"),
        PositionDelta.MassVanish vanished => string.Create(CultureInfo.InvariantCulture, $" and all {vanished.Gone.Count}"),
        _ => "",
    };

    private static string WordsOf(WhaleNotice notice) => notice switch
    {
        WhaleNotice.WentDark dark => $"went dark ({WireName<DarkReason>.Of(dark.Reason)})",
        WhaleNotice.CameBack => "came back",
        WhaleNotice.StatusChanged changed => $"{WireName<WhaleDataStatus>.Of(changed.From)} → {WireName<WhaleDataStatus>.Of(changed.To)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
