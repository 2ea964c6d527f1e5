using System.Text;
using UserFunctions.Platform.Http;

namespace UserFunctions.Platform.Mail;

/// <summary>A flow that sends mails itself.</summary>
/// <param name="Url">URL of its HTTP trigger; whoever has it can start the flow.</param>
/// <param name="Secret"><c>whsec_</c> and base64, which what it gets is signed with.</param>
public sealed record HttpMailSettings(Uri Url, string Secret)
{
    /// <summary>Fewest bytes of the secret.</summary>
    public const int ShortestSecret = 24;
}

/// <summary>What came of posting a mail.</summary>
/// <param name="Status">HTTP status; null: there was no answer.</param>
/// <param name="Reason">Why it was not taken, without anything that the other side said; null: it was.</param>
public sealed record PostedMail(int? Status, string? Reason);

/// <summary>Posts a body once, signed as webhooks are, to an address of the public internet.</summary>
public delegate Task<PostedMail> PostMail(Uri url, string secret, string id, byte[] body, CancellationToken cancellationToken);

/// <summary>
/// Hands each mail to a flow as JSON: <c>{"kind","tenant","id","from","to","toName","subject","text","html"}</c>, signed as webhooks are. The same mail again has the same id, also as the
/// header <c>webhook-id</c>. It is sent when the flow has answered with 2xx.
/// </summary>
public sealed class HttpMailSender(HttpMailSettings settings, string from, PostMail post) : IMailSender
{
    // What the flow will not take later either: the mail itself is wrong to it.
    private static readonly int[] Final = [400, 413, 422];

    /// <inheritdoc/>
    public async Task Send(Letter letter, CancellationToken cancellationToken)
    {
        var mail = new { letter.Kind, letter.Tenant, letter.Id, From = from, letter.To, letter.ToName, letter.Subject, letter.Text, letter.Html };
        var (status, reason) = await post(settings.Url, settings.Secret, letter.Id, Encoding.UTF8.GetBytes(Json.Write(mail)), cancellationToken);
        if (reason is not null)
            throw new MailRefusedException($"The flow that sends mails did not take it: {reason}.", status is { } known && Final.Contains(known));
    }
}
