using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Moq;
using UserFunctions.Platform.Storage;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class StorageConnectionTests
{
    private const string Key = "c2VjcmV0";

    private static readonly TokenCredential Credential = Mock.Of<TokenCredential>();

    public static TheoryData<string, string> WrongTexts => new()
    {
        { "AccountName=shop", "it has no AccountKey" },
        { $"AccountKey={Key}", "it has no AccountName" },
        { "AccountName=shop;AccountKey=not base64!", "AccountKey is not base64" },
        { $"AccountName=shop;AccountKey={Key};TabelEndpoint=http://x", "'TabelEndpoint' is not a part" },
        { $"AccountName=shop;AccountKey={Key};TableEndpoint=127.0.0.1:10002", "TableEndpoint is '127.0.0.1:10002'" },
        { $"AccountName=shop;AccountName=shop;AccountKey={Key}", "AccountName is in it twice" },
        { $"DefaultEndpointsProtocol=ftp;AccountName=shop;AccountKey={Key}", "allowed are http and https" },
        { "TableEndpoint=https://shop.table.core.windows.net;SharedAccessSignature=sv=1", "SharedAccessSignature is not supported" },
        { "UseDevelopmentStorage=yes", "UseDevelopmentStorage stands alone and is true" },
        { "UseDevelopmentStorage=true;AccountName=shop", "UseDevelopmentStorage stands alone and is true" },
        { "https://shop.table.core.windows.net", "a part without a name" },
    };

    [Fact]
    public void Without_a_name_it_is_the_hosts_own_storage()
    {
        var found = Resolve(null, ("AzureWebJobsStorage", "UseDevelopmentStorage=true"));
        Assert.Equal(("AzureWebJobsStorage", false), (found.Setting, found.UsesIdentity));
        AssertAt("http://127.0.0.1:10000/devstoreaccount1", "http://127.0.0.1:10001/devstoreaccount1", "http://127.0.0.1:10002/devstoreaccount1", found);
    }

    [Fact]
    public void The_prefixed_setting_comes_before_the_plain_one()
    {
        var (prefixed, plain) = (("AzureWebJobsCrm", $"AccountName=one;AccountKey={Key}"), ("Crm", $"AccountName=two;AccountKey={Key}"));
        Assert.Equal("https://one.table.core.windows.net/", Resolve("Crm", plain, prefixed).TableEndpoint.AbsoluteUri);
        Assert.Equal("https://two.table.core.windows.net/", Resolve("Crm", plain).TableEndpoint.AbsoluteUri);
        Assert.Equal("https://two.table.core.windows.net/", Resolve("Crm", plain, ("AzureWebJobsCrm", "")).TableEndpoint.AbsoluteUri);
        Assert.Equal("https://one.table.core.windows.net/", Resolve("AzureWebJobsCrm", plain, prefixed).TableEndpoint.AbsoluteUri);
    }

    [Fact]
    public void An_account_has_its_endpoints_below_the_suffix() => AssertAt(
        "http://shop.blob.core.chinacloudapi.cn/",
        "http://shop.queue.core.chinacloudapi.cn/",
        "http://shop.table.core.chinacloudapi.cn/",
        Resolve(null, ("AzureWebJobsStorage", $" DefaultEndpointsProtocol=http; accountname=shop;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn; ")));

    [Fact]
    public void Explicit_endpoints_go_before_the_accounts_own() => AssertAt(
        "http://127.0.0.1:1/shop",
        "http://127.0.0.1:2/shop",
        "https://shop.table.core.windows.net/",
        Resolve(null, ("AzureWebJobsStorage", $"AccountName=shop;AccountKey={Key};BlobEndpoint=http://127.0.0.1:1/shop;QueueEndpoint=http://127.0.0.1:2/shop")));

    [Theory]
    [InlineData("AzureWebJobsStorage:")]
    [InlineData("AzureWebJobsStorage__")]
    public void An_identity_needs_only_the_accounts_name(string prefix)
    {
        StorageIdentity? asked = null;
        var found = StorageConnection.Resolve(Settings((prefix + "accountName", "shop")), null, identity => Take(identity, out asked));
        Assert.Equal((true, null, new StorageIdentity(false, null)), (found.UsesIdentity, found.AccountKey, asked));
        AssertAt("https://shop.blob.core.windows.net/", "https://shop.queue.core.windows.net/", "https://shop.table.core.windows.net/", found);
    }

    [Fact]
    public void A_managed_identity_may_be_named_and_services_may_be_elsewhere()
    {
        StorageIdentity? asked = null;
        var settings = Settings(
            ("Crm:tableServiceUri", "https://tables.example/"), ("Crm:credential", "ManagedIdentity"), ("Crm:clientId", "7d1c"));
        var found = StorageConnection.Resolve(settings, "Crm", identity => Take(identity, out asked));
        Assert.Equal(new StorageIdentity(true, "7d1c"), asked);
        Assert.Equal("https://tables.example/", found.TableEndpoint.AbsoluteUri);
        AssertSays(() => found.Blobs(), "Crm__blobServiceUri", "Crm__accountName");
        AssertSays(() => found.Queues(), "Crm__queueServiceUri", "Crm__accountName");
    }

    [Fact]
    public void A_missing_setting_is_named_with_all_that_is_allowed() => AssertSays(
        () => Resolve("Crm"),
        "AzureWebJobsCrm (or Crm) is missing",
        "UseDevelopmentStorage=true",
        "EndpointSuffix",
        "TableEndpoint",
        "AzureWebJobsCrm__accountName",
        "AzureWebJobsCrm__blobServiceUri",
        "AzureWebJobsCrm__credential=managedidentity",
        "AzureWebJobsCrm__clientId");

    [Theory]
    [MemberData(nameof(WrongTexts))]
    public void A_wrong_connection_string_is_named_with_what_is_wrong(string text, string says)
    {
        var error = AssertSays(() => Resolve(null, ("AzureWebJobsStorage", text)), "Setting AzureWebJobsStorage", says, "Allowed:");
        Assert.DoesNotContain(Key, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("credential", "certificate", "is 'certificate'; allowed is managedidentity")]
    [InlineData("accountName", "My Shop", "is 'My Shop'; allowed are 3-24 characters")]
    [InlineData("queueServiceUri", "shop.queue", "is 'shop.queue', which is not an absolute http(s) address")]
    public void A_wrong_part_of_an_identity_is_named(string part, string value, string says) => AssertSays(
        () => Resolve(null, ("AzureWebJobsStorage:blobServiceUri", "https://b.example"), ("AzureWebJobsStorage:" + part, value)),
        $"Setting AzureWebJobsStorage__{part} {says}");

    [Fact]
    public void An_identity_that_is_nowhere_is_told_what_is_missing() => AssertSays(
        () => Resolve(null, ("AzureWebJobsStorage:clientId", "7d1c")), "AzureWebJobsStorage__… do not say where", "AzureWebJobsStorage__accountName");

    [Fact]
    public void Where_no_identity_can_sign_in_the_connection_string_is_asked_for() => AssertSays(
        () => StorageConnection.Resolve(Settings(("AzureWebJobsStorage:accountName", "shop"))), "AzureWebJobsStorage to a connection string");

    [Fact]
    public void Clients_of_an_identity_go_to_its_endpoints()
    {
        var found = Resolve(null, ("AzureWebJobsStorage:accountName", "shop"));
        Assert.Equal(("shop", "shop"), (found.Blobs().AccountName, found.Queues().AccountName));
        Assert.NotNull(found.Tables(TimeProvider.System));
    }

    [Fact]
    public async Task The_three_clients_reach_one_account_and_queue_messages_are_base64()
    {
        var found = Resolve(null, ("AzureWebJobsStorage", await AzuriteFixture.ConnectionString));
        var name = AzuriteFixture.NewName();

        BlobContainerClient container = await found.Blobs().CreateBlobContainerAsync(name);
        await container.UploadBlobAsync("a", BinaryData.FromString("blob"));
        Assert.Equal("blob", (await container.GetBlobClient("a").DownloadContentAsync()).Value.Content.ToString());

        QueueClient queue = await found.Queues(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None }).CreateQueueAsync(name);
        await queue.SendMessageAsync("message");
        var plain = new QueueClient(await AzuriteFixture.ConnectionString, name);
        Assert.Equal("bWVzc2FnZQ==", (await plain.PeekMessageAsync()).Value.Body.ToString());

        var tables = found.Tables(TimeProvider.System);
        await tables.CreateTable(name, default);
        Assert.True((await tables.Submit(name, [RowOperation.Insert(new Row("p", "r"))], default)).Written);
    }

    private static StorageConnection Resolve(string? name, params (string Name, string Value)[] settings) =>
        StorageConnection.Resolve(Settings(settings), name, _ => Credential);

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();

    private static TokenCredential Take(StorageIdentity identity, out StorageIdentity? taken)
    {
        taken = identity;
        return Credential;
    }

    private static void AssertAt(string blob, string queue, string table, StorageConnection found) => Assert.Equal(
        (blob, queue, table), (found.BlobEndpoint.AbsoluteUri, found.QueueEndpoint.AbsoluteUri, found.TableEndpoint.AbsoluteUri));

    private static InvalidOperationException AssertSays(Action resolve, params string[] texts)
    {
        var error = Assert.Throws<InvalidOperationException>(resolve);
        Assert.All(texts, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        return error;
    }
}
