using System.Net;
using System.Net.Sockets;

namespace WhaleCopy.Standalone.Folders;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that was free a moment ago; who binds it may still be too late.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>False when somebody listens on it, on IPv4 or IPv6.</summary>
    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException failure)
        {
            // A machine without IPv6 loopback has nobody listening there either.
            return failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
