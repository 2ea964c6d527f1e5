using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Who has forgotten a password, as a body says it.</summary>
public sealed record ResetBody
{
    /// <summary>Whose user.</summary>
    [Field("Name of the tenant.", IsRequired = true)]
    public string? Tenant { get; init; }

    /// <summary>The user's.</summary>
    [Field("E-mail address of the user.", IsRequired = true, Format = "email")]
    public string? Email { get; init; }
}

/// <summary>The answer, whoever was named.</summary>
/// <param name="Message">The same for all.</param>
public sealed record ResetAsked([property: Field("What happens now; it is the same whether there is such a user or not.")] string Message);

/// <summary>The message on the queue <c>password-resets</c>: who asked. It holds no token; that there is such a user is looked up when it is read.</summary>
/// <param name="Tenant">As it was sent.</param>
/// <param name="Email">As it was sent.</param>
/// <param name="RequestId">Tells one request from the next.</param>
/// <param name="CorrelationId">Of the request.</param>
public sealed record ResetMessage(string Tenant, string Email, Guid RequestId, string? CorrelationId)
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "password-resets";

    /// <summary>How many times it was left alone for a while after its tries; null: never.</summary>
    public int? Round { get; init; }

    /// <summary>The message for the next round of tries.</summary>
    public ResetMessage Later() => this with { Round = (Round ?? 0) + 1 };
}

/// <summary><c>POST /api/password-resets</c>: a mail with a link to a new password (S046). Nothing is looked up here: the answer, and how long it takes, says nothing about the user.</summary>
public sealed class RequestPasswordReset(Queues queues, ResetLimits limits, TimeProvider time)
{
    private const int MaxTenant = 40;

    /// <summary>202, always the same; 400; 429 <c>rate.limited</c>.</summary>
    /// <remarks>A user is sent at most one mail a minute and five a day, whoever asks.</remarks>
    [Function("RequestPasswordReset")]
    [Operation("Ask for another password", "Sends a mail with a link to choose another password, if there is such a user; the link works once and for one hour.", IsOpen = true, IsHidden = true, IsRepeatable = true)]
    [Takes(typeof(ResetBody))]
    [Answers(202, typeof(ResetAsked))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "password-resets")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(body.Root, "password reset");
        var (tenant, email) = (fields.Text("tenant", MaxTenant).Value, fields.Text("email", UserFields.MaxEmail).Value);
        if (tenant is null)
            fields.Missing("tenant", "give the name of the tenant");
        else if (!TenantRegistry.IsName(tenant))
            fields.Add("tenant", "invalid", $"tenant '{FieldReader.Shown(tenant)}' is no name of a tenant: those have 2 to 40 lower-case letters, digits and inner hyphens.");
        if (email is null)
            fields.Missing("email", "give the user's e-mail address");
        if ((fields.Finish() ?? limits.Take(SourceAddress.Of(request.HttpContext))) is { } refused)
            return Answer.Problem(refused);
        await queues.Send(ResetMessage.Queue, new ResetMessage(tenant!, email!, Guid.CreateVersion7(time.GetUtcNow()), Correlation.Of(request.HttpContext)), cancellationToken);
        return Answer.Taken(new ResetAsked("If there is such a user, a mail with a link to choose another password is on its way. The link works for one hour."));
    }
}
