using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What a write of a user needs to know of extension numbers.</summary>
/// <param name="Own">The row of the number that the user has afterwards; null when it has none, when there is no row yet, or when nothing about it changes.</param>
/// <param name="Left">The row of the number that the user gives up; null when it gives up none.</param>
internal sealed record NumberRows(Row? Own, Row? Left)
{
    public static NumberRows None { get; } = new(null, null);

    /// <summary>The secret that the user's number gets now; null: none that anybody is shown.</summary>
    public ExtensionSecret? Secret { get; init; }

    /// <summary>An administrator's word: a number that is given up is free at once.</summary>
    public bool Force { get; init; }
}

/// <summary>Loads them.</summary>
internal static class NumberLoading
{
    /// <summary>
    /// The rows that the change touches, and the user with what it gets by it: who wants an extension and names no number gets the next one (S019); a number that is
    /// new, or whose switch goes on, gets a secret. 409 when the number is another user's.
    /// </summary>
    public static async Task<Result<(User User, NumberRows Rows)>> LoadNumbers(
        this ITables tables, string tenant, User? before, User after, DateTimeOffset now, bool force, CancellationToken cancellationToken)
    {
        if (after is { ExtensionNumber: null, Calling.CreateAgentExtension: true })
            after = after with { ExtensionNumber = await FreeNumber.Find(tables, tenant, now, cancellationToken) };
        if (after is { ExtensionNumber: null, Calling.CreateAgentExtension: true })
            return Error.Conflict("extensionNumber", "extensionNumber.missing", "No number from 1000 to 999999 is free: give extensionNumber, 2 to 10 digits.");
        if (!ExtensionClaim.IsTouched(before, after))
            return (after, NumberRows.None);
        var own = await Row(after.HeldNumber);
        if (after.HeldNumber is { } wanted && ExtensionClaim.Check(wanted, own, after.Id, now, force) is { } error)
            return error;
        var left = before?.HeldNumber == after.HeldNumber ? null : await Row(before?.HeldNumber);
        var secret = ExtensionClaim.GainsCredentials(before, after) ? ExtensionSecret.New(now) : null;
        return (after with { ExtensionSecret = secret?.Text }, new NumberRows(own, left) { Secret = secret, Force = force });

        Task<Row?> Row(string? number) =>
            number is null ? Task.FromResult<Row?>(null) : tables.Get(ChangeLog.Table, tenant, ExtensionClaim.Key(number), cancellationToken);
    }
}
