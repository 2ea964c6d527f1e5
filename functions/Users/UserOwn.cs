using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>What few users have, and each of them for itself: one text of the index.</summary>
internal sealed record UserOwn(string? ProfileImage, IReadOnlyList<string>? AlternateNumbers, LimitsMark? LimitsSet, DateTimeOffset? RestoredAt, int? SessionsSince)
{
    private static readonly UserOwn None = new(null, null, null, null, null);

    /// <summary>The text; null for a user who has none of it.</summary>
    public static string? Of(User user)
    {
        var own = new UserOwn(user.ProfileImage, user.Calling.AlternateNumbers is { Count: > 0 } numbers ? numbers : null, user.Work.LimitsSet, user.RestoredAt, user.SessionsSince == 0 ? null : user.SessionsSince);
        return own == None ? null : Json.Write(own);
    }

    public static UserOwn Read(string? text) => Json.Read<UserOwn>(text) ?? None;
}
