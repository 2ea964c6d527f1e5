using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary>Loads an extension under If-Match and writes what is decided about it in one batch.</summary>
public sealed class ExtensionWriter(ITables tables, ChangeLog log)
{
    /// <summary>The extension after the change; 404, 412, or what <paramref name="decide"/> refuses.</summary>
    internal Task<Result<PhoneExtension>> Write(
        Caller caller, string number, string? ifMatch, Func<Row, Result<Draft<PhoneExtension>>> decide, CancellationToken cancellationToken) =>
        log.Write<PhoneExtension>(caller, token => Decide(caller.Tenant, number, ifMatch, decide, token), cancellationToken);

    /// <summary>The extension as it is; 404, 412.</summary>
    public async Task<Result<PhoneExtension>> Find(string tenant, string number, string? ifMatch, CancellationToken cancellationToken)
    {
        if (await tables.FindExtension(tenant, number, cancellationToken) is not { } row)
            return Error.NotFound("extension", FieldReader.Shown(number));
        var extension = PhoneExtension.Read(row);
        return Versions.Check(ifMatch, extension.Version) is { } stale ? stale : extension;
    }

    private async Task<Result<Draft<PhoneExtension>>> Decide(
        string tenant, string number, string? ifMatch, Func<Row, Result<Draft<PhoneExtension>>> decide, CancellationToken cancellationToken)
    {
        if (await tables.FindExtension(tenant, number, cancellationToken) is not { } row)
            return Error.NotFound("extension", FieldReader.Shown(number));
        return Versions.Check(ifMatch, PhoneExtension.Read(row).Version) is { } stale ? stale : decide(row);
    }
}
