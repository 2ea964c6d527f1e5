using System.Text.RegularExpressions;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary>What a failover goes to, by its kind (S033).</summary>
internal static partial class FailoverTarget
{
    /// <summary>The number or id to keep; null for the kinds that need none, and when it is wrong.</summary>
    public static string? Of(FieldReader part, FailoverKind kind, string? target, TenantFacts facts, Guid? user)
    {
        switch (kind)
        {
            case FailoverKind.Number:
                return Number(part, target);
            case FailoverKind.User:
                if (user is null)
                    Wrong(part, target, "give the id or e-mail address of a user");
                return user?.ToString("D");
            case FailoverKind.Department:
                if (target is not null && facts.Departments.TryFind(target, out var department))
                    return department.Id.ToString("D");
                Wrong(part, target, "give the name or id of a department");
                return null;
            default:
                if (target is not null)
                    part.Add("to", "invalid", $"A failover of the kind {kind} goes to nobody: leave to out.");
                return null;
        }
    }

    private static string? Number(FieldReader part, string? target)
    {
        if (target is null)
            part.Missing("to", "give a phone number of 3 to 15 digits, with + in front if you like");
        else if (!NumberPattern().IsMatch(target))
            part.Add("to", "invalid", $"to '{FieldReader.Shown(target)}' is not valid: give a phone number of 3 to 15 digits, with + in front if you like.");
        return target;
    }

    private static void Wrong(FieldReader part, string? target, string instead)
    {
        if (target is null)
            part.Missing("to", instead);
        else
            part.Add("to", "unknown", $"to '{FieldReader.Shown(target)}' does not exist: {instead}.");
    }

    [GeneratedRegex(@"^\+?[0-9]{3,15}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
