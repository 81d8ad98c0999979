using Grpc.Core;

namespace WhaleCopy.Api.Doorbells;

internal static partial class Log
{
    [LoggerMessage(3010, LogLevel.Warning, "The {Service} did not hear {Call} ({Status}); it will find the work by itself", EventName = "WakeUpFailed")]
    public static partial void WakeUpFailed(ILogger logger, string service, string call, StatusCode status);

    [LoggerMessage(3011, LogLevel.Warning, "The {Service} did not answer {Call} ({Status})", EventName = "QuestionFailed")]
    public static partial void QuestionFailed(ILogger logger, string service, string call, StatusCode status);
}
