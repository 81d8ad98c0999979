using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace WhaleCopy.ServiceDefaults.Stores;

internal static partial class Log
{
    [LoggerMessage(6900, LogLevel.Warning, "Redis is away ({Connection}: {Failure}): caches and live updates fall back until it returns", EventName = "RedisLost")]
    public static partial void RedisLost(ILogger logger, ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(6901, LogLevel.Information, "Redis is back ({Connection})", EventName = "RedisRestored")]
    public static partial void RedisRestored(ILogger logger, ConnectionType connection);
}
