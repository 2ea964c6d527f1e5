using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.PhoneExtensions;

/// <summary>Loads an extension under If-Match and writes what is decided about it in one batch.</summary>
public sealed class ExtensionWriter(ITables tables, ChangeLog log)
{
    /// <summary>The extension after the change; 404, 412, or what <paramref name="decide"/> refuses. All of it is checked on what is written over.</summary>
    internal Task<Result<PhoneExtension>> Write(
        Caller caller, string number, string? ifMatch, Func<Row, CancellationToken, Task<Result<Draft<PhoneExtension>>>> decide, CancellationToken cancellationToken) =>
        log.Write<PhoneExtension>(
            caller,
            async token =>
            {
                if (await tables.FindExtension(caller.Tenant, number, token) is not { } row)
                    return Error.NotFound("extension", FieldReader.Shown(number));
                return Versions.Check(ifMatch, PhoneExtension.Read(row).Version) is { } stale ? stale : await decide(row, token);
            },
            cancellationToken);
}
