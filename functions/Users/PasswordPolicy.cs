using System.Text;
using UserFunctions.Platform.Errors;

namespace UserFunctions.Users;

/// <summary>Whom a password is for, as far as it must not be made of what everybody knows about them.</summary>
/// <param name="Known">Names, addresses and numbers of the person and the tenant; null ones are skipped.</param>
/// <param name="HasSecondFactor">A one-time code is asked for beside the password (S055).</param>
public sealed record PasswordSubject(IReadOnlyList<string?> Known, bool HasSecondFactor)
{
    /// <summary>The user of a tenant.</summary>
    public static PasswordSubject Of(User user, string tenant) => new(
        [user.DisplayName, user.GivenName, user.FamilyName, user.Email, user.LoginId, user.Phone, user.ExternalId, user.ExtensionNumber, user.Designation, tenant],
        user.Login.TwoFactorAuthentication);
}

/// <summary>
/// What a password must be (NIST SP 800-63B-4 §3.1.1.2): long, and not among those that are tried first. There are no rules of composition and none of age.
/// </summary>
public static class PasswordPolicy
{
    /// <summary>Fewest characters of a password that is all that is asked for: the standard's 15 for a single factor.</summary>
    public const int MinAlone = 15;

    /// <summary>Fewest characters of a password that a one-time code is asked for with, at every sign-in: the standard's 8. An invitation is no second factor, it is used once.</summary>
    public const int MinWithSecondFactor = 8;

    /// <summary>Most characters; the standard asks for 64 at least.</summary>
    public const int Max = 128;

    /// <summary>Longest text that is taken for a password anywhere, in UTF-16 units: how many characters it comes to is counted behind it, so whatever may be chosen can be typed.</summary>
    public const int MostSent = 1024;

    /// <summary>Fewest parts that somebody who guesses has to put together.</summary>
    public const int MinParts = 6;

    /// <summary>The field that the errors name.</summary>
    public const string Field = "password";

    /// <summary>All that is wrong with the password as one 400 (<c>password.invalid</c>, <c>password.weak</c>), none of it repeating the password; null: nothing is.</summary>
    public static Error? Check(string password, PasswordSubject subject) => Faults(password, subject) is { Count: > 0 } faults ? Error.Of(faults) : null;

    /// <summary>The same as a list.</summary>
    public static IReadOnlyList<FieldError> Faults(string password, PasswordSubject subject)
    {
        var faults = new List<FieldError>();
        if (!IsText(password))
            return [Fault("invalid", "password holds half a character or a control character: use any others, blanks too.")];
        var (length, min) = (LengthOf(password), MinFor(subject.HasSecondFactor));
        if (length < min)
            faults.Add(Fault("invalid", $"password has {length} characters; use at least {min}{(subject.HasSecondFactor ? "" : $" (with a second factor {MinWithSecondFactor})")}: several words are easy to remember."));
        if (length > Max)
            faults.Add(Fault("invalid", $"password has {length} characters; use at most {Max}."));
        else if (PasswordGuess.Parts(password, subject.Known) < MinParts)
            faults.Add(Fault("weak", "password can be guessed: it is made of common passwords, names, dates, rows of keys or repeats. Add words or characters that do not belong together."));
        return faults;
    }

    /// <summary>Fewest characters, with a second factor or without.</summary>
    public static int MinFor(bool hasSecondFactor) => hasSecondFactor ? MinWithSecondFactor : MinAlone;

    /// <summary>Characters as a person counts them: code points of the text as it is hashed.</summary>
    public static int LengthOf(string password) => Normal(password).EnumerateRunes().Count();

    /// <summary>The text that is hashed: NFKC, so that it does not matter on which keyboard it is typed.</summary>
    public static string Normal(string password) => IsText(password) ? password.Normalize(NormalizationForm.FormKC) : password;

    private static bool IsText(string password)
    {
        foreach (var rune in password.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return false;
        }

        return true;
    }

    private static FieldError Fault(string code, string message) => new($"{Field}.{code}", Field, message);
}
