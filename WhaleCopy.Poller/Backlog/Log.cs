namespace WhaleCopy.Poller.Backlog;

internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Warning, "What waits cannot be counted ({Failure}); its meters keep what they told last")]
    public static partial void BacklogNotRead(ILogger logger, string failure);
}
