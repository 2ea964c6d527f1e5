using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions/{number}/registrations</c> (S037): the telephony system says that a phone is registered, again and again while it is.</summary>
/// <remarks>Sent again it says so again: a report is named by its contact, so it needs no other name. One that has an Idempotency-Key all the same counts once.</remarks>
public sealed class RegisterPhone(ITables tables, RegistrationTable registrations, RequestRows requests, TimeProvider time)
{
    private const int MaxText = 200;
    private const int MaxIp = 45;

    /// <summary>200 with the phones that are registered now; 400; 404; 409 while the extension has no credentials, or when ten phones are registered.</summary>
    /// <remarks><c>expiresInSeconds</c> 30-3600, 60 when it is left out; 0 takes the phone away.</remarks>
    [Function("RegisterPhone")]
    [Operation("Report a registration", "Says that a phone is registered at an extension, or gone; a telephony system repeats it while the phone is there.", Visibility = Visibility.Internal)]
    [Takes(typeof(RegistrationBody))]
    [Answers(200, typeof(Registration), IsList = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions/{number}/registrations")] HttpRequest request, string number, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsRegister, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var now = time.GetUtcNow();
        if (!Read(new FieldReader(read.Body, "registration"), now).Try(out var report, out error))
            return Answer.Problem(error);
        var live = await requests.Once(read.Caller, token => Handle(read.Caller.Tenant, number, report, now, token), cancellationToken);
        return live.Try(out var phones, out error) ? Answer.Ok(new PageAnswer<Registration>(phones, null)) : Answer.Problem(error);
    }

    /// <summary>Takes the report down; one that expires when it is made takes the phone away.</summary>
    public async Task<Result<IReadOnlyList<Registration>>> Handle(string tenant, string number, Registration report, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await tables.FindExtension(tenant, number, cancellationToken) is not { } row)
            return Error.NotFound("extension", FieldReader.Shown(number));
        var isGone = report.ExpiresAt <= now;
        if (PhoneExtension.Read(row).CredentialId is not { } credential)
            return isGone ? Array.Empty<Registration>() : Error.Conflict("number", "extension.no_credentials", $"extension '{number}' has no credentials, so no phone can be registered there: POST /api/extensions/{number}/secret gives it some.");
        var written = await registrations.Write(tenant, number, phones => isGone ? phones.Without(credential, report.Contact, now) : phones.With(credential, report), cancellationToken);
        return written.Map(phones => phones.Live(credential, now));
    }

    private static Result<Registration> Read(FieldReader fields, DateTimeOffset now)
    {
        var contact = fields.Text("contact", MaxText).Value;
        if (contact is null)
            fields.Missing("contact", "give what tells this device from others, at most 200 characters");
        var seconds = fields.Integer("expiresInSeconds", 0, Registrations.MaxSeconds, "seconds").Value ?? Registrations.DefaultSeconds;
        if (seconds is > 0 and < Registrations.MinSeconds)
            fields.Add("expiresInSeconds", "invalid", $"expiresInSeconds {seconds} is not valid: give {Registrations.MinSeconds} to {Registrations.MaxSeconds}, or 0 to take the phone away.");
        var userAgent = fields.Text("userAgent", MaxText).Value;
        var ip = fields.Text("ip", MaxIp).Value;
        if (ip is not null && (ip.Contains('/', StringComparison.Ordinal) || IpRange.Parse(ip) is null))
            fields.Add("ip", "invalid", $"ip '{FieldReader.Shown(ip)}' is not an IP address: give one such as 203.0.113.7 or 2001:db8::7.");
        return fields.Finish() is { } invalid ? invalid : new Registration(contact!, now, now, now.AddSeconds(seconds), userAgent, ip);
    }
}
