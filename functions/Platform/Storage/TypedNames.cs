using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Storage;

/// <summary>
/// Departments or groups as a body names them: picked by name or id or, where the request asks for it and the caller may, made by typing a
/// name that is not there (S011, S075).
/// </summary>
/// <param name="reader">Is told of what is not there.</param>
/// <param name="field">The field that names them.</param>
/// <param name="kind">What they are.</param>
/// <param name="known">Those there are, as of the log position that is decided on: two requests that type one name at once make one thing.</param>
/// <param name="makes">True to make what is not there.</param>
/// <param name="most">How many there may be, by the tenant's quotas.</param>
/// <param name="now">UTC.</param>
public sealed class TypedNames(FieldReader reader, string field, NamedKind kind, NameList known, bool makes, int most, DateTimeOffset now)
{
    /// <summary>How many one request makes: with all else that it writes they fit one batch.</summary>
    public const int MaxMade = 40;

    private const int ChoicesShown = 8;

    private readonly List<NamedThing> made = [];

    /// <summary>What has to be made.</summary>
    public IReadOnlyList<NamedThing> Made => made;

    /// <summary>The id of what is named; null, and an error, when it is not there and is not made.</summary>
    public Guid? IdOf(string nameOrId)
    {
        if (known.TryFind(nameOrId, out var found))
            return found.Id;
        if (made.Find(m => m.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase)) is { } again)
            return again.Id;
        // An id that is not there was meant as an id, not as a name for something new.
        if (!makes || Guid.TryParse(nameOrId, out _))
            reader.Add(field, "unknown", $"{kind.Thing} '{FieldReader.Shown(nameOrId)}' does not exist: {Choices()}.");
        else if (known.Count + made.Count >= most)
            reader.AddConflictOf(field, $"{kind.Thing}s.quota_exceeded", Quotas.Message($"{kind.Thing}s", $"{kind.Thing}s", most, known.Count + made.Count));
        else if (made.Count == MaxMade)
            reader.Add(field, "too_long", $"{kind.Thing} '{FieldReader.Shown(nameOrId)}' is one too many: one request makes at most {MaxMade} of them.");
        else
            return Make(nameOrId);
        return null;
    }

    /// <summary>The ids of all that are named, in the order given and without repeats.</summary>
    public IReadOnlyList<Guid> IdsOf(IEnumerable<string> namesOrIds) => [.. namesOrIds.Select(IdOf).OfType<Guid>().Distinct()];

    private Guid Make(string name)
    {
        made.Add(new(Guid.CreateVersion7(now), name));
        return made[^1].Id;
    }

    private string Choices() => known.Count == 0
        ? $"there is no {kind.Thing} yet, create it with POST {kind.Path}"
        : $"use one of {string.Join(", ", known.All.Take(ChoicesShown).Select(n => n.Name))}{(known.Count > ChoicesShown ? " …" : "")}, or create it with POST {kind.Path}";
}

/// <summary>A kind of thing that can be made by typing its name.</summary>
/// <param name="Thing">As messages and change kinds call it.</param>
/// <param name="Prefix">Begins its keys.</param>
/// <param name="Path">Where it is created.</param>
/// <param name="Permission">What creating it takes.</param>
public sealed record NamedKind(string Thing, string Prefix, string Path, string Permission)
{
    /// <summary>Departments.</summary>
    public static NamedKind Department { get; } = new("department", NamedRow.Departments, "/api/departments", Http.Permission.DepartmentsWrite);

    /// <summary>Groups.</summary>
    public static NamedKind Group { get; } = new("group", NamedRow.Groups, "/api/groups", Http.Permission.GroupsWrite);

    /// <summary>The rows of what a request made, and what they mean for the log.</summary>
    internal (IEnumerable<Step> Steps, IEnumerable<Change> Also) Rows(string tenant, IReadOnlyList<NamedThing> made, DateTimeOffset now) =>
        (made.Select(thing => Step.Insert(NamedRow.New(tenant, Prefix, thing, now))), made.Select(thing => new Change($"{Thing}.created", [thing.Id])));
}
