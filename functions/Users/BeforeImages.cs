using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What many users were before one change, in one row of the change log.</summary>
internal static class BeforeImages
{
    /// <summary>Letters of all images of a batch: a row of the table holds half a million.</summary>
    public const int MaxLetters = 450_000;

    /// <summary>Letters of one image in the list.</summary>
    public static int LettersOf(User user) => Json.Write(user).Length + 1;

    /// <summary>Letters of one image in the list of a change that came with another (<see cref="Change.Also"/>): JSON inside JSON, so its quotes are escaped once more.</summary>
    public static int LettersInAlso(User user) => Json.Write(Json.Write(user)).Length;

    /// <summary>As many of these users, from the first one on, as one change can hold; at least one.</summary>
    public static List<User> Fitting(IEnumerable<User> users)
    {
        var letters = 0;
        return [.. users.TakeWhile((user, i) => (letters += LettersOf(user)) <= MaxLetters || i == 0)];
    }
}
