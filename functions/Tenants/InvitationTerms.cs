using UserFunctions.Platform.Connector;

namespace UserFunctions.Tenants;

/// <summary>How a tenant invites (S118): how long a link works, and what the mail and the page behind the link say.</summary>
public sealed record InvitationTerms
{
    /// <summary>Hours that a link works unless the tenant says otherwise.</summary>
    public const int DefaultHours = 120;

    /// <summary>Fewest hours.</summary>
    public const int MinHours = 1;

    /// <summary>Most hours: 30 days.</summary>
    public const int MaxHours = 720;

    /// <summary>Characters of the shown name.</summary>
    public const int MaxName = 100;

    /// <summary>Characters of a subject.</summary>
    public const int MaxSubject = 200;

    /// <summary>Characters of a mail's text.</summary>
    public const int MaxText = 5000;

    /// <summary>Addresses that are told of an acceptance.</summary>
    public const int MaxNotified = 10;

    /// <summary>The language of a tenant that names none.</summary>
    public const string DefaultLanguage = "en";

    /// <summary>Languages that the mail and the page are written in (ISO 639-1).</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de", "es", "fr"];

    /// <summary>Hours.</summary>
    [Field("How many hours the link of an invitation works, 1 to 720; 120 unless set.")]
    public int ExpiresAfterHours { get; init; } = DefaultHours;

    /// <summary>One of <see cref="Languages"/>.</summary>
    [Field("Language of the mail and of the page that its link opens: en, de, es or fr.", Choices = ["en", "de", "es", "fr"])]
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>Null: the tenant's own.</summary>
    [Field("What the mail and the page call the tenant, at most 100 characters; absent: its name.")]
    public string? Name { get; init; }

    /// <summary>Null: the built-in one of the language.</summary>
    [Field("Subject of the mail, at most 200 characters, in which {name} and {tenant} are replaced; absent: the built-in one of the language.")]
    public string? Subject { get; init; }

    /// <summary>Null: the built-in one of the language.</summary>
    [Field("Text of the mail, at most 5000 characters, in which {name}, {tenant}, {link} and {expires} are replaced; {link} must occur. The same is sent as HTML. Absent: the built-in one of the language.")]
    public string? Text { get; init; }

    /// <summary>Empty: nobody.</summary>
    [Field("E-mail addresses that get a mail when somebody accepts, at most 10.")]
    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>How long a link works.</summary>
    internal TimeSpan Lifetime => TimeSpan.FromHours(ExpiresAfterHours);

    /// <summary>What people are told the tenant is called.</summary>
    internal string ShownName(string tenant) => Name ?? tenant;
}
