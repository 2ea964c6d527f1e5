using UserFunctions.Platform.Connector;

namespace UserFunctions.SignIn;

/// <summary>How far a sign-in has come.</summary>
public sealed record SignInAnswer
{
    /// <summary>A session began.</summary>
    public const string SignedIn = "signed_in";

    /// <summary>A one-time code was sent (S055).</summary>
    public const string CodeRequired = "otp_required";

    /// <summary>Another password has to be chosen (S046).</summary>
    public const string PasswordChangeRequired = "password_change_required";

    /// <summary>One of the three.</summary>
    [Field("signed_in: a session began; otp_required: a one-time code was sent to the phone, go on with the challenge; password_change_required: another password has to be chosen, go on with the ticket.")]
    public required string State { get; init; }

    /// <summary>Until when what is answered can be used: the access token, the challenge or the ticket.</summary>
    [Field("Until when the access token, the challenge or the ticket can be used, in UTC.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null unless signed in.</summary>
    [Field("Opens the API as Authorization: Bearer; absent unless signed in.", Format = "password")]
    public string? AccessToken { get; init; }

    /// <summary>Null unless signed in.</summary>
    [Field("Gets the next pair of tokens, once; absent unless signed in.", Format = "password")]
    public string? RefreshToken { get; init; }

    /// <summary>Null unless signed in.</summary>
    [Field("Id of the session; absent unless signed in.")]
    public Guid? SessionId { get; init; }

    /// <summary>Null unless signed in.</summary>
    [Field("When the session is over however often it is refreshed, in UTC; absent unless signed in.")]
    public DateTimeOffset? SessionEndsAt { get; init; }

    /// <summary>Null unless signed in.</summary>
    [Field("Id of the user; absent unless signed in.")]
    public Guid? UserId { get; init; }

    /// <summary>Null unless a code is awaited.</summary>
    [Field("Goes with the one-time code; absent unless one is awaited.", Format = "password")]
    public string? Challenge { get; init; }

    /// <summary>Null unless a code is awaited.</summary>
    [Field("From when on another code can be sent, in UTC; absent unless one is awaited.")]
    public DateTimeOffset? ResendAt { get; init; }

    /// <summary>Null unless another password is awaited.</summary>
    [Field("Goes with the new password; absent unless one is awaited.", Format = "password")]
    public string? Ticket { get; init; }

    /// <summary>The answer of a session whose tokens are those of its generation.</summary>
    public static SignInAnswer Of(string tenant, Session session, Seals seals) => new()
    {
        State = SignedIn,
        ExpiresAt = session.AccessUntil,
        AccessToken = seals.Write(new(SignInToken.Access, tenant, session.UserId, session.Id, session.Generation), session.Salt),
        RefreshToken = seals.Write(new(SignInToken.Refresh, tenant, session.UserId, session.Id, session.Generation), session.Salt),
        SessionId = session.Id,
        SessionEndsAt = session.EndsAt,
        UserId = session.UserId,
    };

    /// <summary>The answer of a sign-in that waits.</summary>
    public static SignInAnswer Of(string tenant, Guid user, PendingSignIn pending, Seals seals)
    {
        var text = seals.Write(new(pending.IsForCode ? SignInToken.Challenge : SignInToken.Ticket, tenant, user, pending.Id, 0), pending.Salt);
        return pending.IsForCode
            ? new() { State = CodeRequired, ExpiresAt = pending.CodeUntil!.Value, Challenge = text, ResendAt = pending.CodeSentAt + PendingSignIn.ResendAfter }
            : new() { State = PasswordChangeRequired, ExpiresAt = pending.EndsAt, Ticket = text };
    }
}
