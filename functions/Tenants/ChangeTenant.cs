using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Tenants;

/// <summary><c>PATCH /api/tenant</c>: a JSON merge; lists are replaced as a whole.</summary>
public sealed class ChangeTenant(ChangeLog log, Facts facts, CountUse use, TakeAway takeAway, TenantRegistry tenants, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "tenant.changed";

    /// <summary>200 with the settings as they are now; 400, 412; 403 for quotas, which only the platform changes, also of another <c>tenant</c> that it names; 409 for a channel or IP entry in use, and for fewer seats than are in use.</summary>
    /// <remarks><c>force=true</c> takes what is in use away all the same; <c>changes</c> then says from whom.</remarks>
    [Function("ChangeTenant")]
    [Operation("Change the settings of the tenant", "Changes the settings that the request names; all others stay as they are, and a list replaces the one before.", IsVersioned = true)]
    [Takes(typeof(TenantChanges))]
    [Query(typeof(TakeAwayQuery))]
    [Answers(200, typeof(TenantView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "tenant")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        if (!request.ReadFlag("force").Try(out var isForced, out error))
            return Answer.Problem(error);
        if (caller.IsPlatform && new FieldReader(body.Root, "tenant").Peek("tenant") is { } named && named != caller.Tenant)
        {
            if (!TenantRegistry.IsName(named) || !await tenants.Exists(named, cancellationToken))
                return Answer.Problem(TenantRegistry.NotFound(FieldReader.Shown(named)));
            caller = caller with { Tenant = named };
        }

        var changed = await Handle(caller, request.IfMatch(), body.Root, isForced, cancellationToken);
        return changed.Try(out var view, out error) ? Answer.Ok(view).Tagged(view.Version) : Answer.Problem(error);
    }

    /// <summary>Changes the settings in one batch, and then takes from users what went with it.</summary>
    public async Task<Result<TenantView>> Handle(Caller caller, string? ifMatch, JsonElement body, bool isForced, CancellationToken cancellationToken)
    {
        var was = new Change(Kind, []);
        var changed = await log.Write<TenantView>(caller, Decide, cancellationToken);
        if (changed is { Ok: true, Value.Changes: not null })
            await takeAway(caller, was, cancellationToken);
        return changed;

        async Task<Result<Draft<TenantView>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var before = TenantSettings.Of(known);
            if (Versions.Check(ifMatch, before.Version) is { } stale)
                return stale;
            if (!new TenantFields(body).Change(caller.Tenant, before, time.GetUtcNow()).Try(out var after, out var error))
                return error;
            var (used, uses) = await use.Read(caller.Tenant, known, token);
            if (ReferenceEquals(after, before))
                return Draft<TenantView>.Unchanged(TenantView.Of(caller.Tenant, before) with { Used = used });
            if (after.Quotas != before.Quotas && !caller.IsPlatform)
                return new Error(ErrorKind.Forbidden, "key.forbidden", "Only the platform's operator changes quotas, with the bootstrap key: leave quotas out, or ask for other ones.", "quotas");
            IReadOnlyList<Taken> taken = [];
            if (SettingRules.AsksForUses(before, after)
                && !SettingRules.Check(before, after, uses, isForced).Try(out taken!, out error))
                return error;
            var view = TenantView.Of(caller.Tenant, after) with { Used = used, Changes = taken.Count == 0 ? null : taken };
            was = was with { Before = Json.Write(before) };
            return new Draft<TenantView>(view, was).With([after.Save(caller.Tenant)]);
        }
    }
}
