using Azure.Core.Pipeline;
using Azure.Data.Tables;
using UserFunctions.Platform.Storage;
using UserFunctions.Worker;

namespace UserFunctions.Tests.Platform.Storage;

public sealed class SdkTablesReadContract : TablesReadContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => SdkTablesConnection.Open(connectionString, transport);
}

public sealed class SdkTablesWriteContract : TablesWriteContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => SdkTablesConnection.Open(connectionString, transport);
}

public sealed class SdkTablesEchoContract : TablesEchoContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => SdkTablesConnection.Open(connectionString, transport);
}

public sealed class SdkTablesLimitsContract : TablesLimitsContract
{
    protected override ITables Connect(string connectionString, HttpPipelineTransport transport) => SdkTablesConnection.Open(connectionString, transport);
}

internal static class SdkTablesConnection
{
    public static SdkTables Open(string connectionString, HttpPipelineTransport transport)
    {
        var figures = new RestTablesOptions { Transport = transport };
        figures.Retry.Delay = TimeSpan.FromMilliseconds(1);
        return new SdkTables(options => new TableServiceClient(connectionString, options), figures);
    }
}
