using System.Net;
using System.Net.Sockets;

namespace UserFunctions.Local;

/// <summary>Finds out early whether a port is free: before storage is installed and started for nothing.</summary>
internal static class PortCheck
{
    /// <exception cref="StartException">Something listens there.</exception>
    public static void Demand(int port)
    {
        if (port == 0) return;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw InUse(port);
        }
        catch (SocketException exception)
        {
            throw new StartException($"Port {port} cannot be used: {exception.Message}.");
        }
    }

    public static StartException InUse(int port) =>
        new($"Port {port} is in use: close what listens there, or choose another port with --port.");
}
