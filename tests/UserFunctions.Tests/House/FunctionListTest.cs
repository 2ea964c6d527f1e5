using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.House;

/// <summary>What the app serves, as a committed list: a change of it is seen in review.</summary>
public sealed class FunctionListTest
{
    private const string Committed = "tests/UserFunctions.Tests/House/functions.txt";

    private static IReadOnlyList<FunctionDescription> Functions => FunctionCatalog.Find(typeof(App).Assembly);

    [Fact]
    public void The_functions_are_those_of_the_committed_list()
    {
        var now = Functions.Select(Line).ToList();
        var committed = File.ReadAllLines(Path.Combine(Sources.Repository, Committed));
        var differences = committed.Except(now).Select(line => $"- {line}").Concat(now.Except(committed).Select(line => $"+ {line}"));
        Assert.True(committed.SequenceEqual(now), $"{Committed} says otherwise:\n{string.Join('\n', differences)}\nIf that is meant, the file should read:\n{string.Join('\n', now)}");
    }

    [Fact]
    public void Every_function_keeps_the_contract() => Assert.Empty(FunctionContract.Violations(Functions));

    [Fact]
    public void Every_method_of_every_HTTP_function_is_described_to_those_who_build_flows()
    {
        var described = Operations.Of(Functions).Select(operation => (operation.Function.Name, operation.Method)).ToHashSet();
        var served = from function in Functions where function.Kind == FunctionKind.Http from method in function.Methods select (function.Name, method);
        Assert.Empty(served.Except(described));
    }

    [Fact]
    public async Task Every_function_can_be_made_of_what_the_app_registers()
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = await AzuriteFixture.ConnectionString, ["Invitations:TokenKey"] = new('k', 43), ["Webhooks:SecretKey"] = new('k', 43), ["SignIn:TokenKey"] = new('k', 43) };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var storage = StorageConnection.Resolve(configuration);
        var services = new ServiceCollection().AddLogging().AddSingleton<BlobServiceClient>(storage.Blobs()).AddSingleton<QueueServiceClient>(storage.Queues());
        services.AddSingleton<ITables>(provider => storage.Tables(provider.GetRequiredService<TimeProvider>()));
        services.AddUserFunctions(configuration);
        foreach (var function in Functions.Select(f => f.Class).Distinct())
            services.AddTransient(function);
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.All(Functions, f => Assert.NotNull(provider.GetRequiredService(f.Class)));
    }

    private static string Line(FunctionDescription function) => function.Kind switch
    {
        FunctionKind.Http => $"{function.Name} http {string.Join(',', function.Methods)} {function.Route}",
        FunctionKind.Queue => $"{function.Name} queue {function.Queue}",
        FunctionKind.Blob => $"{function.Name} blob {function.BlobPath}",
        FunctionKind.Timer => $"{function.Name} timer {function.Schedule}{(function.RunOnStartup ? " and at start" : "")}",
        _ => $"{function.Name} unclear",
    };
}
