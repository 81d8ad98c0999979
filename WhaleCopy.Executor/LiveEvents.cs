using StackExchange.Redis;
using WhaleCopy.Contracts;

namespace WhaleCopy.Executor;

/// <summary>Tells the Api's live hub what changed, after the commit. Without Redis nobody is told at once, and nothing else changes.</summary>
internal sealed class LiveEvents(IConnectionMultiplexer redis, ILogger<LiveEvents> logger)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal(LiveEvent.Channel);

    public void Publish(LiveEvent happened)
    {
        if (redis.IsConnected)
            _ = PublishAsync(happened.ToJson());
    }

    private async Task PublishAsync(string message)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(Channel, message, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            ExecutorLog.LiveEventLost(logger, exception.Message);
        }
    }
}
