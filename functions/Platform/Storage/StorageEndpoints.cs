namespace UserFunctions.Platform.Storage;

/// <summary>What a connection's setting says: where the three services are and with which key, if with one.</summary>
/// <param name="Blob">Blob service; null when the setting does not say.</param>
/// <param name="Queue">Queue service; null when the setting does not say.</param>
/// <param name="Table">Table service; null when the setting does not say.</param>
/// <param name="Account">Account name; null in the identity form with service URIs.</param>
/// <param name="Key">Account key, base64; null means an identity.</param>
internal sealed record StorageEndpoints(Uri? Blob, Uri? Queue, Uri? Table, string? Account, string? Key)
{
    private const string DevelopmentAccount = "devstoreaccount1";

    // Public and the same everywhere: the emulator's fixed key.
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string[] Known =
    [
        "UseDevelopmentStorage", "DefaultEndpointsProtocol", "AccountName", "AccountKey", "EndpointSuffix",
        "BlobEndpoint", "QueueEndpoint", "TableEndpoint", "FileEndpoint",
        "BlobSecondaryEndpoint", "QueueSecondaryEndpoint", "TableSecondaryEndpoint", "FileSecondaryEndpoint",
    ];

    /// <summary>An account in Azure that is known by its name.</summary>
    public static StorageEndpoints OfAccount(string account, string? key, string protocol = "https", string suffix = "core.windows.net")
    {
        Uri At(string service) => new($"{protocol}://{account}.{service}.{suffix}");
        return new StorageEndpoints(At("blob"), At("queue"), At("table"), account, key);
    }

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It is not one; the text says what is wrong and never shows the key.</exception>
    public static StorageEndpoints Parse(string text)
    {
        var parts = Split(text);
        if (parts.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (parts.Count > 1 || !development.Equals("true", StringComparison.OrdinalIgnoreCase))
                throw new FormatException("UseDevelopmentStorage stands alone and is true");
            return new StorageEndpoints(Development(10000), Development(10001), Development(10002), DevelopmentAccount, DevelopmentKey);
        }

        var account = Required(parts, "AccountName");
        var key = Required(parts, "AccountKey");
        if (!Convert.TryFromBase64String(key, new byte[key.Length], out _))
            throw new FormatException("AccountKey is not base64");
        var protocol = parts.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        if (protocol is not ("http" or "https"))
            throw new FormatException($"DefaultEndpointsProtocol is '{protocol}'; allowed are http and https");
        var defaults = OfAccount(account, key, protocol, parts.GetValueOrDefault("EndpointSuffix", "core.windows.net"));
        return defaults with
        {
            Blob = Endpoint(parts, "BlobEndpoint") ?? defaults.Blob,
            Queue = Endpoint(parts, "QueueEndpoint") ?? defaults.Queue,
            Table = Endpoint(parts, "TableEndpoint") ?? defaults.Table,
        };
    }

    /// <summary>Reads an absolute http(s) address.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static Uri Address(string name, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
            ? uri
            : throw new FormatException($"{name} is '{value}', which is not an absolute http(s) address without a query");

    private static Dictionary<string, string> Split(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at > 0 ? part[..at] : throw new FormatException("it has a part without a name and '='");
            if (name.Equals("SharedAccessSignature", StringComparison.OrdinalIgnoreCase))
                throw new FormatException("a SharedAccessSignature is not supported: use the account key or an identity");
            if (!Known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new FormatException($"'{name}' is not a part of a connection string");
            if (!parts.TryAdd(name, part[(at + 1)..]))
                throw new FormatException($"{name} is in it twice");
        }

        return parts;
    }

    private static string Required(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new FormatException($"it has no {name}");

    private static Uri? Endpoint(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) ? Address(name, value) : null;

    private static Uri Development(int port) => new($"http://127.0.0.1:{port}/{DevelopmentAccount}");
}
