using System.Globalization;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A change of a user on the wire.</summary>
/// <param name="Number">Its place in the tenant's change log, from 1.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who: <c>key:{id}</c>, <c>import:{id}</c>, <c>invitation:{user}</c>.</param>
/// <param name="Kind">Dotted: <c>user.created</c>, <c>user.changed</c>.</param>
/// <param name="CorrelationId">Of the request or run that made it.</param>
/// <param name="Version">The user's version from then on.</param>
/// <param name="Changes">What it touched, by name; a name that shows an id names something that no longer exists.</param>
public sealed record UserChangeView(
    [property: Field("Place of the change in the log of the tenant, from 1.")] long Number,
    [property: Field("When, in UTC.")] DateTimeOffset At,
    [property: Field("Who made it, such as key:{id}, import:{id} or invitation:{user}.")] string By,
    [property: Field("What kind of change it was, such as user.created or user.changed.")] string Kind,
    [property: Field("Id of the request or run that made it.")] string CorrelationId,
    [property: Field("Version of the user from then on.")] int Version,
    [property: Field("The fields that it touched.")] IReadOnlyList<FieldChange> Changes)
{
    /// <summary>The view as of these names.</summary>
    public static UserChangeView Of(UserChange change, TenantFacts facts) => new(
        change.Entry.Number, change.Entry.At, change.Entry.By, change.Kind, change.Entry.CorrelationId, change.After.Version, UserImage.Difference(change, facts));
}

/// <summary><c>GET /api/users/{id}/history</c>: who changed what and when, the newest first; also of a deleted user.</summary>
public sealed class ReadHistory(UserLog users, Facts facts)
{
    // Changes that are looked at for one page: a filter that nothing passes must not walk through years in one request.
    private const int MaxWalked = 1000;

    /// <summary>200 with <c>value</c> and, while there may be more, <c>nextLink</c>; 400; 404 when there never was such a user.</summary>
    /// <remarks><c>kind</c> is one kind; <c>since</c> ≤ at &lt; <c>until</c>. A page may hold fewer entries than asked for and still have a next one.</remarks>
    [Function("ReadHistory")]
    [Operation("List the changes of a user", "Lists who changed what of a user and when, the newest change first; also of a user who was deleted.")]
    [Query(typeof(HistoryQuery))]
    [Answers(200, typeof(UserChangeView), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:guid}/history")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("kind", "since", "until").Try(out var page, out error))
            return Answer.Problem(error);
        if (!Filter.Read(request).Try(out var filter, out error))
            return Answer.Problem(error);
        if (!(await From(caller.Tenant, id, page.After, cancellationToken)).Try(out var from, out error))
            return Answer.Problem(error);
        var (found, last) = await Walk(caller.Tenant, from, filter, page.Top, cancellationToken);
        var shown = found.SelectMany(change => change.After.NamedIds.Concat(change.Before?.NamedIds ?? []));
        var known = await facts.ForReading(caller.Tenant, shown, cancellationToken);
        return request.Page([.. found.Select(change => UserChangeView.Of(change, known))], page, last);
    }

    // The page begins behind a change, so with what the user was before that one.
    private async Task<Result<User>> From(string tenant, Guid id, string? after, CancellationToken cancellationToken)
    {
        if (await users.Newest(tenant, id, cancellationToken) is not { } newest)
            return Error.NotFound("user", id.ToString());
        if (after is null)
            return newest;
        return long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await users.Before(tenant, newest, number, cancellationToken) is { } before
            ? before
            : Error.Invalid("cursor", "cursor.invalid", "cursor is not one that a nextLink of this user's history gave: follow nextLink as it is.");
    }

    private async Task<(List<UserChange> Found, string? Last)> Walk(string tenant, User from, Filter filter, int top, CancellationToken cancellationToken)
    {
        var found = new List<UserChange>();
        var (walked, last) = (0, 0L);
        await foreach (var change in users.Back(tenant, from, cancellationToken))
        {
            if (filter.EndsAt(change))
                break;
            if (found.Count == top || walked++ == MaxWalked)
                return (found, last.ToString(CultureInfo.InvariantCulture));
            if (filter.Passes(change))
                found.Add(change);
            last = change.Entry.Number;
        }

        return (found, null);
    }

    private sealed record Filter(string? Kind, DateTimeOffset? Since, DateTimeOffset? Until)
    {
        public static Result<Filter> Read(HttpRequest request)
        {
            if (!request.ReadTime("since").Try(out var since, out var error) || !request.ReadTime("until").Try(out var until, out error))
                return error;
            return since >= until
                ? Error.Invalid("until", "until.invalid", $"until '{FieldReader.Shown(request.Word("until")!)}' is not after since: give a later time.")
                : new Filter(request.Word("kind"), since, until);
        }

        public bool EndsAt(UserChange change) => change.Entry.At < Since;

        public bool Passes(UserChange change) =>
            !change.IsUnseen && (Kind is null || Kind.Equals(change.Kind, StringComparison.OrdinalIgnoreCase)) && !(change.Entry.At >= Until);
    }
}
