namespace UserFunctions.Roles;

/// <summary>A person's access to the platform (S061).</summary>
public enum AccessRole
{
    /// <summary>Cannot sign in; is recorded and analysed all the same (S062).</summary>
    NoAccess,

    /// <summary>The apps that are licensed, for oneself.</summary>
    Standard,

    /// <summary>The apps that are licensed, for everybody.</summary>
    Admin,
}

