using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>
/// The columns of the list of users (S096, S097), each of which filters and sorts (S098), and its saved views: <c>agents</c>, who make and take calls (S108), and
/// <c>team-members</c>, who are in a group (S109; a team is a group, S074). Names are those of now.
/// </summary>
internal sealed class UserList
{
    private const string View = "view";

    private UserList(TenantFacts facts)
    {
        Facts = facts;
        Columns = [.. Texts(), .. Axes(), .. Named(facts)];
        Words = ListRequest.Words(Columns, View);
        SharedWords = [new(UserEntry.Department, UserEntry.DepartmentWeight, value => facts.Departments.NameOf(value as Guid?))];
    }

    public TenantFacts Facts { get; }

    public IReadOnlyList<ListColumn> Columns { get; }

    /// <summary>What may stand in the query.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>What is searched beside the users' own texts.</summary>
    public IReadOnlyList<SharedWords> SharedWords { get; }

    /// <summary>The list as of these facts.</summary>
    public static UserList Of(TenantFacts facts) => facts.Of(known => new UserList(known));

    /// <summary>The filter of a saved view.</summary>
    public static Result<RowFilter> OfView(string view) => view.ToLowerInvariant() switch
    {
        "agents" => RowFilter.Shared(UserEntry.Traits, value => value is UserTraits { CallingAgent: true }),
        "team-members" => RowFilter.Shared(UserEntry.Groups, value => value is Guid[] { Length: > 0 }),
        _ => ListColumn.Invalid(View, view, "use agents or team-members"),
    };

    private static IEnumerable<ListColumn> Texts() =>
    [
        ListColumn.Number("version", UserEntry.Version),
        ListColumn.Time("createdAt", UserEntry.CreatedAt),
        ListColumn.Time("updatedAt", UserEntry.UpdatedAt),
        ListColumn.Text("displayName", UserEntry.DisplayName),
        ListColumn.Text("givenName", UserEntry.GivenName),
        ListColumn.Text("familyName", UserEntry.FamilyName),
        ListColumn.Text("email", UserEntry.Email, StringComparison.OrdinalIgnoreCase),
        ListColumn.Text("phone", UserEntry.Phone),
        ListColumn.Text("externalId", UserEntry.ExternalId, StringComparison.Ordinal),
        ListColumn.Text("loginId", UserEntry.LoginId, StringComparison.OrdinalIgnoreCase),
        ListColumn.Text("extensionNumber", UserEntry.ExtensionNumber),
        ListColumn.Text("callForwardNumber", UserEntry.CallForwardNumber),
        new("designation", Ordering.Shared(UserEntry.Designation, value => value as string), value => RowFilter.Shared(UserEntry.Designation, Is(value))),
        new("tags", Ordering.Shared(UserEntry.Tags, value => value is string[] tags ? tags[0] : null), value => Any(UserEntry.Tags, Is(value))) { Aliases = ["tag"] },
    ];

    private static IEnumerable<ListColumn> Axes() =>
    [
        Choice(nameof(AccessRole), t => t.AccessRole),
        Choice(nameof(AuthenticationMethod), t => t.AuthenticationMethod),
        Choice(nameof(Lifecycle), t => t.Lifecycle, Lifecycle.Deleted),
        Choice(nameof(AgentState), t => t.AgentState),
        Choice("presence", t => t.Presence),
        ListColumn.Flag<UserTraits>("agentExtension", UserEntry.Traits, t => t.AgentExtension),
        ListColumn.Flag<UserTraits>("callingAgent", UserEntry.Traits, t => t.CallingAgent),
        ListColumn.Flag<UserTraits>("accountEnabled", UserEntry.Traits, t => t.AccountEnabled),
        ListColumn.Choice<UserTraits>("status", UserEntry.Traits, UserSummary.StatusOf, "Active", "Inactive"),
        ListColumn.Choice<UserTraits>("webLoginStatus", UserEntry.Traits, UserSummary.WebLoginStatusOf, "Active", "Blocked"),
        ListColumn.Choice<UserTraits>("agentStatus", UserEntry.Traits, UserSummary.AgentStatusOf, "Active", "Offline"),
    ];

    private static IEnumerable<ListColumn> Named(TenantFacts facts)
    {
        var roles = RoleList.Of(facts);
        var licences = TenantSettings.Of(facts).Licences.Where(app => app.Value.Enabled).ToList();
        return
        [
            new("department", Ordering.Shared(UserEntry.Department, value => facts.Departments.NameOf(value as Guid?)), word =>
                facts.Departments.TryFind(word, out var found) ? RowFilter.Shared(UserEntry.Department, value => value is Guid id && id == found.Id) : Unknown("department", word, facts.Departments))
            {
                Aliases = ["departmentId"],
            },
            new("groups", Ordering.Shared(UserEntry.Groups, value => value is Guid[] ids ? ids.Select(id => facts.Groups.NameOf(id)).FirstOrDefault(name => name is not null) : null), word =>
                facts.Groups.TryFind(word, out var found) ? RowFilter.Shared(UserEntry.Groups, value => value is Guid[] ids && ids.Contains(found.Id)) : Unknown("group", word, facts.Groups))
            {
                Aliases = ["group", "groupIds"],
            },
            new("role", Ordering.Shared(UserEntry.Role, value => RoleOf(value)?.Name), word =>
                roles.TryFind(word, out var found) ? RowFilter.Shared(UserEntry.Role, value => RoleOf(value)?.Id == found.Id)
                    : Error.Invalid("role", "role.unknown", $"role '{FieldReader.Shown(word)}' does not exist: use one of {roles.Names}."))
            {
                Aliases = ["roleId"],
            },
            new("licences", Ordering.Shared(UserEntry.Licences, value => string.Join(' ', licences.Where(app => Has(value, app)).Select(app => app.Key))), word =>
                licences.FirstOrDefault(app => app.Key.Equals(word, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found ? RowFilter.Shared(UserEntry.Licences, value => Has(value, found))
                    : Error.Invalid("licence", "licence.unknown", $"licence '{FieldReader.Shown(word)}' is none of this tenant: use one of {string.Join(", ", licences.Select(app => app.Key))}."))
            {
                Aliases = ["licence"],
            },
        ];

        // A role that is gone counts as that of an agent, as everywhere.
        Role? RoleOf(object? value) => value is Guid id ? roles.Find(id) ?? Role.Agent : null;

        static bool Has(object? byHand, KeyValuePair<string, LicenceTerms> app) => LicenceSeats.IsGiven(byHand as Dictionary<string, bool>, app.Key, app.Value.ByDefault);
    }

    private static ListColumn Choice<T>(string name, Func<UserTraits, T> shown, params IReadOnlyList<T> except)
        where T : struct, Enum =>
        ListColumn.Choice<UserTraits>(char.ToLowerInvariant(name[0]) + name[1..], UserEntry.Traits, traits => shown(traits).ToString(), [.. Enum.GetValues<T>().Except(except).Select(v => v.ToString())]);

    // Said once per value that occurs, so folding there costs nothing.
    private static Func<object?, bool> Is(string wanted)
    {
        var folded = Folding.Fold(wanted);
        return value => value is string text && Folding.Fold(text).AsSpan().SequenceEqual(folded);
    }

    private static RowFilter Any(int column, Func<object?, bool> passes) => RowFilter.Shared(column, value => value is string[] texts && texts.Any(passes));

    private static Error Unknown(string kind, string word, NameList known) => Error.Invalid(
        kind, $"{kind}.unknown",
        $"{kind} '{FieldReader.Shown(word)}' does not exist: {(known.Count == 0 ? "there is none yet" : $"use a name or id, such as {string.Join(", ", known.All.Take(5).Select(k => k.Name))}")}.");
}
