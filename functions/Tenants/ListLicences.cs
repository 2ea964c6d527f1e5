using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>An app that users can be licensed for (S064).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">The tenant has it.</param>
/// <param name="Seats">Users who may have it; null: as many as there are.</param>
/// <param name="ByDefault">Users have it unless it was taken from them (S066).</param>
[DescribedBy(typeof(LicenceTerms))]
public sealed record LicenceView([property: Field("Name of the app.")] string Name, bool Enabled, int? Seats, bool ByDefault)
{
    /// <summary>The view of an app in a tenant with these settings; one that they do not name is not there.</summary>
    public static LicenceView Of(string app, TenantSettings settings)
    {
        var terms = settings.Licences.GetValueOrDefault(app, LicenceTerms.None);
        return new(app, terms.Enabled, terms.Seats, terms.ByDefault);
    }
}

/// <summary><c>GET /api/licences</c>: the apps and what holds for them in the tenant, for the dropdowns of users.</summary>
public sealed class ListLicences(Facts facts)
{
    // A user shows which apps there are, so whoever reads or fills in one may choose from them.
    private static readonly string[] Seeing = [Permission.TenantRead, Permission.TenantWrite, Permission.UsersRead, Permission.UsersWrite];

    /// <summary>200 with all of them in <c>value</c>; 403 without any of the permissions that it is for.</summary>
    [Function("ListLicences")]
    [Operation("List licences", "Lists the apps that users can be licensed for, also those that the tenant has not got.", Visibility = Visibility.Internal)]
    [Answers(200, typeof(LicenceView), IsList = true)]
    [Lookup("licences", "name", "name")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "licences")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var settings = TenantSettings.Of(await facts.Now(caller.Tenant, cancellationToken));
        return Answer.Ok(new PageAnswer<LicenceView>([.. TenantSettings.Apps.Select(app => LicenceView.Of(app, settings))], null));
    }
}
