using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;

namespace UserFunctions.Users;

/// <summary>What a body (or a CSV row) says about a user: each field absent, cleared or set. All of its errors are found at once (S008).</summary>
public sealed class UserFields
{
    /// <summary>Longest e-mail address (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaxEmail = 254;

    /// <summary>Longest id of another system.</summary>
    public const int MaxExternalId = 200;

    private readonly FieldReader reader;
    private readonly GeneralFields general;
    private readonly PlaceFields place;
    private readonly CallingFields calling;
    private readonly WorkFields work;
    private readonly LoginFields login;

    /// <summary>Reads the fields; what is wrong is kept until <see cref="Create"/> or <see cref="Change"/> asks.</summary>
    public UserFields(JsonElement body)
        : this(new FieldReader(body, "user"))
    {
    }

    /// <summary>Reads the fields of a part of a body, whose reader says what is wrong with it.</summary>
    internal UserFields(FieldReader body)
    {
        reader = body;
        general = new(reader);
        place = new(reader);
        calling = new(reader);
        work = new(reader);
        login = new(reader);
    }

    /// <summary>Names of the fields of each section of the form (S006).</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Sections { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
    {
        ["general"] = GeneralFields.Names,
        ["settings"] = [.. PlaceFields.Names, .. CallingFields.Names, .. WorkFields.Names],
        ["login"] = LoginFields.Names,
    };

    /// <summary>The e-mail address, for finding the user; null when absent or wrong.</summary>
    public string? EmailValue => general.Email.Value;

    /// <summary>The other system's id, for finding the user; null when absent or wrong.</summary>
    public string? ExternalIdValue => general.ExternalId.Value;

    /// <summary>Texts that may name other users, to be looked up before the decision.</summary>
    public IReadOnlyList<string> NamedUsers => [.. login.NamedUsers];

    /// <summary>The password that was sent; null: none.</summary>
    internal string? Password => login.Password;

    /// <summary>True when the app is asked to make a password.</summary>
    internal bool WantsPassword => login.WantsPassword;

    /// <summary>What the decision took away beside what the body names; null: nothing.</summary>
    internal IReadOnlyList<Cascade>? Cascades => work.Cascades;

    /// <summary>Departments and groups that the decision found missing and makes.</summary>
    internal IReadOnlyList<(NamedKind Kind, IReadOnlyList<NamedThing> Made)> Made => place.Made;

    /// <summary>The new user that the fields describe.</summary>
    public Result<User> Create(UserContext context, Guid id)
    {
        var (user, error) = Propose(null, context, id);
        return error is null ? user : error;
    }

    /// <summary>The user after the change (RFC 7396); the same version when nothing differs.</summary>
    public Result<User> Change(User current, UserContext context)
    {
        var (changed, error) = Propose(current, context, current.Id);
        if (error is not null)
            return error;
        return changed.SameAs(current) && Password is null ? current : changed with { Version = current.Version + 1, UpdatedAt = context.Now };
    }

    /// <summary>What the fields make of the user (null: of a new one), also when some are wrong: those are as they were, and the error says which.</summary>
    internal (User User, Error? Error) Propose(User? current, UserContext context, Guid id)
    {
        ReadOnly(current, context);
        var user = Apply(current ?? Blank(id, context.Now), context, isNew: current is null);
        return (user, reader.Finish());
    }

    private static User Blank(Guid id, DateTimeOffset now) => new()
    {
        Id = id,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
        DisplayName = "",
        Email = "",
        RoleId = Role.Agent.Id,
        Lifecycle = Lifecycle.Pending,
    };

    private User Apply(User current, UserContext context, bool isNew)
    {
        var role = login.RoleOf(current, context);
        var user = general.Apply(current, context);
        user = place.Apply(user, context);
        user = calling.Apply(user, current, context, role, isNew);
        user = work.Apply(user, context);
        return login.Apply(user, current, context, role);
    }

    // What an answer showed may be sent back; what the app sets itself may not be changed by it.
    private void ReadOnly(User? current, UserContext context)
    {
        var view = current is null ? null : UserView.Of(current, context.Facts);
        reader.ReadOnly("id", view?.Id);
        reader.ReadOnly("version", view?.Version);
        reader.ReadOnly("createdAt", view?.CreatedAt);
        reader.ReadOnly("updatedAt", view?.UpdatedAt);
        reader.ReadOnly("roleId", view?.RoleId);
        reader.ReadOnly("departmentId", view?.DepartmentId);
        reader.ReadOnly("groupIds", view?.GroupIds);
        reader.ReadOnly("primaryGroup", view?.PrimaryGroup);
        reader.ReadOnly("profileImageUrl", ProfileImageUrl(view), "use PUT /api/users/{id}/profile-image");
        reader.ReadOnly("extensionCallerId", view?.ExtensionCallerId);
        reader.ReadOnly("timeGroupId", view?.TimeGroupId);
        reader.ReadOnly("lifecycle", view?.Lifecycle);
        reader.ReadOnly("agentState", view?.AgentState, "use POST /api/users/{id}/enable, disable or block");
        reader.ReadOnly("deletedAt", view?.DeletedAt);
        Status(view);
    }

    // The status moves, without a new version, while somebody edits: what was read may be sent back whatever it is by now.
    private void Status(UserView? view)
    {
        if (view is null || !reader.IsSentBack)
        {
            reader.ReadOnly("presence", view?.Presence, "use PUT /api/users/{id}/status");
            reader.ReadOnly("agentStatus", view?.AgentStatus);
            return;
        }

        _ = reader.Choice<PresenceClass>("presence");
        if (reader.Raw("agentStatus") is not null && reader.Peek("agentStatus") is not (UserView.Active or UserView.Offline))
            reader.ReadOnly("agentStatus", view.AgentStatus);
    }

    // The path decides: the origin is that of the host which was asked when it was read.
    private string? ProfileImageUrl(UserView? view) =>
        view?.ProfileImageUrl is { } path && reader.Peek("profileImageUrl") is { } sent && sent.EndsWith(path, StringComparison.Ordinal) ? sent : view?.ProfileImageUrl;
}
