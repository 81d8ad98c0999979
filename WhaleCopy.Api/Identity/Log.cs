namespace WhaleCopy.Api.Identity;

internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "A sign-in was refused: {Reason}", EventName = "InitDataRefused")]
    public static partial void InitDataRefused(ILogger logger, string reason);
}
