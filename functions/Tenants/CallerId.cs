using System.Text.Json;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>A number that the tenant owns and may show to whom it calls (a DID, S015): the row <c>s|caller-id|number</c>.</summary>
/// <param name="Number">3-15 digits with an optional <c>+</c>; unique.</param>
/// <param name="Name">What people call it, at most 100 characters, unique without regard to case; null: nothing.</param>
/// <param name="Version">The ETag.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed partial record CallerId(
    [property: Field("Phone number, 3 to 15 digits, with + in front if it is registered so.")] string Number,
    [property: Field("What people call the number, at most 100 characters; no two numbers have the same name, whatever its case. Absent: nothing.")] string? Name,
    [property: Field("Counts the changes of the caller ID; the same number stands in the ETag.")] int Version,
    [property: Field("When the caller ID was created, in UTC.")] DateTimeOffset CreatedAt,
    [property: Field("When the caller ID was changed last, in UTC.")] DateTimeOffset UpdatedAt)
{
    /// <summary>Begins the keys.</summary>
    public const string Prefix = Facts.SettingsPrefix + "caller-id|";

    /// <summary>Longest number, with its <c>+</c>.</summary>
    public const int MaxNumber = 16;

    private const int MaxName = 100;

    /// <summary>A new caller ID from a body.</summary>
    public static Result<CallerId> Create(JsonElement body, CallerIdList others, DateTimeOffset now)
    {
        var reader = new FieldReader(body, "caller ID");
        var number = reader.Text("number", MaxNumber, NumberPattern(), "give 3 to 15 digits, with + in front if you like").Value;
        if (number is null)
            reader.Missing("number", "give 3 to 15 digits, with + in front if you like");
        return Apply(new CallerId(number ?? "", null, 1, now, now), reader, others);
    }

    /// <summary>The caller ID after a merge; itself when nothing differs.</summary>
    public Result<CallerId> Change(JsonElement body, CallerIdList others, DateTimeOffset now)
    {
        var reader = new FieldReader(body, "caller ID");
        reader.ReadOnly("number", Number, "register the other number with POST /api/caller-ids");
        if (!Apply(this, reader, others).Try(out var changed, out var error))
            return error;
        return changed == this ? this : changed with { Version = Version + 1, UpdatedAt = now };
    }

    private static Result<CallerId> Apply(CallerId current, FieldReader reader, CallerIdList others)
    {
        var name = reader.Text("name", MaxName).Or(current.Name);
        reader.ReadOnly("version", current.Version);
        reader.ReadOnly("createdAt", current.CreatedAt);
        reader.ReadOnly("updatedAt", current.UpdatedAt);
        if (reader.Finish() is { } error)
            return error;
        if (name is not null && others.All.Any(other => other.Number != current.Number && name.Equals(other.Name, StringComparison.OrdinalIgnoreCase)))
            return Error.Taken("name", name);
        return current with { Name = name };
    }

    [GeneratedRegex(@"^\+?[0-9]{3,15}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}

/// <summary>The tenant's caller IDs.</summary>
public sealed class CallerIdList
{
    private readonly Dictionary<string, CallerId> all;

    private CallerIdList(IEnumerable<CallerId> callerIds) => all = callerIds.ToDictionary(c => c.Number, StringComparer.Ordinal);

    /// <summary>All of them, by number.</summary>
    public IReadOnlyCollection<CallerId> All => all.Values;

    /// <summary>The list as of these facts.</summary>
    public static CallerIdList Of(TenantFacts facts) => facts.Of(known => new CallerIdList(known.SettingsUnder(CallerId.Prefix).Select(CallerIdTable.Read)));

    /// <summary>The caller ID's number when the tenant owns it, by its number or its name; null otherwise.</summary>
    public string? Find(string numberOrName) => all.ContainsKey(numberOrName) ? numberOrName
        : all.Values.FirstOrDefault(c => numberOrName.Equals(c.Name, StringComparison.OrdinalIgnoreCase))?.Number;

    /// <summary>True when the tenant owns the number.</summary>
    public bool Has(string number) => all.ContainsKey(number);
}
