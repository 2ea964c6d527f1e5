using System.Net.Mail;
using UserFunctions.Platform.Http;

namespace UserFunctions.Tenants;

/// <summary>What a body says about how the tenant invites: each field absent, cleared to its default or set.</summary>
internal sealed class InvitationFields
{
    private const int MaxLanguage = 10;
    private const int MaxAddress = 254;

    private readonly FieldReader reader;
    private readonly Field<string> language;
    private readonly Field<string> name;
    private readonly Field<string> subject;
    private readonly Field<string> text;

    private InvitationFields(FieldReader reader)
    {
        this.reader = reader;
        language = reader.Text("language", MaxLanguage);
        name = reader.Text("name", InvitationTerms.MaxName);
        subject = reader.Text("subject", InvitationTerms.MaxSubject);
        text = reader.Lines("text", InvitationTerms.MaxText);
    }

    private Field<int?> Hours { get; init; }

    private Field<IReadOnlyList<string>> Notify { get; init; }

    /// <summary>All of them.</summary>
    public static InvitationFields Of(FieldReader reader) => new(reader)
    {
        Hours = reader.Integer("expiresAfterHours", InvitationTerms.MinHours, InvitationTerms.MaxHours, "hours"),
        Notify = reader.Texts("notify", InvitationTerms.MaxNotified, MaxAddress),
    };

    /// <summary>Those that the mail is made of.</summary>
    public static InvitationFields OfMail(FieldReader reader) => new(reader);

    /// <summary>The terms after the merge; what is wrong is added to the reader's errors.</summary>
    public InvitationTerms After(InvitationTerms before)
    {
        Check();
        var after = before with
        {
            ExpiresAfterHours = Hours.Or(before.ExpiresAfterHours) ?? InvitationTerms.DefaultHours,
            Language = language.Or(before.Language)?.ToLowerInvariant() ?? InvitationTerms.DefaultLanguage,
            Name = name.Or(before.Name),
            Subject = subject.Or(before.Subject),
            Text = text.Or(before.Text),
            Notify = Notify.Or(before.Notify) ?? [],
        };
        return after;
    }

    private void Check()
    {
        if (language.Value is { } code && !InvitationTerms.Languages.Contains(code, StringComparer.OrdinalIgnoreCase))
            reader.Add("language", "invalid", $"language '{FieldReader.Shown(code)}' is not one that invitations are written in: use {string.Join(", ", InvitationTerms.Languages)}.");
        if (subject.Value is { } line && Placeholders.FaultOfSubject(line) is { } ofSubject)
            reader.Add("subject", "invalid", $"subject {ofSubject}.");
        if (text.Value is { } lines && Placeholders.FaultOfText(lines) is { } ofText)
            reader.Add("text", "invalid", $"text {ofText}.");
        foreach (var wrong in (Notify.Value ?? []).Where(given => !IsAddress(given)))
            reader.Add("notify", "invalid", $"notify '{FieldReader.Shown(wrong)}' is not an e-mail address such as name@example.com.");
    }

    private static bool IsAddress(string given) => MailAddress.TryCreate(given, out var address) && address.Address == given;
}
