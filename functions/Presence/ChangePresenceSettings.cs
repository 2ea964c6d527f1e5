using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Presence;

/// <summary><c>GET</c> and <c>PATCH /api/presence-settings</c>: what becomes of a status when its user is gone.</summary>
public sealed class ChangePresenceSettings(ChangeLog log, Facts facts)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "status-settings.changed";

    /// <summary>200 with the settings and their ETag.</summary>
    [Function("ReadPresenceSettings")]
    [Operation("Get the presence settings", "Gets what becomes of the status of a user when no device is signed in any more.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [Answers(200, typeof(PresenceSettingsView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "presence-settings")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Demand(Permission.TenantRead).Try(out var caller, out var error) ? Shown(await facts.Now(caller.Tenant, cancellationToken)) : Answer.Problem(error);

    /// <summary>200 with the settings as they are now; 400, 412.</summary>
    [Function("ChangePresenceSettings")]
    [Operation("Change the presence settings", "Changes what becomes of the status of a user when no device is signed in any more.", Visibility = Visibility.Advanced, IsVersioned = true)]
    [Takes(typeof(PresenceSettingsChanges))]
    [Answers(200, typeof(PresenceSettingsView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "presence-settings")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.TenantWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!(await request.ReadObject(cancellationToken)).Try(out var body, out error))
            return Answer.Problem(error);
        var changed = await log.Write<PresenceSettings>(caller, token => Decide(caller.Tenant, request.IfMatch(), body.Root, token), cancellationToken);
        return changed.Ok ? Shown(await facts.ForReading(caller.Tenant, [], cancellationToken)) : Answer.Problem(changed.Error!);
    }

    private async Task<Result<Draft<PresenceSettings>>> Decide(string tenant, string? ifMatch, JsonElement body, CancellationToken cancellationToken)
    {
        var known = await facts.ForWriting(tenant, cancellationToken);
        var before = PresenceSettings.Of(known);
        if (Versions.Check(ifMatch, before.Version) is { } stale)
            return stale;
        if (!before.Change(body, StatusList.Of(known)).Try(out var after, out var error))
            return error;
        return ReferenceEquals(after, before)
            ? Draft<PresenceSettings>.Unchanged(before)
            : new Draft<PresenceSettings>(after, new Change(Kind, [], Json.Write(before))).With([after.Save(tenant)]);
    }

    private static Answer Shown(TenantFacts known)
    {
        var view = PresenceSettingsView.Of(PresenceSettings.Of(known), StatusList.Of(known));
        return Answer.Ok(view).Tagged(view.Version);
    }
}
