using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;
using WhaleCopy.Contracts;
using WhaleCopy.Core;

namespace WhaleCopy.Api.Live;

/// <summary>
/// Hears what the services publish and passes it on to the connections of this process, in order. Events are hints: without Redis none
/// come, and when it is back everybody connects and reads anew.
/// </summary>
internal sealed class LiveFanOut(
    IConnectionMultiplexer redis,
    LiveConnections connections,
    IHubContext<LiveHub> hub,
    IServiceScopeFactory scopes,
    TimeProvider timeProvider,
    ILogger<LiveFanOut> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += OnRestored;
        var isAway = false;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var messages = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(LiveEvent.Channel));
                    Log.Listening(logger, LiveEvent.Channel);
                    isAway = false;
                    await foreach (var message in messages.WithCancellation(stoppingToken))
                        await PassOnAsync(message.Message.ToString(), stoppingToken);
                }
                catch (Exception away) when (away is RedisException or TimeoutException or ObjectDisposedException && !stoppingToken.IsCancellationRequested)
                {
                    if (!isAway)
                        Log.ChannelAway(logger, away.GetType().Name);
                    isAway = true;
                    await Task.Delay(RetryAfter, timeProvider, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            redis.ConnectionRestored -= OnRestored;
        }
    }

    private async Task PassOnAsync(string message, CancellationToken cancellationToken)
    {
        if (LiveEvent.TryParse(message) is not { } live)
        {
            Log.Unreadable(logger, message.Length);
            return;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var answers = scope.ServiceProvider.GetRequiredService<LiveAnswers>();
            var audience = await answers.AudienceAsync(live, [.. connections.Users], cancellationToken);
            var ids = audience.SelectMany(connections.Of).ToList();
            if (ids.Count > 0 && await answers.AnswerAsync(live, cancellationToken) is { } answer)
                await hub.Clients.Clients(ids).SendAsync(WireName<LiveEventKind>.Of(live.Kind), answer, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The outer loop of a worker: one event that cannot be passed on costs freshness, the next ones must come.
            Log.NotPassedOn(logger, live.Kind, failure);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType == ConnectionType.Subscription)
            Log.Resumed(logger, connections.AbortAll());
    }
}
