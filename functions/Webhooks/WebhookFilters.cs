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
    [Field("Only events of users who are, or were right before, in this department, by name or id.", Lookup = "departments")]
    public string? Department { get; init; }

    /// <summary>Group.</summary>
    [Field("Only events of users who are, or were right before, in this group, by name or id.", Lookup = "groups")]
    public string? Group { get; init; }

    /// <summary>Role.</summary>
    [Field("Only events of users who have, or had right before, this role, by name or id.", Lookup = "roles")]
    public string? Role { get; init; }

    /// <summary>Changed fields.</summary>
    [Field("Only changes of at least one of these fields, such as email,department, with commas between them; events other than changes of users are told whatever it says.", Visibility = Visibility.Advanced)]
    public string? ChangedFields { get; init; }
}

/// <summary>Reads filters. Departments and groups are kept by id, so that renaming one changes nothing; a role is compared by id and by name.</summary>
internal static class WebhookFilters
{
    private const int MaxText = 100;

    /// <summary>The words of a query that this reads.</summary>
    public static IReadOnlyList<string> Words { get; } = ["department", "group", "role", "changedFields"];

    /// <summary>The filter of a body; what it does not name stays as it was.</summary>
    public static EventFilter Read(FieldReader reader, EventFilter current, TenantFacts facts)
    {
        var (department, group, role) = (reader.Text("department", MaxText), reader.Text("group", MaxText), reader.Text("role", MaxText));
        var fields = reader.Texts("changedFields", Webhook.MostFields, MaxText);
        return new(
            department.IsSet ? IdOf(department.Value, "department", facts.Departments, reader.Add) : current.Department,
            group.IsSet ? IdOf(group.Value, "group", facts.Groups, reader.Add) : current.Group,
            role.Or(current.Role),
            fields.IsSet ? (fields.Value is { Count: > 0 } some ? some : null) : current.ChangedFields);
    }

    /// <summary>The filter of a query.</summary>
    public static EventFilter Read(Func<string, string?> word, TenantFacts facts, Action<string, string, string> add)
    {
        var fields = (word("changedFields") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(IdOf(word("department"), "department", facts.Departments, add), IdOf(word("group"), "group", facts.Groups, add), word("role"), fields.Length == 0 ? null : fields);
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
}
