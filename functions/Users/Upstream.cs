using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>Users that come from another system (S013, S124): it makes them and owns them; people here change only what their work here is about.</summary>
internal static class Upstream
{
    // What an administrator of the app may change of a user who comes from upstream (S124), and what changes with it.
    private static readonly HashSet<string> Ours = ["chatLimit", "tags", "version", "updatedAt", "changes"];

    /// <summary>The 403 for making, bringing back or deleting a user whom another system owns; null when it may go on.</summary>
    public static Error? CheckExistence(User? before, User after, UserContext context)
    {
        var (was, isNow) = (before is { Lifecycle: not Lifecycle.Deleted }, after.Lifecycle is not Lifecycle.Deleted);
        return was == isNow || !Owns(context) ? null
            : new(ErrorKind.Forbidden, "provisioned_upstream", $"Users of this tenant are {(isNow ? "made" : "deleted")} in the system they come from (provisioning is Upstream): do it there.", "provisioning");
    }

    /// <summary>The 403 that names the fields of <paramref name="body"/> that another system owns and that would change; null when there are none.</summary>
    public static Error? CheckFields(User before, User after, JsonElement body, UserContext context)
    {
        if (!Owns(context))
            return null;
        var fields = Changed(before, after, context.Facts).Where(name => body.TryGetProperty(name, out _)).ToList();
        if (body.TryGetProperty("password", out var password) && password.ValueKind is not JsonValueKind.Null)
            fields.Add("password");
        return fields.Count == 0 ? null
            : new(ErrorKind.Forbidden, "upstream_owned", $"{string.Join(", ", fields)} belong{(fields.Count == 1 ? "s" : "")} to the system that this user comes from (provisioning is Upstream): change it there; here it is chatLimit and tags, status and capacity.", fields[0]);
    }

    /// <summary>The 403 for setting the password of a user whom another system owns; null when it may go on.</summary>
    public static Error? CheckPassword(UserContext context) => !Owns(context) ? null
        : new(ErrorKind.Forbidden, "upstream_owned", "The password belongs to the system that this user comes from (provisioning is Upstream): set it there.", PasswordPolicy.Field);

    private static bool Owns(UserContext context) =>
        context.Settings.Provisioning is Provisioning.Upstream && !context.Caller.Permissions.Contains(Permission.UsersProvision);

    // By what an answer shows, because that is what was sent.
    private static IEnumerable<string> Changed(User before, User after, TenantFacts facts)
    {
        var (was, isNow) = (Shown(before, facts), Shown(after, facts));
        return was.Keys.Union(isNow.Keys).Where(name => !Ours.Contains(name) && was.GetValueOrDefault(name) != isNow.GetValueOrDefault(name)).Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Shown(User user, TenantFacts facts) =>
        JsonSerializer.SerializeToElement(UserView.Of(user, facts), Json.Options).EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetRawText());
}
