using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;

namespace UserFunctions.Users;

/// <summary>What is changed of whom.</summary>
public sealed record ChangeUsersBody : BulkBody
{
    /// <summary>As the body of <see cref="ChangeUser"/>, without what only one user can have.</summary>
    [Field("What is changed of each of them, as in changing one user; what only one user can have, such as the e-mail address, cannot be among it.", IsRequired = true)]
    public UserChanges? Changes { get; init; }
}

/// <summary><c>POST /api/users/change</c>: the same changes for many, each decided as <c>PATCH /api/users/{id}</c> decides it.</summary>
public sealed class ChangeUsers(UserActions actions, UserWriter users, TimeProvider time)
{
    // Nobody else can have the same, or it would be shown to nobody.
    private static readonly string[] Personal = ["email", "loginId", "externalId", "extensionNumber", "password"];

    /// <summary>200 with one outcome per user, Unchanged for one of whom nothing differed; 400.</summary>
    [Function("ChangeUsers")]
    [Operation("Change users", "Changes the same fields of up to 200 users, with one outcome for each; all other fields stay as they are, and null clears a field.")]
    [Takes(typeof(ChangeUsersBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/change")] HttpRequest request, CancellationToken cancellationToken) =>
        actions.Many(request, Wanted, cancellationToken);

    private UserAction Wanted(FieldReader fields)
    {
        var changes = fields.Part("changes", "user");
        if (changes.Value is { } part)
            Check(part);
        else if (fields.Raw("changes") is null)
            fields.Missing("changes", "say what is changed of each of the users");
        var said = fields.Raw("changes") ?? default;
        return (caller, id, ifMatch, cancellationToken) => Handle(caller, id, ifMatch, said, cancellationToken);
    }

    // What is wrong whoever the user is, once and not for each of them.
    private static void Check(FieldReader changes)
    {
        _ = new UserFields(changes);
        foreach (var name in Personal.Where(name => changes.Raw(name) is not null))
            changes.Add(name, "personal", $"{name} is something that only one user can have: change it with PATCH /api/users/{{id}}.");
        if (changes.Raw("autoGeneratePassword") is { ValueKind: JsonValueKind.True })
            changes.Add("autoGeneratePassword", "personal", "autoGeneratePassword makes a password that is shown to who asks for it: switch it on with PATCH /api/users/{id}.");
    }

    private async Task<Result<ActedUser>> Handle(Caller caller, Guid id, string? ifMatch, JsonElement changes, CancellationToken cancellationToken)
    {
        var wanted = await UserRequest.Read(caller, changes, createsMissing: false, users, time, cancellationToken);
        var isChanged = false;
        var changed = await users.Change(caller, id, ifMatch, ChangeUser.Kind, Decide, wanted.Extras, cancellationToken);
        return changed.Map(user => new ActedUser(user, isChanged, wanted.Cascades ?? []) { IsCascade = true });

        Result<User> Decide(User current, UserContext context)
        {
            var decided = wanted.Change(current, context);
            isChanged = decided.Ok && !ReferenceEquals(decided.Value, current);
            return decided;
        }
    }
}
