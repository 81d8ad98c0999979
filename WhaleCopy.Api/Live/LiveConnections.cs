using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;

namespace WhaleCopy.Api.Live;

/// <summary>Who is connected to this process. Every process hears every event and serves its own connections.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<long, ImmutableDictionary<string, HubCallerContext>> _byUser = new();

    /// <summary>Users with a connection here.</summary>
    public ICollection<long> Users => _byUser.Keys;

    public void Add(long userId, HubCallerContext connection) => _byUser.AddOrUpdate(
        userId,
        (_, added) => ImmutableDictionary.Create<string, HubCallerContext>().Add(added.ConnectionId, added),
        (_, present, added) => present.SetItem(added.ConnectionId, added),
        connection);

    public void Remove(long userId, HubCallerContext connection)
    {
        while (_byUser.TryGetValue(userId, out var present))
        {
            var rest = present.Remove(connection.ConnectionId);
            var isDone = rest.IsEmpty
                ? _byUser.TryRemove(KeyValuePair.Create(userId, present))
                : _byUser.TryUpdate(userId, rest, present);
            if (isDone)
                return;
        }
    }

    /// <summary>Ids of a user's connections.</summary>
    public IReadOnlyList<string> Of(long userId) => _byUser.TryGetValue(userId, out var present) ? [.. present.Keys] : [];

    /// <summary>Ends every connection: clients connect again and read anew what they may have missed.</summary>
    public int AbortAll()
    {
        var all = _byUser.Values.SelectMany(present => present.Values).ToList();
        all.ForEach(connection => connection.Abort());
        return all.Count;
    }
}
