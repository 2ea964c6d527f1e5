using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Hooks;

/// <summary><c>DELETE /api/hooks/{name}/secret</c>: nothing that is signed is taken any more, on other instances within <see cref="Facts.FreshFor"/>.</summary>
public sealed class DeleteHookSecret(HookSecretTable secrets, ChangeLog log)
{
    /// <summary>Kind of the change.</summary>
    public const string Kind = "hook.secret.deleted";

    /// <summary>204; 404.</summary>
    [Function("DeleteHookSecret")]
    [Operation("Delete the secret of a hook", "Ends the taking of signed requests; API keys go on opening the hook.")]
    [Answers(204)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "hooks/{name}/secret")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.KeysWrite).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (Hook.Find(name) is not { } hook)
            return Answer.Problem(ReadHooks.NotFound(name));
        var deleted = await log.Write<string>(caller, token => Decide(caller, hook, token), cancellationToken);
        return deleted.Ok ? Answer.NoContent() : Answer.Problem(deleted.Error!);
    }

    private async Task<Result<Draft<string>>> Decide(Caller caller, Hook hook, CancellationToken cancellationToken) =>
        await secrets.Find(caller.Tenant, hook.Name, cancellationToken) is { } before
            ? new Draft<string>(hook.Name, new Change(Kind, []) { Name = hook.Name }).With([HookSecretTable.Delete(caller.Tenant, before)])
            : Error.NotFound("secret", hook.Name);
}
