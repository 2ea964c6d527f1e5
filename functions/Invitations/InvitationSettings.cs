using System.Globalization;
using Microsoft.Extensions.Configuration;
using UserFunctions.Platform.Signing;

namespace UserFunctions.Invitations;

/// <summary>Settings under <c>Invitations__…</c>. A wrong one stops the app with a sentence that names it.</summary>
public sealed class InvitationSettings
{
    // A queue holds a message back for a week at most.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(6);

    /// <summary>Reads and checks the settings.</summary>
    public InvitationSettings(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Invitations");
        TokenKey = SecretKey.Read(settings, "TokenKey");
        AcceptUrl = settings["AcceptUrl"] is { Length: > 0 } url ? url : "http://localhost:7071/api/invitations/accept";
        if (!Uri.TryCreate(AcceptUrl, UriKind.Absolute, out var accept) || accept.Scheme is not ("http" or "https"))
            throw Wrong("AcceptUrl", AcceptUrl, "an absolute http or https URL");
        ClaimedFor = Invitation.ClaimedFor;
        if (settings["ClaimedFor"] is { Length: > 0 } span)
            ClaimedFor = TimeSpan.TryParse(span, CultureInfo.InvariantCulture, out var claimed) && claimed > TimeSpan.Zero ? claimed : throw Wrong("ClaimedFor", span, "a time span such as 00:00:40");
        RetryDelays = settings["RetryDelays"] is { } delays ? Delays(delays) : Invitation.RetryDelays;
    }

    /// <summary><c>TokenKey</c>: at least 32 random bytes in base64url; whoever has it and the table can make links.</summary>
    public byte[] TokenKey { get; }

    /// <summary><c>AcceptUrl</c>: the page that the link opens; <c>?token=…</c> is added.</summary>
    public string AcceptUrl { get; }

    /// <summary><c>ClaimedFor</c>: <see cref="Invitation.ClaimedFor"/> unless set. With less than a mail server takes, a mail may go out twice.</summary>
    public TimeSpan ClaimedFor { get; }

    /// <summary><c>RetryDelays</c>: <see cref="Invitation.RetryDelays"/> unless set; time spans with commas between them, empty: none.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; }

    private static List<TimeSpan> Delays(string list) =>
    [
        .. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text =>
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span <= LongestDelay
                ? span : throw Wrong("RetryDelays", text, "time spans of at most 6 days such as 00:05:00 with commas between them")),
    ];

    private static InvalidOperationException Wrong(string name, string value, string allowed) =>
        new($"The setting Invitations__{name} is '{value}'; it must be {allowed}.");
}
