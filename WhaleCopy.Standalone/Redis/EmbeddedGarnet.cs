using System.Globalization;
using System.Net.Sockets;
using Garnet;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Standalone.Redis;

/// <summary>A Redis server in this process, on a free loopback port. Its contents are caches: nothing is kept.</summary>
internal sealed class EmbeddedGarnet : IDisposable
{
    private const int MostPortAttempts = 5;

    private readonly GarnetServer _server;

    private EmbeddedGarnet(GarnetServer server, int port, string password)
    {
        _server = server;
        Port = port;
        ConnectionString = $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)},password={password}";
    }

    public int Port { get; }

    /// <summary>In the form of <c>ConnectionStrings:redis</c>.</summary>
    public string ConnectionString { get; }

    public static EmbeddedGarnet Start(string password, ILoggerFactory logs)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.FindFree();

            // Without the transaction mode Garnet lets scripts of two connections interleave, which Redis never does: a limit that
            // two processes share would be taken from twice.
            var server = new GarnetServer(
                [
                    "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
                    "--auth", "Password", "--password", password,
                    "--lua", "--lua-transaction-mode", "--memory", "64m", "--page", "4m", "--index", "16m",
                    "-q",
                ],
                logs);
            try
            {
                server.Start();
                return new EmbeddedGarnet(server, port, password);
            }
            catch (SocketException busy) when (busy.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < MostPortAttempts)
            {
                server.Dispose();
            }
        }
    }

    public void Dispose() => _server.Dispose();
}
