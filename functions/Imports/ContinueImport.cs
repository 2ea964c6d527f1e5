using System.Text.Json;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Http;
using UserFunctions.Tenants;

namespace UserFunctions.Imports;

/// <summary>The message on the queue <c>imports</c>: an import whose turn has come.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="ImportId">Which.</param>
public sealed record ImportMessage(string Tenant, Guid ImportId)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "imports";
}

/// <summary>Queue <c>imports</c> → the import begins, or goes on. Delivered twice it is run once; lost, it is taken up by <see cref="ResumeImports"/>.</summary>
public sealed class ContinueImport(ImportTable imports, RunImport run, ILogger<ContinueImport> logger)
{
    /// <summary>Reads the message; one that cannot be read is logged and dropped, because trying it again would change nothing.</summary>
    [Function("ContinueImport")]
    public async Task Run([QueueTrigger(ImportMessage.Queue)] string message, CancellationToken cancellationToken)
    {
        ImportMessage? next = null;
        try
        {
            next = Json.Read<ImportMessage>(message);
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "A message on {Queue} cannot be read.", ImportMessage.Queue);
        }

        if (next?.Tenant is null || !TenantRegistry.IsName(next.Tenant))
            logger.LogError("A message on {Queue} names no import and was dropped.", ImportMessage.Queue);
        else if (await imports.Find(next.Tenant, next.ImportId, cancellationToken) is { } import)
            await run.Handle(import, null, cancellationToken);
    }
}
