using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>What a check found.</summary>
/// <param name="Valid">True: a write would be taken.</param>
/// <param name="Errors">What it would be refused for.</param>
public sealed record Validation(
    [property: Field("True: a write of these fields would be taken.")] bool Valid,
    [property: Field("What it would be refused for, each wrong field once; empty: nothing.")] IReadOnlyList<FieldError> Errors);

/// <summary>
/// <c>POST /api/users/validate?section=general|settings|login|all</c> (S006): what a write of this body would be refused for, without writing. It is the
/// writing's own decision on the same facts, so the codes are the same; only that what others hold can change until the write.
/// </summary>
public sealed class ValidateUser(UserWriter users, Facts facts, TimeProvider time)
{
    private const string All = "all";

    /// <summary>200 with <c>valid</c> and the section's errors, of one shape whether there are any or not; 400 for another section or no JSON; 404 for another <c>id</c>.</summary>
    /// <remarks><c>id</c> names a user whose change is checked, otherwise it is a new one. <c>createMissing</c> as when writing. Without <c>section</c> all are checked.</remarks>
    [Function("ValidateUser")]
    [Operation("Check the fields of a user", "Says what a creation or change with these fields would be refused for, and writes nothing.", IsRepeatable = true)]
    [Takes(typeof(UserChanges))]
    [Query(typeof(ValidateUserQuery))]
    [Answers(200, typeof(Validation))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users/validate")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!Section(request).Try(out var section, out error))
            return Answer.Problem(error);
        if (!request.ReadFlag("createMissing").Try(out var createsMissing, out error))
            return Answer.Problem(error);
        if (!(await Before(request, read.Caller, cancellationToken)).Try(out var before, out error))
            return Answer.Problem(error);
        var wanted = await UserRequest.ToCheck(read.Caller, read.Body, createsMissing, users, cancellationToken);
        var context = new UserContext(read.Caller, await facts.Now(read.Caller.Tenant, cancellationToken), time.GetUtcNow());
        var found = await wanted.Check(read.Caller, before, context, users, cancellationToken);
        var errors = found.Where(e => IsOf(section, e.Target)).Distinct().ToList();
        return Answer.Ok(new Validation(errors.Count == 0, errors));
    }

    private static Result<string> Section(HttpRequest request)
    {
        var sent = request.Word("section")?.ToLowerInvariant() ?? All;
        return sent == All || UserFields.Sections.ContainsKey(sent) ? sent
            : Error.Invalid("section", "section.invalid", $"section '{FieldReader.Shown(sent)}' is not valid: use {string.Join(", ", UserFields.Sections.Keys)} or {All}.");
    }

    private async Task<Result<User?>> Before(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.Word("id") is not { } sent)
            return (User?)null;
        if (!Guid.TryParse(sent, out var id))
            return Error.Invalid("id", "id.invalid", $"id '{FieldReader.Shown(sent)}' is not valid: give the id of the user that is to be changed, or leave it out.");
        return await users.Find(caller.Tenant, id, cancellationToken) is { } user ? user : Error.NotFound("user", sent);
    }

    // What belongs to no section is wrong in all of them: fields that are unknown or read only.
    private static bool IsOf(string section, string target)
    {
        var field = target.Split('.', '[')[0];
        return section == All || UserFields.Sections[section].Contains(field) || !UserFields.Sections.Values.Any(names => names.Contains(field));
    }
}
