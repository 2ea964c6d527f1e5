namespace UserFunctions.Local;

/// <summary>Finds out who listens on the storage ports.</summary>
internal static class AzuriteProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private enum Listener
    {
        Nobody,
        Azurite,
        Stranger,
    }

    /// <summary>True when Azurite is on all the ports, false when all are free (a port 0 is free by definition).</summary>
    /// <exception cref="StartException">Something else is on one of them, or Azurite on only some.</exception>
    public static async Task<bool> Answers(int[] ports, CancellationToken cancellationToken)
    {
        if (ports.All(p => p == 0)) return false;
        using var client = new HttpClient { Timeout = Patience };
        var listeners = await Task.WhenAll(ports.Select(p => Who(client, p, cancellationToken)));
        var stranger = Array.IndexOf(listeners, Listener.Stranger);
        if (stranger >= 0)
            throw new StartException($"Port {ports[stranger]} is in use by a program that is not Azurite: stop it, or set AzureWebJobsStorage to another storage.");
        var missing = Array.IndexOf(listeners, Listener.Nobody);
        if (missing < 0) return true;
        var found = Array.IndexOf(listeners, Listener.Azurite);
        return found < 0
            ? false
            : throw new StartException($"Azurite answers on port {ports[found]} but nothing on {ports[missing]}: start all three of its services, or stop it.");
    }

    private static async Task<Listener> Who(HttpClient client, int port, CancellationToken cancellationToken)
    {
        if (port == 0) return Listener.Nobody;
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/devstoreaccount1?comp=list"), cancellationToken);
            return response.Headers.Server.ToString().StartsWith("Azurite", StringComparison.OrdinalIgnoreCase) ? Listener.Azurite : Listener.Stranger;
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError == HttpRequestError.ConnectionError ? Listener.Nobody : Listener.Stranger;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Listener.Stranger;
        }
    }
}
