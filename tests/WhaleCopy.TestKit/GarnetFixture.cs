using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using WhaleCopy.Standalone.Redis;

namespace WhaleCopy.TestKit;

/// <summary>A Redis server of its own for one test class: <c>IClassFixture&lt;GarnetFixture&gt;</c>.</summary>
public sealed class GarnetFixture : IDisposable
{
    private readonly EmbeddedGarnet _server = EmbeddedGarnet.Start("test-password", NullLoggerFactory.Instance);

    /// <summary>For a service's <c>ConnectionStrings:redis</c>.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>Empties it, as an operator's mistake or a lost cache would.</summary>
    public async Task FlushAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},allowAdmin=true");
        await redis.GetServers().Single().FlushAllDatabasesAsync();
    }

    public void Dispose() => _server.Dispose();
}
