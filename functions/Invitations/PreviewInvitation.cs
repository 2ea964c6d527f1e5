using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Mail;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Invitations;

/// <summary>What a mail is tried with; what is left out is as the tenant's settings have it.</summary>
[DescribedBy(typeof(InvitationTerms))]
public sealed record PreviewBody
{
#pragma warning disable CS1591 // Described where the settings are.
    public string? Language { get; init; }

    public string? Name { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }
#pragma warning restore CS1591
}

/// <summary>A mail as it would go out.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The same as HTML.</param>
public sealed record InvitationPreview(
    [property: Field("Subject of the mail.")] string Subject,
    [property: Field("Plain text of the mail.")] string Text,
    [property: Field("The same as HTML; a mail holds both.")] string Html);

/// <summary><c>POST /api/invitations/preview</c>: the mail that invites, with a made-up name and a link that opens nothing. It writes and sends nothing.</summary>
public sealed class PreviewInvitation(Facts facts, InvitationSettings settings, TimeProvider time)
{
    private const string SampleName = "Ana Example";
    private const string SampleToken = "example.00000000000000000000000000000000.this-link-opens-nothing";

    /// <summary>200 with the mail; 400 as the settings would say it.</summary>
    [Function("PreviewInvitation")]
    [Operation("Preview the mail of invitations", "Shows the mail that invites as it would go out, with the texts of the request or else those of the tenant; nothing is sent or kept.", IsRepeatable = true)]
    [Takes(typeof(PreviewBody))]
    [Answers(200, typeof(InvitationPreview))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invitations/preview")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        var terms = TenantSettings.Of(await facts.ForReading(read.Caller.Tenant, [], cancellationToken)).Invitations;
        var fields = new FieldReader(read.Body, "preview");
        terms = InvitationFields.OfMail(fields).After(terms);
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var link = InvitationMail.LinkOf(SampleToken, settings);
        var (subject, text) = InvitationMail.Filled(read.Caller.Tenant, SampleName, link, time.GetUtcNow() + terms.Lifetime, terms);
        return Answer.Ok(new InvitationPreview(subject, text, MailText.Html(text, subject, terms.Language, link)));
    }
}
