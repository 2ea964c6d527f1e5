using System.Globalization;
using UserFunctions.Local;

namespace UserFunctions.Tests.Given;

/// <summary>One Azurite for the whole test process, in memory, started by the first test that asks; it ends with the process.</summary>
/// <remarks>Tests keep apart by tables, queues and containers of their own (<see cref="NewName"/>), or by an account of their own (<see cref="NewAccount"/>).</remarks>
public static class AzuriteFixture
{
    private const int OwnAccounts = 600;
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Lazy<Task<string>> Started = new(async () =>
    {
        // Azurite, a child process, reads its accounts from here; all of them have the published key.
        var names = Enumerable.Range(1, OwnAccounts).Select(Own).Prepend(Account);
        Environment.SetEnvironmentVariable("AZURITE_ACCOUNTS", string.Join(';', names.Select(name => $"{name}:{Key}")));
        return (await Azurite.Start(AzuriteOptions.ForTests)).ConnectionString;
    });

    private static int taken;

    /// <summary>For AzureWebJobsStorage.</summary>
    public static Task<string> ConnectionString => Started.Value;

    /// <summary>For AzureWebJobsStorage: an account that is empty and that no other test uses, for apps whose pumps must not meet others'.</summary>
    public static async Task<string> NewAccount()
    {
        var number = Interlocked.Increment(ref taken);
        Assert.True(number <= OwnAccounts, "The accounts of the test process are used up: raise OwnAccounts.");
        return (await ConnectionString).Replace(Account, Own(number), StringComparison.Ordinal);
    }

    /// <summary>A name that no other test uses: fit for tables, queues and containers.</summary>
    public static string NewName() => $"t{Guid.NewGuid():N}";

    private static string Own(int number) => string.Create(CultureInfo.InvariantCulture, $"own{number}");
}
