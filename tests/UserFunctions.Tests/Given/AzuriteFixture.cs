using UserFunctions.Local;

namespace UserFunctions.Tests.Given;

/// <summary>One Azurite for the whole test process, in memory, started by the first test that asks; it ends with the process.</summary>
/// <remarks>Tests keep apart by tables, queues and containers of their own: <see cref="NewName"/>.</remarks>
public static class AzuriteFixture
{
    private static readonly Lazy<Task<string>> Started = new(async () => (await Azurite.Start(AzuriteOptions.ForTests)).ConnectionString);

    /// <summary>For AzureWebJobsStorage.</summary>
    public static Task<string> ConnectionString => Started.Value;

    /// <summary>A name that no other test uses: fit for tables, queues and containers.</summary>
    public static string NewName() => $"t{Guid.NewGuid():N}";
}
