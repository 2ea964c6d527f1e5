using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;

namespace UserFunctions.PhoneExtensions;

/// <summary>A phone that is registered at an extension, as the telephony system last reported it (S037).</summary>
/// <param name="Contact">The device, at most 200 characters; unique within the extension.</param>
/// <param name="RegisteredAt">When it was first reported, UTC.</param>
/// <param name="SeenAt">When it was last reported, UTC.</param>
/// <param name="ExpiresAt">Until when it counts unless it is reported again, UTC.</param>
/// <param name="UserAgent">What the device calls itself; null: not said.</param>
/// <param name="Ip">Where it registered from; null: not said.</param>
public sealed record Registration(
    [property: Field("What tells the phone from others at the extension, at most 200 characters.")] string Contact,
    [property: Field("When the phone was first reported, in UTC.")] DateTimeOffset RegisteredAt,
    [property: Field("When it was reported last, in UTC.")] DateTimeOffset SeenAt,
    [property: Field("Until when it counts as registered unless it is reported again, in UTC.")] DateTimeOffset ExpiresAt,
    [property: Field("What the phone calls itself; absent: not said.")] string? UserAgent,
    [property: Field("IP address that it registered from; absent: not said.", Title = "IP Address")] string? Ip);

/// <summary>The registrations of one extension under one of its secrets: with another secret, or none, they count no more.</summary>
/// <param name="CredentialId">The secret that stood when they were reported; null: there were none.</param>
/// <param name="All">In the order in which they were first reported.</param>
internal sealed record Registrations(Guid? CredentialId, IReadOnlyList<Registration> All)
{
    /// <summary>Phones at one extension at once.</summary>
    public const int Max = 10;

    /// <summary>Seconds that a report counts when it does not say.</summary>
    public const int DefaultSeconds = 60;

    /// <summary>Fewest seconds that a report counts.</summary>
    public const int MinSeconds = 30;

    /// <summary>Most seconds that a report counts.</summary>
    public const int MaxSeconds = 3600;

    /// <summary>None.</summary>
    public static Registrations None { get; } = new(null, []);

    /// <summary>Those that count now.</summary>
    public IReadOnlyList<Registration> Live(Guid? credentialId, DateTimeOffset now) =>
        credentialId is not null && credentialId == CredentialId ? [.. All.Where(r => r.ExpiresAt > now)] : [];

    /// <summary>
    /// After a report; one that was overtaken by a later one of the same device, or by another secret, changes nothing. 409 when there would be too many.
    /// </summary>
    public Result<Registrations> With(Guid credentialId, Registration report)
    {
        if (IsNewerThan(credentialId))
            return this;
        var live = Live(credentialId, report.SeenAt);
        var known = live.FirstOrDefault(r => r.Contact == report.Contact);
        if (known?.SeenAt > report.SeenAt)
            return this;
        if (known is not null)
            return new Registrations(credentialId, [.. live.Select(r => r == known ? report with { RegisteredAt = known.RegisteredAt } : r)]);
        return live.Count < Max
            ? new Registrations(credentialId, [.. live, report])
            : Error.Conflict("contact", "registrations.too_many", $"{Max} phones are registered at this extension, the most there can be: unregister one with expiresInSeconds 0, or wait for one to expire.");
    }

    /// <summary>After a device is gone.</summary>
    public Registrations Without(Guid credentialId, string contact, DateTimeOffset now) => IsNewerThan(credentialId) || Live(credentialId, now).All(r => r.Contact != contact)
        ? this : new(credentialId, [.. Live(credentialId, now).Where(r => r.Contact != contact)]);

    // Ids of secrets are GUIDs v7, so they are in the order in which the secrets were made.
    private bool IsNewerThan(Guid credentialId) => CredentialId is { } known && known.CompareTo(credentialId) > 0;
}
