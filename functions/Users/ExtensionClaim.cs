using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>
/// A user's hold on an extension number: the row <c>x|number</c> names the user, the user names the number, both in one batch. The row
/// outlives the hold, so a released number stays in the list of extensions.
/// </summary>
internal static class ExtensionClaim
{
    /// <summary>For how long a number that its holder gave up or lost is kept for that user alone (S019, S104).</summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromDays(30);

    public const string Prefix = "x|";

    private const string Quarantined = "quarantinedUntil";
    private const string Previous = "previousUserId";

    public static string Key(string number) => Prefix + KeyRange.Escape(number);

    /// <summary>Who holds the number; null when nobody does.</summary>
    public static Guid? HolderOf(Row? row) => row?.Id("userId");

    /// <summary>Until when nobody but its last holder gets the number; null: it is held, or free.</summary>
    public static DateTimeOffset? QuarantinedUntil(Row row) => HolderOf(row) is null ? row.Time(Quarantined) : null;

    /// <summary>The 409 when the user cannot have the number; null when it can be claimed. <paramref name="force"/> ends a quarantine.</summary>
    public static Error? Check(string number, Row? row, Guid user, DateTimeOffset now, bool force = false)
    {
        if (row is null)
            return null;
        if (HolderOf(row) is { } holder)
            return holder == user ? null : Error.Taken("extensionNumber", number);
        return !force && QuarantinedUntil(row) is { } until && until > now && row.Id(Previous) != user
            ? Error.Conflict("extensionNumber", "extensionNumber.quarantined", $"extensionNumber '{number}' is kept until {until:u} for the user who had it last: choose another, or free it with POST /api/extensions/{number}/release?force=true.")
            : null;
    }

    /// <summary>True when a change of a user changes the row of a number.</summary>
    public static bool IsTouched(User? before, User after) =>
        before?.HeldNumber != after.HeldNumber || (after.HeldNumber is not null && before!.Calling.CreateAgentExtension != after.Calling.CreateAgentExtension);

    /// <summary>True when the change gives the user's number credentials: it is another number, or the switch goes on (S019).</summary>
    public static bool GainsCredentials(User? before, User after) => after is { HeldNumber: not null, Calling.CreateAgentExtension: true } && IsTouched(before, after);

    /// <summary>The rows that a change of a user changes.</summary>
    public static IEnumerable<Step> Steps(string tenant, User? before, User after, NumberRows rows)
    {
        if (!IsTouched(before, after))
            yield break;
        if (rows.Left is { } left)
            yield return Step.Replace(Freed(left, after.UpdatedAt, rows.Force));
        if (after.HeldNumber is not { } number)
            yield break;
        var own = rows.Own is { } row ? Next(row, after.UpdatedAt, after.Id) : New(tenant, number, after.UpdatedAt, after.Id);
        own[Quarantined] = own[Previous] = null;
        // The secret goes with the switch and with the number: what is not given now is gone.
        ExtensionSecret.Put(own, rows.Secret);
        yield return rows.Own is null ? Step.Insert(own) : Step.Replace(own);
    }

    /// <summary>What a change of a user means for numbers, for the log.</summary>
    public static IEnumerable<Change> Changes(User? before, User after)
    {
        if (!IsTouched(before, after))
            yield break;
        if (before?.HeldNumber is { } left && left != after.HeldNumber)
            yield return new("extension.released", []) { Name = left };
        if (after.HeldNumber is { } own)
            yield return new(before?.HeldNumber == own ? "extension.changed" : "extension.assigned", []) { Name = own };
    }

    /// <summary>The row when nobody holds it any more: without credentials and, unless <paramref name="force"/>, in quarantine for who held it last.</summary>
    public static Row Freed(Row row, DateTimeOffset now, bool force)
    {
        var next = Next(row, now, null);
        next[Quarantined] = force ? null : now + Quarantine;
        next[Previous] = force ? null : HolderOf(row);
        ExtensionSecret.Put(next, null);
        return next;
    }

    public static Row New(string tenant, string number, DateTimeOffset now, Guid? holder) => new(tenant, Key(number))
    {
        ["number"] = number,
        ["version"] = 1,
        ["createdAt"] = now,
        ["updatedAt"] = now,
        ["userId"] = holder,
    };

    /// <summary>The row's next version with another holder; everything else stays.</summary>
    public static Row Next(Row row, DateTimeOffset now, Guid? holder) => row with
    {
        Columns = new(row.Columns)
        {
            ["version"] = (int)(row.Number("version") ?? 0) + 1,
            ["updatedAt"] = now,
            ["userId"] = holder,
        },
    };
}
