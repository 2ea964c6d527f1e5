using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A tenant and its owner on the wire.</summary>
/// <param name="Tenant">Its name.</param>
/// <param name="Owner">The one user with the role Owner.</param>
public sealed record OwnedTenant(
    [property: Field("Name of the tenant.")] string Tenant,
    [property: Field("The one user who owns it.")] UserView Owner);

/// <summary>A tenant to be made, as a body says it.</summary>
public sealed record TenantBody
{
    /// <summary>Its name.</summary>
    [Field("Name of the tenant, 2 to 40 lower-case letters, digits and inner hyphens.", IsRequired = true)]
    public string? Tenant { get; init; }

    /// <summary>Who owns it.</summary>
    [Field("The person who owns the tenant.", IsRequired = true)]
    public OwnerBody? Owner { get; init; }
}

/// <summary>An owner to be made, as a body says it.</summary>
public sealed record OwnerBody
{
    /// <summary>Full name.</summary>
    [Field("Full name of the owner, at most 200 characters.", IsRequired = true)]
    public string? DisplayName { get; init; }

    /// <summary>Where the invitation goes.</summary>
    [Field("E-mail address that the invitation goes to, at most 254 characters.", IsRequired = true, Format = "email")]
    public string? Email { get; init; }
}

/// <summary><c>POST /api/tenants</c> with <c>{"tenant","owner":{"displayName","email"}}</c>: a tenant with its owner (S070). Here and not among the tenants, which know no users.</summary>
public sealed class CreateTenant(Ownership ownership, TenantRegistry tenants, Facts facts, RequestRows requests)
{
    /// <summary>201 with tenant and owner, who is invited; 200 when they are so already; 400; 403 for all but the platform; 409 when another one owns the tenant.</summary>
    [Function("CreateTenant")]
    [Operation("Create a tenant", "Creates a tenant and its owner, who is invited; only the operator of the platform may.", IsHidden = true)]
    [Takes(typeof(TenantBody))]
    [Answers(201, typeof(OwnedTenant), Also = [200])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (PlatformOnly(read.Caller, "makes tenants") is { } refused)
            return Answer.Problem(refused);
        var fields = new FieldReader(read.Body, "tenant");
        var tenant = fields.Text("tenant", 40).Value;
        var owner = fields.Part("owner", "owner").Value;
        var displayName = owner?.Text("displayName", 200).Value;
        var email = owner?.Text("email", UserFields.MaxEmail).Value;
        if (tenant is null)
            fields.Missing("tenant", TenantRegistry.NameRule);
        else if (!TenantRegistry.IsName(tenant))
            fields.Add("tenant", "invalid", $"tenant '{FieldReader.Shown(tenant)}' is not valid: {TenantRegistry.NameRule}.");
        if (owner is null)
            fields.Missing("owner", """give {"displayName","email"} of the person who owns the tenant""");
        if (owner is not null && displayName is null)
            owner.Missing("displayName", "give the owner's full name");
        if (owner is not null && email is null)
            owner.Missing("email", "give one address such as name@example.com");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        // Kept with the caller's own tenant: the key names one request, whatever tenant another one would make.
        var made = await requests.Once(read.Caller, token => Handle(read.Caller with { RequestKey = null }, tenant!, email!, displayName!, token), cancellationToken);
        if (!made.Try(out var owned, out error))
            return Answer.Problem(OfOwner(error));
        var view = new OwnedTenant(tenant!, UserView.Of(owned.Owner, await facts.ForReading(tenant!, owned.Owner.NamedIds, cancellationToken)).At(request));
        return owned.IsNew ? Answer.Created(request.Link($"users/{owned.Owner.Id}"), view) : Answer.Ok(view);
    }

    /// <summary>Makes the owner and then the tenant, so that a tenant that is there has an owner; cut off in between, it is repeated.</summary>
    public async Task<Result<Owned>> Handle(Caller caller, string tenant, string email, string displayName, CancellationToken cancellationToken)
    {
        var established = await ownership.Establish(caller with { Tenant = tenant }, email, displayName, cancellationToken);
        if (established.Ok)
            await tenants.Ensure(tenant, cancellationToken);
        return established;
    }

    // The owner is read as any user is; in this body its fields stand one level deeper.
    private static Error OfOwner(Error error) => error is { Kind: ErrorKind.Invalid, Details: { } details }
        ? Error.Of([.. details.Select(d => d with { Code = $"owner.{d.Code}", Target = $"owner.{d.Target}" })])
        : error;

    /// <summary>The 403 for a caller that is not the platform's; null for the one that is.</summary>
    internal static Error? PlatformOnly(Caller caller, string what) => caller.IsPlatform ? null
        : new Error(ErrorKind.Forbidden, "key.forbidden", $"Only the platform's operator {what}, with the bootstrap key; yours belongs to the tenant '{caller.Tenant}'.", Permission.TenantWrite);
}
