using System.Globalization;
using WhaleCopy.Core;
using WhaleCopy.Core.Whales;
using WhaleCopy.Data.Queues;

namespace WhaleCopy.Poller.Polling;

/// <summary>The words in which a whale's followers are told of his monitoring. One event is one key, so it is told once.</summary>
internal static class FollowerMessages
{
    public static IReadOnlyList<FollowerMessage> Of(long whaleId, WhaleBookState state, EquatableArray<WhaleNotice> notices)
    {
        if (notices.Count == 0)
            return [];
        var messages = new List<FollowerMessage>();
        foreach (var notice in notices)
        {
            if (Of(notice) is var (kind, title, body))
                messages.Add(new FollowerMessage(kind, string.Create(CultureInfo.InvariantCulture, $"{kind}:{whaleId}:{KeyOf(notice, state)}"), title, body));
        }

        return messages;
    }

    private static (string Kind, string Title, string Body)? Of(WhaleNotice notice) => notice switch
    {
        WhaleNotice.WentDark dark => ("WHALE_DARK", "A whale you follow cannot be seen", string.Create(
            CultureInfo.InvariantCulture,
            $"{Reason(dark.Reason)} He was last seen with {Positions(dark.Lines)}. Nothing is opened or closed for him until he is back; your stops stay at the exchange. Choose to hold, tighten the stops or close.")),
        WhaleNotice.CameBack back => ("WHALE_BACK", "A whale you follow is back", string.Create(
            CultureInfo.InvariantCulture,
            $"He could not be seen for {Duration(back.Lasted)}. Of his positions {back.Same} are unchanged, {back.Changed} changed, {back.Gone} gone and {back.New} new.")),
        WhaleNotice.StatusChanged { To: WhaleDataStatus.SharingDisabled } => ("WHALE_SHARING_DISABLED", "A whale you follow shows no positions",
            "Five looks in a row found nothing open. He seems to hold nothing or to share no more; he is looked at again within a day."),
        WhaleNotice.StatusChanged { From: WhaleDataStatus.SharingDisabled, To: WhaleDataStatus.Active } => ("WHALE_SHARING_RESUMED",
            "A whale you follow shows positions again", "He is watched closely again."),
        _ => null,
    };

    // A dark is named by its begin, a return by the answer that ended it: the next of either is another event.
    private static string KeyOf(WhaleNotice notice, WhaleBookState state) => notice switch
    {
        WhaleNotice.WentDark => (state.Dark?.Since.UtcTicks ?? 0).ToString(CultureInfo.InvariantCulture),
        _ => state.SnapshotNumber.ToString(CultureInfo.InvariantCulture),
    };

    private static string Reason(DarkReason reason) => reason switch
    {
        DarkReason.Hidden => "His positions are hidden.",
        DarkReason.NoAnswer => "His exchange has given no answer for a while.",
        DarkReason.MassVanish => "All his positions vanished at once, without a sign that he closed them.",
    };

    private static string Positions(int count) => count == 1 ? "one position" : string.Create(CultureInfo.InvariantCulture, $"{count} positions");

    private static string Duration(TimeSpan duration) => duration.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} seconds")
        : duration.TotalHours < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} minutes")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0} hours");
}
