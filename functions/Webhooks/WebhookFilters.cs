using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Events;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Webhooks;

/// <summary>Query words of a polling trigger.</summary>
public sealed record PollQuery
{
    /// <summary>How far the flow has read.</summary>
    [Field("How far the flow has read; the answer's Location holds it, and nobody types it.", Visibility = Visibility.Internal)]
    public string? TriggerState { get; init; }

    /// <summary>Department.</summary>
    [Field("Only events of users who are, or were right before, in this department, by name or id; not for import.finished, which is about no user.", Lookup = "departments")]
    public string? Department { get; init; }

    /// <summary>Group.</summary>
    [Field("Only events of users who are, or were right before, in this group, by name or id; not for import.finished, which is about no user.", Lookup = "groups")]
    public string? Group { get; init; }

    /// <summary>Role.</summary>
    [Field("Only events of users who have, or had right before, this role, by name or id; not for import.finished, which is about no user.", Lookup = "roles")]
    public string? Role { get; init; }

    /// <summary>Changed fields.</summary>
    [Field("Only changes of at least one of these fields, such as email,department, with commas between them, as changes of a user names them; events other than changes of users are told whatever it says.", Visibility = Visibility.Advanced)]
    public string? ChangedFields { get; init; }
}

/// <summary>Reads filters. Departments, groups and roles are kept by id, so that renaming one changes nothing.</summary>
/// <param name="events">Knows which events are about users.</param>
/// <param name="words">What else may be named.</param>
public sealed class WebhookFilters(EventLog events, EventWords words)
{
    private const int MaxText = 100;

    /// <summary>The words of a query that this reads.</summary>
    internal static IReadOnlyList<string> Words { get; } = ["department", "group", "role", "changedFields"];

    /// <summary>Names of all event types.</summary>
    internal IReadOnlyList<string> Types { get; } = [.. events.Types.Select(type => type.Name)];

    /// <summary>The filter of a body; what it does not name stays as it was.</summary>
    /// <param name="reader">Of the body.</param>
    /// <param name="current">What it was.</param>
    /// <param name="told">Names of the events that it is for.</param>
    /// <param name="facts">Of the tenant.</param>
    internal EventFilter Read(FieldReader reader, EventFilter current, IReadOnlyList<string> told, TenantFacts facts)
    {
        var (department, group, role) = (reader.Text("department", MaxText), reader.Text("group", MaxText), reader.Text("role", MaxText));
        var fields = reader.Texts("changedFields", Webhook.MostFields, MaxText);
        var filter = new EventFilter(
            department.IsSet ? IdOf(department.Value, "department", facts.Departments, reader.Add) : current.Department,
            group.IsSet ? IdOf(group.Value, "group", facts.Groups, reader.Add) : current.Group,
            role.IsSet ? IdOf(role.Value, "role", words.Roles(facts), reader.Add) : current.Role,
            fields.IsSet ? FieldsOf(fields.Value ?? [], reader.Add) : current.ChangedFields);
        CanMatch(filter, told, reader.Add);
        return filter;
    }

    /// <summary>The filter of a query, for one event.</summary>
    internal EventFilter Read(Func<string, string?> word, EventType told, TenantFacts facts, Action<string, string, string> add)
    {
        var fields = (word("changedFields") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var filter = new EventFilter(
            IdOf(word("department"), "department", facts.Departments, add),
            IdOf(word("group"), "group", facts.Groups, add),
            IdOf(word("role"), "role", words.Roles(facts), add),
            FieldsOf(fields, add));
        CanMatch(filter, [told.Name], add);
        return filter;
    }

    private static string? IdOf(string? named, string field, NameList known, Action<string, string, string> add)
    {
        if (named is null)
            return null;
        if (known.TryFind(named, out var thing))
            return thing.Id.ToString("D");
        add(field, "unknown", $"{field} '{FieldReader.Shown(named)}' does not exist: give the name or id of one that does.");
        return null;
    }

    // As the changes write them, each once; null: all of them.
    private List<string>? FieldsOf(IReadOnlyList<string> named, Action<string, string, string> add)
    {
        var fields = new List<string>();
        foreach (var name in named.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (words.Fields.FirstOrDefault(field => field.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } field)
                fields.Add(field);
            else
                add("changedFields", "unknown", $"changedFields '{FieldReader.Shown(name)}' is no field of a user that can change: use some of {string.Join(", ", words.Fields)}.");
        }

        return fields.Count == 0 ? null : fields;
    }

    // A filter that nothing can pass is a mistake, and a trigger that never starts does not say so.
    private void CanMatch(EventFilter filter, IReadOnlyList<string> told, Action<string, string, string> add)
    {
        if (told.FirstOrDefault(name => events.Find(name) is { IsOfUser: false }) is not { } never)
            return;
        foreach (var (field, value) in new[] { ("department", filter.Department), ("group", filter.Group), ("role", filter.Role) })
        {
            if (value is not null)
                add(field, "never_matches", $"{field} narrows events of users, and {never} is about no user, so it would never be told: leave {field} out, or {never}.");
        }
    }
}
