using StackExchange.Redis;
using WhaleCopy.Contracts;

namespace WhaleCopy.Poller.Polling;

/// <summary>Publishes what users see at once. A lost event costs freshness only: the rows are committed.</summary>
internal sealed class LiveNews(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal(LiveEvent.Channel);

    /// <summary>Publishes without waiting.</summary>
    public void Publish(LiveEvent news)
    {
        if (redis.IsConnected)
            redis.GetSubscriber().Publish(Channel, news.ToJson(), CommandFlags.FireAndForget);
    }
}
