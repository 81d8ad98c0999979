using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using WhaleCopy.Api.Identity;

namespace WhaleCopy.Api.Live;

/// <summary>
/// Sends <c>signal</c>, <c>trade</c>, <c>position</c>, <c>balance</c>, <c>price</c>, <c>whale</c> and <c>notification</c> to whom they
/// belong. It takes no calls.
/// </summary>
[Authorize]
internal sealed class LiveHub(LiveConnections connections) : Hub
{
    public const string Path = "/hubs/live";

    public override Task OnConnectedAsync()
    {
        connections.Add(Me, Context);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Me, Context);
        return base.OnDisconnectedAsync(exception);
    }

    private long Me => CurrentUser.Of(Context.User!).Id;
}
