namespace WhaleCopy.Standalone;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "A step of the demo on {Symbol} failed; the next one follows", EventName = "DemoStepFailed")]
    public static partial void DemoStepFailed(ILogger logger, Exception exception, string symbol);

    [LoggerMessage(6002, LogLevel.Warning, "The demo could not be set up; the product runs without it", EventName = "DemoFailed")]
    public static partial void DemoFailed(ILogger logger, Exception exception);

    [LoggerMessage(6003, LogLevel.Warning, "{Nickname} at {Exchange} was not found in time; the demo goes on without following", EventName = "DemoWhaleMissing")]
    public static partial void DemoWhaleMissing(ILogger logger, string nickname, string exchange);
}
