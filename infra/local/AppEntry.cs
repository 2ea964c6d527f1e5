using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Local.Pumps;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Local;

/// <summary>The one place where this head meets the app.</summary>
internal static class AppEntry
{
    /// <summary>The app's functions.</summary>
    public static IReadOnlyList<FunctionDescription> Functions => FunctionCatalog.Find(typeof(App).Assembly);

    /// <summary>Registers what the functions are made of, and the storage they keep things in.</summary>
    public static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        var storage = StorageConnection.Resolve(configuration);
        services.AddSingleton(storage.Blobs());
        services.AddSingleton(provider => storage.Queues(WakePolicy.Options(provider.GetRequiredService<PumpSignals>())));
        services.AddSingleton<ITables>(provider => storage.Tables(provider.GetRequiredService<TimeProvider>()));
        services.AddUserFunctions(configuration);
    }

    /// <summary>Creates tables, queues and containers, and the tenant of the local key.</summary>
    public static Task CreateStorage(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<StorageSetup>() is null ? Task.CompletedTask : App.Prepare(services, cancellationToken);
}
