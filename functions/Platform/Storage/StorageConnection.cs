using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace UserFunctions.Platform.Storage;

/// <summary>Which identity a connection wants.</summary>
/// <param name="Managed">True for <c>__credential=managedidentity</c>; false leaves the choice to the caller's default chain.</param>
/// <param name="ClientId">Client id of a user-assigned identity; null means the system-assigned one.</param>
public sealed record StorageIdentity(bool Managed, string? ClientId);

/// <summary>
/// A storage account as the settings name it. The Functions host resolves the same names, so that triggers and the app's own
/// clients cannot end up in different accounts.
/// </summary>
public sealed class StorageConnection
{
    private readonly StorageEndpoints endpoints;
    private readonly TokenCredential? credential;

    private StorageConnection(string setting, StorageEndpoints endpoints, TokenCredential? credential)
    {
        Setting = setting;
        this.endpoints = endpoints;
        this.credential = credential;
    }

    /// <summary>The setting it was found in, or the prefix of its settings in the identity form.</summary>
    public string Setting { get; }

    /// <summary>True in the identity form, false with an account key.</summary>
    public bool UsesIdentity => credential is not null;

    /// <summary>The table service's address.</summary>
    /// <exception cref="InvalidOperationException">The settings do not say where it is; the same goes for the others.</exception>
    public Uri TableEndpoint => endpoints.Table ?? throw NoService("table");

    /// <summary>The blob service's address.</summary>
    public Uri BlobEndpoint => endpoints.Blob ?? throw NoService("blob");

    /// <summary>The queue service's address.</summary>
    public Uri QueueEndpoint => endpoints.Queue ?? throw NoService("queue");

    /// <summary>The account key in base64; null in the identity form.</summary>
    public string? AccountKey => endpoints.Key;

    /// <summary>
    /// Resolves a connection: setting <c>AzureWebJobs&lt;name&gt;</c>, then <c>&lt;name&gt;</c>; each a connection string or, in the identity
    /// form, <c>…__accountName</c> or <c>…__blobServiceUri</c>, <c>…__queueServiceUri</c>, <c>…__tableServiceUri</c>.
    /// </summary>
    /// <param name="configuration">The app's settings.</param>
    /// <param name="name">Connection name as triggers give it; null is the host's own storage, <c>Storage</c>.</param>
    /// <param name="identity">Makes the credential of the identity form; null where that form is not available.</param>
    /// <exception cref="InvalidOperationException">The setting is missing or wrong; the text names it and what is allowed.</exception>
    public static StorageConnection Resolve(
        IConfiguration configuration, string? name = null, Func<StorageIdentity, TokenCredential>? identity = null)
    {
        name ??= "Storage";
        foreach (var setting in new[] { "AzureWebJobs" + name, name })
        {
            var settings = new ConnectionSettings(configuration, setting);
            if (settings.IsThere)
                return settings.Value is { } text ? OfText(setting, text) : OfIdentity(settings, identity);
        }

        throw new InvalidOperationException(
            $"Setting AzureWebJobs{name} (or {name}) is missing. {ConnectionSettings.Allowed("AzureWebJobs" + name)}");
    }

    /// <summary>A client of the blob service.</summary>
    public BlobServiceClient Blobs(BlobClientOptions? options = null) => credential is null
        ? new BlobServiceClient(BlobEndpoint, SharedKey(), options)
        : new BlobServiceClient(BlobEndpoint, credential, options);

    /// <summary>A client of the queue service. Messages are base64, always: the queue trigger reads nothing else.</summary>
    public QueueServiceClient Queues(QueueClientOptions? options = null)
    {
        options ??= new QueueClientOptions();
        options.MessageEncoding = QueueMessageEncoding.Base64;
        return credential is null
            ? new QueueServiceClient(QueueEndpoint, SharedKey(), options)
            : new QueueServiceClient(QueueEndpoint, credential, options);
    }

    /// <summary>A client of the table service.</summary>
    public RestTables Tables(TimeProvider time, RestTablesOptions? options = null) => credential is null
        ? new RestTables(TableEndpoint, endpoints.Account!, endpoints.Key!, time, options)
        : new RestTables(TableEndpoint, credential, options);

    private static StorageConnection OfText(string setting, string text)
    {
        try
        {
            return new StorageConnection(setting, StorageEndpoints.Parse(text), null);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"Setting {setting} is not a connection string: {e.Message}. {ConnectionSettings.Allowed(setting)}", e);
        }
    }

    private static StorageConnection OfIdentity(ConnectionSettings settings, Func<StorageIdentity, TokenCredential>? identity)
    {
        var endpoints = settings.Endpoints();
        var wanted = settings.Identity();
        if (identity is null)
        {
            throw new InvalidOperationException(
                $"Settings {settings.Name}__… ask for an identity, which this program cannot sign in with: set {settings.Name} to a connection string.");
        }

        return new StorageConnection(settings.Name, endpoints, identity(wanted));
    }

    private StorageSharedKeyCredential SharedKey() => new(endpoints.Account, endpoints.Key);

    private InvalidOperationException NoService(string service) =>
        new($"Setting {Setting}__{service}ServiceUri is missing (or {Setting}__accountName, which stands for all three services).");
}
