using System.Text.Json;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Users;

/// <summary>A tenant's owner, and whether this very call made them so.</summary>
public sealed record Owned(User Owner, bool IsNew);

/// <summary>
/// Who owns a tenant (S070): the tenant's settings name the owner, the owner's role says so, and both are always written in one batch. The only way
/// around <see cref="UserGuard"/>, and only the platform takes it.
/// </summary>
public sealed class Ownership(UserWriter users, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Gives the tenant of the caller its owner: a new user, Pending and invited, or the one who has this address already.</summary>
    /// <returns>The owner, the same one when it is said again; 400; 409 when another one owns the tenant.</returns>
    public Task<Result<Owned>> Establish(Caller caller, string email, string displayName, CancellationToken cancellationToken)
    {
        return log.Write<Owned>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Owned>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var settings = TenantSettings.Of(known);
            var named = await users.FindByEmail(caller.Tenant, email, token);
            if (settings.OwnerId is { } owner)
            {
                return named?.Id == owner
                    ? Draft<Owned>.Unchanged(new(named, false))
                    : Error.Conflict("owner.email", "owner.unique", $"The tenant '{caller.Tenant}' has another owner already, user {owner}: ownership is transferred with POST /api/tenant/owner.");
            }

            var now = time.GetUtcNow();
            if (named is not null)
                return Handover(caller.Tenant, settings, null, named, now);
            var body = JsonSerializer.SerializeToElement(new { displayName, email, role = Role.Owner.Name, accessRole = AccessRole.Admin }, Json.Options);
            if (!new UserFields(body).Create(new UserContext(caller, known, now), Guid.CreateVersion7(now)).Try(out var user, out var error))
                return error;
            return new Draft<Owned>(new(user, true), new Change(CreateUser.Kind, [user.Id]) { Also = [new(ChangeTenant.Kind, [], Json.Write(settings))] })
                .With([.. UserTable.Add(caller.Tenant, user, NumberRows.None), (settings with { OwnerId = user.Id }).Next(now).Save(caller.Tenant)]);
        }
    }

    /// <summary>Makes another user the owner; the one before becomes a Super Admin.</summary>
    /// <returns>The owner as they are now; 400 when there is no such user; 409 for one who has not accepted the invitation and so cannot come in.</returns>
    public Task<Result<Owned>> Transfer(Caller caller, string idOrEmail, CancellationToken cancellationToken)
    {
        return log.Write<Owned>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Owned>>> Decide(CancellationToken token)
        {
            var settings = TenantSettings.Of(await facts.ForWriting(caller.Tenant, token));
            if (await users.FindNamed(caller.Tenant, idOrEmail, token) is not { } next)
                return Error.Invalid("user", "user.unknown", $"user '{FieldReader.Shown(idOrEmail)}' does not exist in the tenant '{caller.Tenant}': give the id or e-mail address of a user.");
            if (next.Id == settings.OwnerId)
                return Draft<Owned>.Unchanged(new(next, false));
            if (next.Lifecycle is not Lifecycle.Active)
                return Error.Conflict("user", "owner.not_active", $"user {next.Id} is {next.Lifecycle} and cannot come in yet: name one who is Active, who has accepted the invitation.");
            var before = settings.OwnerId is { } id ? await users.Find(caller.Tenant, id, token) : null;
            return Handover(caller.Tenant, settings, before, next, time.GetUtcNow());
        }
    }

    private static Draft<Owned> Handover(string tenant, TenantSettings settings, User? last, User next, DateTimeOffset now)
    {
        var owner = Promoted(next, now);
        var change = new Change(ChangeUser.Kind, [next.Id], Json.Write(next)) { Also = [new(ChangeTenant.Kind, [], Json.Write(settings))] };
        var draft = new Draft<Owned>(new(owner, true), last is null ? change : change with { Ids = [next.Id, last.Id], Before = Json.Write(new[] { next, last }) });
        draft.With(UserTable.Update(tenant, next, owner, NumberRows.None)).With([(settings with { OwnerId = next.Id }).Next(now).Save(tenant)]);
        return last is null ? draft : draft.With(UserTable.Update(tenant, last, last with { RoleId = Role.SuperAdmin.Id, Version = last.Version + 1, UpdatedAt = now }, NumberRows.None));
    }

    // An owner can always come in and work.
    private static User Promoted(User user, DateTimeOffset now) => user with
    {
        RoleId = Role.Owner.Id,
        AccessRole = AccessRole.Admin,
        AgentState = AgentState.Enabled,
        Login = user.Login with { AccountEnabled = true, WebLoginBlocked = false, AllowedIps = AllowedIps.Anywhere },
        Version = user.Version + 1,
        UpdatedAt = now,
    };
}
