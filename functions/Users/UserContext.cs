using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>What a decision about a user is made on, beside the user: handed in, so that the decision itself is pure.</summary>
/// <param name="Caller">Who asks; nobody gives what they lack.</param>
/// <param name="Facts">The tenant's departments, groups and settings as of the log position that is decided on.</param>
/// <param name="Now">UTC.</param>
public sealed record UserContext(Caller Caller, TenantFacts Facts, DateTimeOffset Now)
{
    /// <summary>Ids of the users that the request names, by the text that names them; a text that names nobody is absent.</summary>
    public IReadOnlyDictionary<string, Guid> Users { get; init; } = new Dictionary<string, Guid>();

    /// <summary>Departments and groups that are named and not there are made (S011, S075).</summary>
    public bool CreatesMissing { get; init; }

    /// <summary>The tenant's settings.</summary>
    public TenantSettings Settings => TenantSettings.Of(Facts);
}
