using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Local;

/// <summary>The one place where this head meets the app.</summary>
internal static class AppEntry
{
    /// <summary>The app's functions.</summary>
    public static IReadOnlyList<FunctionDescription> Functions => FunctionCatalog.Find(typeof(FunctionCatalog).Assembly);

    /// <summary>Registers what the functions are made of.</summary>
    // PLACEHOLDER until the app has AddUserFunctions: services.AddUserFunctions(configuration).
    public static void AddServices(IServiceCollection services, IConfiguration configuration) => _ = (services, configuration);

    /// <summary>Creates tables, queues and containers.</summary>
    public static Task CreateStorage(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<StorageSetup>()?.Create(cancellationToken) ?? Task.CompletedTask;
}
