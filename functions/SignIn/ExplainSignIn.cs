using System.Net;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Something in the way, to an administrator.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Message">In one sentence.</param>
/// <param name="Help">What to change.</param>
public sealed record ExplainedReason(
    [property: Field("Code that does not change, such as account.disabled.")] string Code,
    [property: Field("What the user is told, in one sentence.")] string Message,
    [property: Field("What to change so that it is no longer in the way.")] string Help);

/// <summary>Whether a user can sign in, and if not, why.</summary>
/// <param name="UserId">Who.</param>
/// <param name="LoginId">What the user types.</param>
/// <param name="Allowed">True when nothing is in the way of whoever has the credentials.</param>
/// <param name="Reasons">Everything in the way, the most important first.</param>
/// <param name="Needs">What it takes.</param>
/// <param name="LockedUntil">Null: it is not locked.</param>
public sealed record SignInExplanation(
    [property: Field("Id of the user.")] Guid UserId,
    [property: Field("Login id that the user types.")] string LoginId,
    [property: Field("True: nothing is in the way of a user who has what it takes.")] bool Allowed,
    [property: Field("Everything that is in the way, the most important first.")] IReadOnlyList<ExplainedReason> Reasons,
    [property: Field("What it takes to sign in: password, one_time_code, new_password, identity_provider.")] IReadOnlyList<string> Needs,
    [property: Field("Until when too many failed attempts keep the user out from that address, in UTC; the year 9999: until the user signs in elsewhere or an administrator unblocks web login; absent: they do not.")] DateTimeOffset? LockedUntil);

/// <summary><c>POST /api/sign-in/explain</c>: why can this user not sign in. It changes nothing, and no password is needed.</summary>
public sealed class ExplainSignIn(SignInTable table, UserWriter users, Passwords passwords, TimeProvider time)
{
    private const int MaxAddress = 50;

    /// <summary>200 with everything in the way; 400; 404.</summary>
    [Function("ExplainSignIn")]
    [Operation("Explain why a user cannot sign in", "Says whether a user can sign in, from an address if one is given, everything that is in the way, and what to change.", Visibility = Visibility.Important, IsRepeatable = true)]
    [Takes(typeof(ExplainBody))]
    [Answers(200, typeof(SignInExplanation))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "sign-in/explain")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "question");
        var named = fields.Text("user", UserFields.MaxEmail).Value;
        if (named is null)
            fields.Missing("user", "give the id, e-mail address or login id of the user");
        var address = Address(fields);
        var application = fields.Choice<Application>("application").Value ?? Application.Portal;
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        var user = await users.FindNamed(read.Caller.Tenant, named!, cancellationToken) ?? await users.FindByLoginId(read.Caller.Tenant, named!, cancellationToken);
        return user is null
            ? Answer.Problem(Error.NotFound("user", FieldReader.Shown(named!)))
            : Answer.Ok(await Handle(read.Caller.Tenant, user, address, application, cancellationToken));
    }

    /// <summary>What is in the way of this user.</summary>
    internal async Task<SignInExplanation> Handle(string tenant, User user, IPAddress? address, Application application, CancellationToken cancellationToken)
    {
        var (record, now) = (await table.Record(SignInTable.Partition(tenant, user.Id), cancellationToken), time.GetUtcNow());
        var network = address is null ? "" : SourceAddress.Network(address).ToString();
        var lockedUntil = record.Failures.LockedUntil(network, now);
        var usesPassword = user.Login.AuthenticationMethod is AuthenticationMethod.Password;
        var mustChange = usesPassword && await passwords.MustChange(tenant, user.Id, cancellationToken);
        var hasPassword = !usesPassword || await passwords.VersionOf(tenant, user.Id, cancellationToken) is not null;
        var request = new SignInRequest(application, address, usesPassword ? Means.Password : Means.SingleSignOn, hasPassword ? Proof.NotAsked : Proof.Missing);
        var reasons = SignInDecision.Decide(SignInState.Of(user, lockedUntil, mustChange), request, now).Where(r => !r.IsStep).ToList();
        if (usesPassword && user.Login.TwoFactorAuthentication && record.NoCodesUntil(now) is not null)
            reasons.Add(SignInReason.TooManyWrongCodes);
        IEnumerable<string> needs = usesPassword
            ? ["password", .. user.Login.TwoFactorAuthentication ? ["one_time_code"] : (string[])[], .. mustChange ? ["new_password"] : (string[])[]]
            : ["identity_provider"];
        return new(user.Id, user.LoginId, reasons.Count == 0, [.. reasons.Select(r => new ExplainedReason(r.Code, r.Message, r.Help))], [.. needs], lockedUntil);
    }

    private static IPAddress? Address(FieldReader fields)
    {
        if (fields.Text("address", MaxAddress).Value is not { } text)
            return null;
        if (Tenants.IpRange.Parse(text) is not null && IPAddress.TryParse(text, out var address))
            return address;
        fields.Add("address", "invalid", $"address '{FieldReader.Shown(text)}' is not valid: give one IPv4 or IPv6 address.");
        return null;
    }
}
