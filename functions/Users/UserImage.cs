using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>One field of a user that a change touched.</summary>
/// <param name="Field">Its name on the wire.</param>
/// <param name="Before">Its value on the wire; absent: it had none.</param>
/// <param name="After">Its value on the wire; absent: it has none.</param>
/// <remarks>A value is text, number, list or object, so only its text can be described; who can read any JSON reads the value itself.</remarks>
public sealed record FieldChange([property: Field("Name of the field.")] string Field, JsonNode? Before, JsonNode? After)
{
    /// <summary>What the value was, in one text: entries of a list with commas between them, objects as JSON; absent: it had none.</summary>
    [Field("What the value was, as text, entries of a list with commas between them; absent: it had none. The value itself stands beside it as before, in whatever type it has.")]
    public string? BeforeText => TextOf(Before);

    /// <summary>What the value is from then on, likewise.</summary>
    [Field("What the value is from then on, as text, entries of a list with commas between them; absent: it has none. The value itself stands beside it as after, in whatever type it has.")]
    public string? AfterText => TextOf(After);

    private static string? TextOf(JsonNode? value) => value switch
    {
        null => null,
        JsonArray list when list.All(entry => entry is JsonValue) => string.Join(", ", list.Select(TextOf)),
        JsonValue text when text.GetValueKind() is JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(Json.Options),
    };
}

/// <summary>
/// A user as it was written down, under the names of the wire. Other than an answer it hides nothing: what no longer exists stands by its id, where an
/// answer leaves it out.
/// </summary>
internal static class UserImage
{
    private const string Hidden = "********";
    private const string Password = "password";

    // They differ in every change, or are the list's own thread; the status stands in presence, by its name.
    private static readonly string[] Bookkeeping = ["id", "version", "createdAt", "updatedAt", "lastChange", "presenceChangedAt", "statusId", "hasSession", "isDraining", "deletedFrom", "restoredAt", "sessionsSince"];
    private static readonly string[] Parts = ["calling", "login", "work"];

    // What stands in the image under another name than in the user, and what never stands in it.
    private static readonly string[] Named = ["role", "department", "groups", "timeGroup", "clients", "cdrUsers", "loginId", "callForwardNumber", "profileImageUrl", Password];
    private static readonly string[] Unnamed = ["profileImage"];

    /// <summary>Every name that a change may touch, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. new[] { typeof(User), typeof(CallingSettings), typeof(LoginSettings), typeof(WorkSettings) }.SelectMany(Written)
            .Except(Parts).Except(Bookkeeping).Except(Unnamed).Union(Named).Order(StringComparer.Ordinal),
    ];

    /// <summary>What a change touched, by name; secrets show that they were set and not what to.</summary>
    public static IReadOnlyList<FieldChange> Difference(UserChange change, TenantFacts facts) => Difference(change.Before, change.After, change.SetsPassword, facts);

    /// <summary>The same of a change that is not written, or not yet.</summary>
    public static IReadOnlyList<FieldChange> Difference(User? user, User changed, bool setsPassword, TenantFacts facts)
    {
        var before = user is null ? [] : Of(user, facts);
        var after = Of(changed, facts);
        var names = before.Select(f => f.Key).Union(after.Select(f => f.Key)).Order(StringComparer.Ordinal);
        var differences = names.Where(name => !JsonNode.DeepEquals(before[name], after[name])).Select(name => new FieldChange(name, before[name], after[name]));
        return [.. setsPassword ? differences.Append(new(Password, null, Hidden)) : differences];
    }

    /// <summary>The fields that hold something; of a deleted user also those that would come back, but not what it holds no more.</summary>
    public static JsonObject Of(User user, TenantFacts facts)
    {
        user = user with { ExtensionNumber = user.HeldNumber, GroupIds = user.HeldGroupIds };
        var image = JsonSerializer.SerializeToNode(user, Json.Options)!.AsObject();
        foreach (var part in Parts)
            Lift(image, part);
        Name(image, user, facts);
        var nothing = image.Where(f => f.Value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }).Select(f => f.Key).Concat(Bookkeeping);
        foreach (var name in nothing.ToList())
            image.Remove(name);
        return image;
    }

    // The sections of a user are one level on the wire.
    private static void Lift(JsonObject image, string part)
    {
        var fields = image[part]!.AsObject();
        image.Remove(part);
        foreach (var (name, value) in fields.ToList())
        {
            fields.Remove(name);
            image[name] = value;
        }
    }

    private static void Name(JsonObject image, User user, TenantFacts facts)
    {
        image["role"] = KeptNames.RoleOf(user, facts);
        image["department"] = KeptNames.DepartmentOf(user, facts);
        image["groups"] = Node(KeptNames.GroupsOf(user, facts));
        image["timeGroup"] = KeptNames.TimeGroupOf(user, facts);
        image["clients"] = Node(KeptNames.ClientsOf(user, facts));
        image["cdrUsers"] = Node(KeptNames.CdrUsersOf(user, facts));
        image["presence"] = KeptNames.StatusOf(user, facts);
        image["loginId"] = user.LoginId;
        image["callForwardNumber"] = user.CallForwardNumber;
        image.Remove("profileImage");
        image["profileImageUrl"] = UserView.ImageUrl(user);
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json.Options);

    private static IEnumerable<string> Written(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
        select JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
