using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;

namespace UserFunctions.Presence;

/// <summary><c>POST /api/capacity-profiles</c>.</summary>
public sealed class CreateCapacityProfile(ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "capacity-profile.created";

    /// <summary>201 with the profile; 400; 409 when the name is in use, another one is the default, or the quota is used up.</summary>
    [Function("CreateCapacityProfile")]
    [Operation("Create a capacity profile", "Creates a capacity profile: how much at once the users take who have it.")]
    [Takes(typeof(CapacityProfileBody))]
    [Answers(201, typeof(CapacityProfile))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "capacity-profiles")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.TenantWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var profile, out error))
            return Answer.Problem(error);
        return Answer.Created(request.Link($"capacity-profiles/{profile.Id}"), profile).Tagged(profile.Version);
    }

    /// <summary>Creates the profile; name and default stay unique because they are decided in log order.</summary>
    public Task<Result<CapacityProfile>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return log.Write<CapacityProfile>(caller, Decide, cancellationToken);

        async Task<Result<Draft<CapacityProfile>>> Decide(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            var others = CapacityProfileList.Of(known);
            if (Quotas.Check(CapacityProfile.Quota, "capacity profiles", Quotas.Of(known).CapacityProfiles, others.Count) is { } full)
                return full;
            return CapacityProfile.Create(body, others, TenantSettings.Of(known), id, now).Map(profile =>
                new Draft<CapacityProfile>(profile, new Change(Kind, [id])).With([Step.Insert(CapacityProfileTable.Write(caller.Tenant, profile, null))]));
        }
    }
}
