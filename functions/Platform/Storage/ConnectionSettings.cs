using Microsoft.Extensions.Configuration;

namespace UserFunctions.Platform.Storage;

/// <summary>The settings of one connection: one of that name, or several that begin with it.</summary>
/// <param name="configuration">The app's settings.</param>
/// <param name="name">Setting name, or prefix.</param>
internal sealed class ConnectionSettings(IConfiguration configuration, string name)
{
    private static readonly string[] Parts = ["accountName", "blobServiceUri", "queueServiceUri", "tableServiceUri", "credential", "clientId"];

    /// <summary>Setting name, or prefix.</summary>
    public string Name => name;

    /// <summary>The setting itself; null when there is none or it is empty.</summary>
    public string? Value => NotEmpty(configuration[name]);

    /// <summary>True when there is the setting or one of its parts.</summary>
    public bool IsThere => Value is not null || Array.Exists(Parts, part => Part(part) is not null);

    /// <summary>What a connection may look like, for an error's text.</summary>
    public static string Allowed(string name) =>
        "Allowed: a connection string ('UseDevelopmentStorage=true', or AccountName and AccountKey with EndpointSuffix or "
        + "BlobEndpoint, QueueEndpoint and TableEndpoint), or for an identity the settings "
        + $"{name}__accountName or {name}__blobServiceUri, {name}__queueServiceUri and {name}__tableServiceUri, "
        + $"with {name}__credential=managedidentity and {name}__clientId where they are needed.";

    /// <summary>Where the services are, in the identity form.</summary>
    /// <exception cref="InvalidOperationException">No part says it, or one is not an address.</exception>
    public StorageEndpoints Endpoints()
    {
        var account = Part("accountName");
        var start = account is null ? new StorageEndpoints(null, null, null, null, null) : OfAccount(account);
        var endpoints = start with
        {
            Blob = Address("blobServiceUri") ?? start.Blob,
            Queue = Address("queueServiceUri") ?? start.Queue,
            Table = Address("tableServiceUri") ?? start.Table,
        };
        return endpoints is { Blob: null, Queue: null, Table: null }
            ? throw new InvalidOperationException($"Settings {name}__… do not say where the storage is. {Allowed(name)}")
            : endpoints;
    }

    /// <summary>Which identity is wanted.</summary>
    /// <exception cref="InvalidOperationException">It is a kind that does not exist.</exception>
    public StorageIdentity Identity()
    {
        var kind = Part("credential");
        if (kind is not null && !kind.Equals("managedidentity", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Setting {name}__credential is '{kind}'; allowed is managedidentity, or no such setting.");
        return new StorageIdentity(kind is not null, Part("clientId"));
    }

    private StorageEndpoints OfAccount(string account) =>
        account.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) && account.Length is >= 3 and <= 24
            ? StorageEndpoints.OfAccount(account, null)
            : throw new InvalidOperationException($"Setting {name}__accountName is '{account}'; allowed are 3-24 characters a-z and 0-9.");

    private Uri? Address(string part)
    {
        try
        {
            return Part(part) is { } value ? StorageEndpoints.Address($"{name}__{part}", value) : null;
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"Setting {e.Message}.", e);
        }
    }

    // An environment variable's "__" is ":" by now; a settings file read without that step still has it.
    private string? Part(string part) => NotEmpty(configuration[$"{name}:{part}"]) ?? NotEmpty(configuration[$"{name}__{part}"]);

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
