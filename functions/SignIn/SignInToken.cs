using System.Globalization;
using UserFunctions.Tenants;

namespace UserFunctions.SignIn;

/// <summary>A token of this room: where its row is, and the seal that shows who made it.</summary>
/// <param name="Kind">One of <see cref="Access"/>, <see cref="Refresh"/>, <see cref="Challenge"/>, <see cref="Ticket"/>.</param>
/// <param name="Tenant">Whose.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Id">The session, or the sign-in that is under way.</param>
/// <param name="Number">Which of the session's tokens, from 1; 0 for the others.</param>
/// <param name="Seal">Empty on one that is being made.</param>
public sealed record SignInToken(string Kind, string Tenant, Guid UserId, Guid Id, int Number, string Seal = "")
{
    /// <summary>Opens the API.</summary>
    public const string Access = "ufa";

    /// <summary>Gets the next pair of tokens.</summary>
    public const string Refresh = "ufr";

    /// <summary>Goes with a one-time code.</summary>
    public const string Challenge = "ufc";

    /// <summary>Goes with a new password.</summary>
    public const string Ticket = "ufp";

    /// <summary>Longest token.</summary>
    public const int MaxLength = 250;

    private const int Parts = 6;
    private const int SealLength = 43;

    /// <summary>All of it but the seal: what the seal is of.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Kind}.{Tenant}.{UserId:N}.{Id:N}.{Number}");

    /// <summary>True when a text begins as an access token does.</summary>
    public static bool IsAccess(string text) => text.StartsWith(Access + ".", StringComparison.Ordinal);

    /// <summary>Takes a sent token of one kind apart; null when it has another form.</summary>
    public static SignInToken? Parse(string? text, string kind)
    {
        if (text is not { Length: <= MaxLength } || text.Split('.') is not { Length: Parts } parts || parts[0] != kind || !TenantRegistry.IsName(parts[1]) || parts[5].Length != SealLength)
            return null;
        return Guid.TryParseExact(parts[2], "N", out var user) && Guid.TryParseExact(parts[3], "N", out var id)
            && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(kind, parts[1], user, id, number, parts[5])
            : null;
    }
}
