using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Signing;
using UserFunctions.Platform.Storage;
using UserFunctions.Roles;
using UserFunctions.Tenants;

namespace UserFunctions.Hooks;

/// <summary><c>POST /api/hooks/{name}/secret</c>: what another system signs with; where there is a secret it is rotated, and both are taken for <c>overlapHours</c>.</summary>
public sealed class MakeHookSecret(HookSecretTable secrets, ChangeLog log, Facts facts, TimeProvider time)
{
    /// <summary>Kind of the change that makes one.</summary>
    public const string MadeKind = "hook.secret.made";

    /// <summary>Kind of the change that rotates it.</summary>
    public const string RotatedKind = "hook.secret.rotated";

    /// <summary>200 with the secret, shown this once; 400; 403 for a role that may do more than the caller; 404; 409 for the role Owner.</summary>
    /// <remarks>Repeated with the same Idempotency-Key it is the same secret.</remarks>
    [Function("MakeHookSecret")]
    [Operation("Make a secret for a hook", "Makes the secret that another system signs its requests with, and shows it this once. A secret that is there already is replaced; for some hours both are taken.")]
    [Takes(typeof(HookSecretBody), IsOptional = true)]
    [Answers(200, typeof(HookView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "hooks/{name}/secret")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.KeysWrite, cancellationToken, optional: true)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (Hook.Find(name) is not { } hook)
            return Answer.Problem(ReadHooks.NotFound(name));
        if (!(await Handle(read.Caller, hook, read.Body, cancellationToken)).Try(out var secret, out error))
            return Answer.Problem(error);
        var known = await facts.ForReading(read.Caller.Tenant, [], cancellationToken);
        return Answer.Ok(HookView.Of(hook, secret, known, ReadHooks.Url(request, read.Caller.Tenant, hook)) with { Secret = secret.Secret });
    }

    private async Task<Result<HookSecret>> Handle(Caller caller, Hook hook, JsonElement body, CancellationToken cancellationToken)
    {
        var secret = Signature.NewSecret();
        var made = await log.Write<string>(caller, token => Decide(caller, hook, body, secret, token), cancellationToken);
        if (!made.Try(out _, out var error))
            return error;
        // Read again: what is kept of a repeated request holds no secret.
        return await secrets.Find(caller.Tenant, hook.Name, cancellationToken) is { } stored ? stored : Error.NotFound("secret", hook.Name);
    }

    private async Task<Result<Draft<string>>> Decide(Caller caller, Hook hook, JsonElement body, string secret, CancellationToken cancellationToken)
    {
        var roles = RoleList.Of(await facts.ForWriting(caller.Tenant, cancellationToken));
        var before = await secrets.Find(caller.Tenant, hook.Name, cancellationToken);
        var fields = new FieldReader(body, "secret of a hook");
        var role = RoleOf(fields, roles, hook, before?.RoleId ?? caller.RoleId);
        var overlap = fields.Integer("overlapHours", 0, Hook.MostOverlapHours, "hours").Value is { } hours ? TimeSpan.FromHours(hours) : Hook.Overlap;
        if (fields.Finish() is { } invalid)
            return invalid;
        if (KeyRights.Giving(role!, caller) is { } refused)
            return refused;
        var now = time.GetUtcNow();
        var after = before?.Rotated(secret, role!.Id, overlap, now) ?? new() { Hook = hook.Name, Id = Guid.CreateVersion7(now), RoleId = role!.Id, CreatedAt = now, Secret = secret };
        var change = new Change(before is null ? MadeKind : RotatedKind, []) { Name = hook.Name };
        return new Draft<string>(hook.Name, change).With([secrets.Save(caller.Tenant, after)]);
    }

    private static Role? RoleOf(FieldReader fields, RoleList roles, Hook hook, Guid? otherwise)
    {
        var named = fields.Text("role", 100);
        var role = otherwise is { } id ? roles.Find(id) : null;
        if (named.Value is { } text && !roles.TryFind(text, out role))
            fields.Add("role", "unknown", $"role '{FieldReader.Shown(text)}' does not exist: use one of {roles.Names}.");
        else if (role is null)
            fields.Missing("role", $"use one of {roles.Names}");
        else if (!role.Allowed.Contains(hook.Permission))
            fields.Add("role", "invalid", $"role '{role.Name}' lacks {hook.Permission}, which the hook '{hook.Name}' takes: choose another.");
        return role;
    }
}
