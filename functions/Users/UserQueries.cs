using UserFunctions.Platform.Connector;

namespace UserFunctions.Users;

/// <summary>What happens to a user who is there already.</summary>
public enum UserConflict
{
    /// <summary>A value in use is refused.</summary>
    Create,

    /// <summary>The user is changed.</summary>
    Upsert,
}

/// <summary>A section of the form (S006).</summary>
public enum FormSection
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Who the person is.</summary>
    General,

    /// <summary>Place, telephony, work.</summary>
    Settings,

    /// <summary>Role, licences, access.</summary>
    Login,
}

/// <summary>The query of what writes a user.</summary>
public record CreateMissingQuery
{
    /// <summary>Null: no.</summary>
    [Field("True: a department or group that is named and not there is made. False unless given.", Visibility = Visibility.Advanced)]
    public bool? CreateMissing { get; init; }
}

/// <summary>The query of a creation.</summary>
public sealed record CreateUserQuery : CreateMissingQuery
{
    /// <summary>Null: create.</summary>
    [Field("Create: a value that another user has is refused. Upsert: the user with this externalId, or else with this e-mail address, is changed, and only made when there is none. Create unless given.")]
    public UserConflict? OnConflict { get; init; }
}

/// <summary>The query of a check.</summary>
public sealed record ValidateUserQuery : CreateMissingQuery
{
    /// <summary>Null: all.</summary>
    [Field("Which section of the form is checked; all of it unless given.")]
    public FormSection? Section { get; init; }

    /// <summary>Null: a new user.</summary>
    [Field("Id of the user whose change is checked; unless given it is the creation of a new one.", Title = "User Id", Lookup = "users")]
    public Guid? Id { get; init; }
}

/// <summary>The query of one user.</summary>
public sealed record ReadUserQuery
{
    /// <summary>Null: now.</summary>
    [Field("A time up to now: the user is shown as it was then, under the names of today; what was deleted since is shown by its id, and licences that follow the default of the tenant as the default is today. As it is now unless given.", Visibility = Visibility.Advanced)]
    public DateTimeOffset? At { get; init; }
}

/// <summary>The query of a user's history.</summary>
public sealed record HistoryQuery
{
    /// <summary>Null: all.</summary>
    [Field("Only changes of this kind, such as user.changed.")]
    public string? Kind { get; init; }

    /// <summary>Null: from the beginning.</summary>
    [Field("Only changes made at this time or later.")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Null: up to now.</summary>
    [Field("Only changes made before this time.")]
    public DateTimeOffset? Until { get; init; }
}
