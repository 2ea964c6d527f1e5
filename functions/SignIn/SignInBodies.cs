using UserFunctions.Platform.Connector;

namespace UserFunctions.SignIn;

/// <summary>A person at the door.</summary>
public sealed record CredentialsBody
{
    /// <summary>Which tenant.</summary>
    [Field("Name of the tenant.", IsRequired = true)]
    public string? Tenant { get; init; }

    /// <summary>S044, S045.</summary>
    [Field("Login id of the user: the e-mail address, unless the user has one of their own.", IsRequired = true)]
    public string? LoginId { get; init; }

    /// <summary>As the user has it.</summary>
    [Field("Password of the user.", IsRequired = true, Format = "password")]
    public string? Password { get; init; }

    /// <summary>Portal unless given.</summary>
    [Field("Portal, or DialerPanel for the panel that takes calls, which needs login-based calling. Portal unless given.", Visibility = Visibility.Advanced)]
    public Application? Application { get; init; }
}

/// <summary>A one-time code.</summary>
public sealed record CodeBody
{
    /// <summary>What the sign-in answered.</summary>
    [Field("Challenge that the sign-in answered.", IsRequired = true, Format = "password")]
    public string? Challenge { get; init; }

    /// <summary>Six digits.</summary>
    [Field("The 6 digits that were sent to the phone.", IsRequired = true, Format = "password")]
    public string? Code { get; init; }
}

/// <summary>A challenge whose code is to be sent again.</summary>
public sealed record ResendCodeBody
{
    /// <summary>What the sign-in answered.</summary>
    [Field("Challenge that the sign-in answered.", IsRequired = true, Format = "password")]
    public string? Challenge { get; init; }
}

/// <summary>Another password in place of one that must be changed.</summary>
public sealed record NewPasswordBody
{
    /// <summary>What the sign-in answered.</summary>
    [Field("Ticket that the sign-in answered.", IsRequired = true, Format = "password")]
    public string? Ticket { get; init; }

    /// <summary>By the password policy.</summary>
    [Field("The password that the user chooses, at most 128 characters; it must not be easy to guess, and not be the one before.", IsRequired = true, Format = "password")]
    public string? NewPassword { get; init; }
}

/// <summary>The newest refresh token of a session.</summary>
public sealed record RefreshBody
{
    /// <summary>What signing in or the last refresh answered.</summary>
    [Field("Refresh token that signing in or the last refresh answered.", IsRequired = true, Format = "password")]
    public string? RefreshToken { get; init; }
}

/// <summary>A question about a user's signing in.</summary>
public sealed record ExplainBody
{
    /// <summary>Id, e-mail address or login id.</summary>
    [Field("Id, e-mail address or login id of the user.", IsRequired = true, Lookup = "users")]
    public string? User { get; init; }

    /// <summary>Null: addresses are not asked about.</summary>
    [Field("IP address that the user tries from, such as 203.0.113.7; without it the allowed addresses are not looked at.")]
    public string? Address { get; init; }

    /// <summary>Portal unless given.</summary>
    [Field("Portal or DialerPanel. Portal unless given.", Visibility = Visibility.Advanced)]
    public Application? Application { get; init; }
}
