using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>Whose invitations are sent again: those named, or those that a filter finds.</summary>
public sealed record ResendBody
{
    /// <summary>At most <see cref="UserActions.MaxUsers"/>; null: by the filter.</summary>
    [Field("Ids or e-mail addresses of 1 to 200 users; leave it out to choose by state and search.", Lookup = "users")]
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Pending, Expired or Failed; null with users.</summary>
    [Field("Pending, Expired or Failed: up to 200 invitations in this state are sent again, those that were sent within the last minute or 5 times within a day left out; repeat it until the answer is empty.")]
    public InvitationState? State { get; init; }

    /// <summary>With <see cref="State"/>; null: all.</summary>
    [Field("Only those with these words in name or e-mail address; together with state.")]
    public string? Search { get; init; }
}

/// <summary><c>POST /api/invitations/resend</c>: as <see cref="ResendInvitation"/> for many who are Pending, with one outcome each.</summary>
public sealed class ResendInvitations(SendAgain again, UserWriter users, UserIndexes indexes, InvitationTable invitations, RequestRows requests, TimeProvider time)
{
    private const int AtOnce = 8;

    private static readonly InvitationState[] Sendable = [InvitationState.Pending, InvitationState.Expired, InvitationState.Failed];

    /// <summary>200 with one outcome per user, in the order of the request or of the users' making; 400. With an Idempotency-Key the same request again is the same answer.</summary>
    [Function("ResendInvitations")]
    [Operation("Resend invitations", "Sends up to 200 users who are Pending a new mail with a new link, with one outcome for each; choose them by their ids or e-mail addresses, or by the state of their invitation.")]
    [Takes(typeof(ResendBody))]
    [Answers(200, typeof(ActionOutcome), IsList = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "invitations/resend")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.UsersWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "resending");
        var named = fields.Texts("users", UserActions.MaxUsers, UserFields.MaxEmail).Value ?? [];
        var state = fields.Choice<InvitationState>("state").Value;
        var search = fields.Text("search", Platform.Search.Words.MaxLength).Value;
        if (named.Count == 0 == state is null && fields.Errors.Count == 0)
            fields.Add("users", "invalid", $"Choose whose invitations are sent again: name 1 to {UserActions.MaxUsers} users by id or e-mail address, or give state, and not both.");
        if (state is { } given && !Sendable.Contains(given))
            fields.Add("state", "invalid", $"state {given} cannot be sent again: use {string.Join(", ", Sendable)}.");
        if (search is not null && state is null)
            fields.Add("search", "invalid", "search goes together with state: give state, or leave search out.");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!InvitationFilter.Of(state, search).Try(out var filter, out error))
            return Answer.Problem(error);
        var caller = read.Caller with { RequestKey = null };
        var done = await requests.Once(read.Caller, async token => await Each(caller, state is null ? named : await Found(caller, filter, token), token), cancellationToken);
        return done.Try(out var outcomes, out error) ? Answer.Ok(new PageAnswer<ActionOutcome>(outcomes, null)) : Answer.Problem(error);
    }

    private async Task<IReadOnlyList<string>> Found(Caller caller, InvitationFilter filter, CancellationToken cancellationToken)
    {
        var index = await indexes.Now(caller.Tenant, cancellationToken);
        var now = time.GetUtcNow();
        var (found, _) = await invitations.List(caller.Tenant, new(UserActions.MaxUsers, null), row => row.TooSoon(now) is null && filter.Passes(row, index, now) is not null, cancellationToken);
        return [.. found.Select(row => row.UserId.ToString("D"))];
    }

    private async Task<Result<ActionOutcome[]>> Each(Caller caller, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var outcomes = new ActionOutcome[named.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, named.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, token) =>
            outcomes[at] = await One(caller, named[at], token));
        return outcomes;
    }

    private async Task<ActionOutcome> One(Caller caller, string name, CancellationToken cancellationToken)
    {
        if (await users.FindNamed(caller.Tenant, name, cancellationToken) is not { } user)
            return new(name, null, ActionState.Failed, "user.unknown", $"user '{FieldReader.Shown(name)}' does not exist: give the id or e-mail address of a user.");
        var sent = await again.Handle(caller, user.Id, invitesStaged: false, cancellationToken);
        return sent.Ok ? new(name, user.Id, ActionState.Changed, null, null) : new(name, user.Id, ActionState.Failed, sent.Error!.Code, sent.Error.Message);
    }
}
