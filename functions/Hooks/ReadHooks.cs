using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Hooks;

/// <summary><c>GET /api/hooks</c> and <c>/hooks/{name}/secret</c>: which hooks there are, and since when each has a secret.</summary>
public sealed class ReadHooks(HookSecretTable secrets, Facts facts)
{
    // Whoever makes secrets has to be able to choose the hook.
    private static readonly string[] Seeing = [Permission.KeysRead, Permission.KeysWrite];

    /// <summary>200 with all of them.</summary>
    [Function("ListHooks")]
    [Operation("List hooks", "Lists the hooks that other systems can send to, and since when each has a secret; the secrets are not shown.")]
    [Answers(200, typeof(HookView), IsList = true)]
    [Lookup("hooks", "name", "name")]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hooks")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.DemandAny(Seeing).Try(out var caller, out var error))
            return Answer.Problem(error);
        var known = await facts.Now(caller.Tenant, cancellationToken);
        return Answer.Ok(new PageAnswer<HookView>([.. Hook.All.Select(hook => Of(request, caller, hook, known))], null));
    }

    /// <summary>200, also when it has none; 404 for a hook that there is not.</summary>
    [Function("ReadHookSecret")]
    [Operation("Get the secret of a hook", "Says whether a hook has a secret and since when; the secret itself is not shown.")]
    [PathValue("hooks/{name}", "Hook", "Name of the hook: status, capacity or users.", Lookup = "hooks")]
    [Answers(200, typeof(HookView))]
    public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hooks/{name}/secret")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        return Hook.Find(name) is { } hook ? Answer.Ok(Of(request, caller, hook, await facts.Now(caller.Tenant, cancellationToken))) : Answer.Problem(NotFound(name));
    }

    /// <summary>The 404 of a hook that there is not.</summary>
    internal static Error NotFound(string name) => Error.NotFound("hook", FieldReader.Shown(name));

    /// <summary>Where signed requests go.</summary>
    internal static string Url(HttpRequest request, string tenant, Hook hook) => request.Link($"hooks/{hook.Name}?tenant={tenant}");

    private HookView Of(HttpRequest request, Caller caller, Hook hook, TenantFacts known) =>
        HookView.Of(hook, secrets.Of(known).Find(hook.Name), known, Url(request, caller.Tenant, hook));
}
