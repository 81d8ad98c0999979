using WhaleCopy.Contracts;

namespace WhaleCopy.Api.Live;

internal static partial class Log
{
    [LoggerMessage(3020, LogLevel.Information, "Live events come in on {Channel}", EventName = "LiveListening")]
    public static partial void Listening(ILogger logger, string channel);

    [LoggerMessage(3021, LogLevel.Warning, "No live events: Redis is away ({Failure}); clients poll until it is back", EventName = "LiveChannelAway")]
    public static partial void ChannelAway(ILogger logger, string failure);

    [LoggerMessage(3022, LogLevel.Warning, "A live event of {Length} characters is unreadable", EventName = "LiveUnreadable")]
    public static partial void Unreadable(ILogger logger, int length);

    [LoggerMessage(3023, LogLevel.Error, "A {Kind} event was not passed on", EventName = "LiveNotPassedOn")]
    public static partial void NotPassedOn(ILogger logger, LiveEventKind kind, Exception failure);

    [LoggerMessage(3024, LogLevel.Information, "Live events are back: {Connections} connections begin anew", EventName = "LiveResumed")]
    public static partial void Resumed(ILogger logger, int connections);
}
