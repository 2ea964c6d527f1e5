using System.Globalization;
using UserFunctions.Tenants;

namespace UserFunctions.Invitations;

/// <summary>What the mail and the page say in one language. <c>{0}</c> and so on are filled by whoever uses a sentence; <c>{name}</c> and so on are the placeholders of mails.</summary>
public sealed record InvitationTexts
{
#pragma warning disable CS1591 // Each is what its name says.
    public required string Language { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public required string NoticeSubject { get; init; }
    public required string NoticeText { get; init; }
    public required string TimeFormat { get; init; }
    public required string Title { get; init; }
    public required string Invites { get; init; }
    public required string Until { get; init; }
    public required string Email { get; init; }
    public required string Password { get; init; }
    public required string PasswordRule { get; init; }
    public required string Accept { get; init; }
    public required string SsoHint { get; init; }
    public required string SsoContinue { get; init; }
    public required string ErrorTitle { get; init; }
    public required string ErrorPrefix { get; init; }
    public required string PasswordMissing { get; init; }
    public required string PasswordLength { get; init; }
    public required string PasswordWeak { get; init; }
    public required string PasswordInvalid { get; init; }
    public required string Done { get; init; }
    public required string DoneText { get; init; }
    public required string Invalid { get; init; }
    public required string InvalidText { get; init; }
    public required string Expired { get; init; }
    public required string ExpiredText { get; init; }
    public required string Superseded { get; init; }
    public required string SupersededText { get; init; }
    public required string Revoked { get; init; }
    public required string RevokedText { get; init; }
    public required string AcceptedBefore { get; init; }
    public required string AcceptedBeforeText { get; init; }
    public required string Blocked { get; init; }
    public required string BlockedText { get; init; }
    public required string Trouble { get; init; }
    public required string TroubleText { get; init; }
#pragma warning restore CS1591

    /// <summary>The texts of each of <see cref="InvitationTerms.Languages"/>.</summary>
    public static IReadOnlyDictionary<string, InvitationTexts> All { get; } =
        new[] { English.Texts, German.Texts, Spanish.Texts, French.Texts }.ToDictionary(texts => texts.Language);

    /// <summary>The texts of a language; English for one that is not known.</summary>
    public static InvitationTexts Of(string language) => All.GetValueOrDefault(language, English.Texts);

    /// <summary>A time as people of the language write it, to the minute, in UTC.</summary>
    public string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.GetCultureInfo(Language)) + " UTC";
}
