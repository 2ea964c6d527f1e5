using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UserFunctions.Bench;

/// <summary>One connection that sends GET after GET and reads each answer to its end. It shares the machine with what it measures, so it does no more than that.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[1 << 20];

    private LoadConnection()
    {
    }

    public static async Task<LoadConnection> Open(Uri address)
    {
        var connection = new LoadConnection();
        await connection.socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>The request as bytes.</summary>
    public static byte[] Request(Uri address, string key) =>
        Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nx-functions-key: {key}\r\n\r\n");

    /// <summary>Sends the request and reads the answer, which says how long it is; the length of its body.</summary>
    public async Task<int> Get(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        var (length, end) = (0, -1);
        for (var whole = int.MaxValue; length < whole;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            length += read;
            if (end < 0 && (end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) >= 0)
                whole = end + 4 + ContentLength(Encoding.ASCII.GetString(buffer, 0, end));
        }

        return length - end - 4;
    }

    public void Dispose() => socket.Dispose();

    private static int ContentLength(string head)
    {
        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            throw new InvalidOperationException(head);
        var line = head.Split("\r\n").First(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return int.Parse(line.AsSpan("Content-Length:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }
}
