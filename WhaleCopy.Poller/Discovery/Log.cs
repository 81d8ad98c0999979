namespace WhaleCopy.Poller.Discovery;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "{Source}: {Pages} pages read, {New} new whales; the sweep {State}", EventName = "LeaderboardRead")]
    public static partial void LeaderboardRead(ILogger logger, string source, int pages, int @new, string state);

    [LoggerMessage(1101, LogLevel.Warning, "{Source}: the leaderboard gave no answer ({Reason}); the sweep goes on from here later", EventName = "LeaderboardUnavailable")]
    public static partial void LeaderboardUnavailable(ILogger logger, string source, string reason);

    [LoggerMessage(1102, LogLevel.Error, "Reading the leaderboard of {Source} broke; it is tried again", EventName = "DiscoveryBroke")]
    public static partial void DiscoveryBroke(ILogger logger, Exception exception, string source);

    [LoggerMessage(1103, LogLevel.Warning, "{Source}: the leaderboard's lease was lost; another poller goes on with the sweep", EventName = "SweepLeaseLost")]
    public static partial void SweepLeaseLost(ILogger logger, string source);
}
