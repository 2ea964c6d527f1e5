using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class RestTablesReadContract : TablesReadContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => RestTablesConnection.Open(connectionString, transport);
}

public sealed class RestTablesWriteContract : TablesWriteContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => RestTablesConnection.Open(connectionString, transport);
}

public sealed class RestTablesEchoContract : TablesEchoContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => RestTablesConnection.Open(connectionString, transport);
}

public sealed class RestTablesLimitsContract : TablesLimitsContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => RestTablesConnection.Open(connectionString, transport);
}

internal static class RestTablesConnection
{
    public static RestTables Open(string connectionString, HttpPipelineTransport transport, TimeProvider? time = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", connectionString)]).Build();
        return StorageConnection.Resolve(settings).Tables(time ?? TimeProvider.System, Options(transport));
    }

    public static RestTablesOptions Options(HttpPipelineTransport transport)
    {
        var options = new RestTablesOptions { Transport = transport };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return options;
    }
}
