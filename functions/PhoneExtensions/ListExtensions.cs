using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>GET /api/extensions</c> (S037): by number, a page at a time; <c>assigned=true|false</c> filters.</summary>
public sealed class ListExtensions(ITables tables, ExtensionReader reader)
{
    /// <summary>200 with <c>value</c> and, while there is more, <c>nextLink</c>.</summary>
    [Function("ListExtensions")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "extensions")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ExtensionsRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("assigned").Try(out var page, out error))
            return Answer.Problem(error);
        bool? assigned = null;
        if (request.Word("assigned") is { } word)
        {
            if (!bool.TryParse(word, out var wanted))
                return Answer.Problem(Error.Invalid("assigned", "assigned.invalid", $"assigned '{FieldReader.Shown(word)}' is not valid: use true or false."));
            assigned = wanted;
        }

        var (rows, last) = await tables.List(ChangeLog.Table, caller.Tenant, ExtensionClaim.Prefix, page, Passes, cancellationToken);
        return request.Page(await reader.Show(caller.Tenant, [.. rows.Select(PhoneExtension.Read)], cancellationToken), page, last);

        bool Passes(Row row) => assigned is null || assigned == ExtensionClaim.HolderOf(row) is not null;
    }
}
