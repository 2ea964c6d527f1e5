using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Imports;

/// <summary>A blob at <c>imports/{tenant}/{name}</c> → users (S112, S113). Announced twice, it is imported once.</summary>
public sealed class ImportUsers(ImportTable imports, ImportBlobs blobs, RunImport run, TenantRegistry tenants, Facts facts, TimeProvider time, ILogger<ImportUsers> logger)
{
    /// <summary>Imports the file. A file that is refused ends as a failed import, not as an exception; exceptions are the storage's, and the host tries again.</summary>
    /// <param name="blob">Not read: the host opened it at a version that it does not name, so the file is read again together with its ETag.</param>
    /// <param name="tenant">What the host matched for the first part; the match is greedy, so the path is taken apart anew.</param>
    /// <param name="name">The rest.</param>
    /// <param name="cancellationToken">The host is shutting down: the run goes on with the next start.</param>
    [Function("ImportUsers")]
    public async Task Run([BlobTrigger("imports/{tenant}/{name}", Source = BlobTriggerSource.EventGrid)] Stream blob, string tenant, string name, CancellationToken cancellationToken)
    {
        var path = $"{tenant}/{name}";
        if (await blobs.Find(path, cancellationToken) is not { IsReport: false } file)
            return;
        var cut = path.IndexOf('/', StringComparison.Ordinal);
        var (owner, fileName) = (path[..cut], path[(cut + 1)..]);
        if (!await tenants.Exists(owner, cancellationToken))
        {
            // What is kept of a file that was refused is no drop.
            if (file.IsKept)
                return;
            logger.LogError("The file {Path} was dropped for the tenant '{Tenant}', which does not exist.", path, owner);
            await run.Refuse(
                Import.Of(owner, fileName, file.ETag, file.Rights, new(), time.GetUtcNow()), new("tenant.unknown", "tenant", $"The tenant '{owner}' does not exist: drop the file into the folder of a tenant."),
                isKept: TenantRegistry.IsName(owner), cancellationToken);
            return;
        }

        var isSound = file.Options.Try(out var options, out var error);
        var found = Import.Of(owner, fileName, file.ETag, file.Rights, isSound ? options! : new(), time.GetUtcNow());
        var import = await imports.Find(owner, found.Id, cancellationToken);
        // The end of its import has hidden the passwords in it, which is no drop either.
        if (import is not null && file.IsKept)
            return;
        if (import is null && (isSound ? await Full(owner, cancellationToken) : error!.Details![0]) is { } refused)
        {
            await run.Refuse(found, refused, isKept: true, cancellationToken);
            return;
        }

        if (import is null)
        {
            await imports.Start(found, cancellationToken);
            import = await imports.Find(owner, found.Id, cancellationToken) ?? found;
        }

        // The upload makes the plan itself; where it could not, that is seen to like every run that was cut off.
        if (import is { Options.IsDryRun: true, Starts: > 0 })
            return;
        await run.Handle(import, file.Content, cancellationToken);
    }

    private async Task<FieldError?> Full(string tenant, CancellationToken cancellationToken) =>
        await imports.Full(tenant, await facts.Now(tenant, cancellationToken), cancellationToken) is { } full ? new(full.Code, full.Target!, full.Message) : null;
}
