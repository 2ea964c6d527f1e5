using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Worker;

/// <summary>The storage clients of this head, from the connection that the host uses for its triggers.</summary>
internal static class AzureStorage
{
    /// <summary>Registers <see cref="ITables"/> and the official blob and queue clients.</summary>
    /// <exception cref="InvalidOperationException">AzureWebJobsStorage is missing or wrong.</exception>
    public static IServiceCollection AddAzureStorage(this IServiceCollection services, IConfiguration configuration)
    {
        TokenCredential? credential = null;
        var connection = StorageConnection.Resolve(configuration, identity: wanted => credential = Credential(wanted));
        services.AddSingleton(connection.Blobs());
        services.AddSingleton(connection.Queues());
        // With an account key this is `func start` against the emulator, which the REST client signs for.
        return services.AddSingleton<ITables>(provider => credential is null
            ? connection.Tables(provider.GetRequiredService<TimeProvider>())
            : new SdkTables(options => new TableServiceClient(connection.TableEndpoint, credential, options)));
    }

    // The default chain is for a developer who points this head at a real account.
    private static TokenCredential Credential(StorageIdentity wanted) => wanted switch
    {
        { Managed: true, ClientId: { } id } => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)),
        { Managed: true } => new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned),
        _ => new DefaultAzureCredential(),
    };
}
