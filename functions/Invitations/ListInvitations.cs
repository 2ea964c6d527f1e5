using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Search;
using UserFunctions.Users;

namespace UserFunctions.Invitations;

/// <summary>The query of the list of invitations.</summary>
public sealed record InvitationQuery
{
    /// <summary>Null: whatever state.</summary>
    [Field("Only invitations in this state.")]
    public InvitationState? State { get; init; }

    /// <summary>Null: all.</summary>
    [Field("Words to look for in name and e-mail address, at most 8 words and 200 characters. All of them must occur, parts of words count.")]
    public string? Search { get; init; }
}

/// <summary>Which invitations are meant.</summary>
/// <param name="State">Null: whatever state.</param>
/// <param name="Tokens">Folded words that must all occur in name or address.</param>
internal sealed record InvitationFilter(InvitationState? State, IReadOnlyList<byte[]> Tokens)
{
    /// <summary>The filter; 400 for a search that is too long.</summary>
    public static Result<InvitationFilter> Of(InvitationState? state, string? search)
    {
        if (search is null)
            return new InvitationFilter(state, []);
        var tokens = search.Length <= Words.MaxLength ? Words.Tokens(search) : [];
        return tokens.Count is > 0 and <= Words.MaxTokens ? new InvitationFilter(state, tokens)
            : Error.Invalid("search", "search.invalid", $"search '{FieldReader.Shown(search)}' is not valid: give 1 to {Words.MaxTokens} words of letters and digits, together at most {Words.MaxLength} characters.");
    }

    /// <summary>The view of an invitation that passes; null for one that does not, or whose user was deleted.</summary>
    public InvitationView? Passes(Invitation invitation, UserIndex users, DateTimeOffset now)
    {
        if (users.Find(invitation.UserId) is not { } user)
            return null;
        var view = InvitationView.Of(invitation, user, now);
        return (State is null || view.State == State) && Matches(user) ? view : null;
    }

    private bool Matches(User user)
    {
        if (Tokens.Count == 0)
            return true;
        ReadOnlySpan<byte> text = Folding.Fold($"{user.DisplayName}\n{user.Email}");
        foreach (var token in Tokens)
        {
            if (text.IndexOf(token) < 0)
                return false;
        }

        return true;
    }
}

/// <summary><c>GET /api/invitations</c>: who was invited and what became of it. An invitation is in it from the moment its mail is made.</summary>
public sealed class ListInvitations(InvitationTable invitations, UserIndexes indexes, TimeProvider time)
{
    /// <summary>200, in the order in which the users were made; 400.</summary>
    [Function("ListInvitations")]
    [Operation("List invitations", "Lists the invitations of the tenant with their state and how far their mails are, filtered by state and words.", Visibility = Visibility.Important)]
    [Query(typeof(InvitationQuery))]
    [Answers(200, typeof(InvitationView), IsPage = true)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invitations")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        if (!request.ReadPage("state", "search").Try(out var page, out error))
            return Answer.Problem(error);
        if (!request.ReadChoices<InvitationState>("state").Try(out var states, out error) || !InvitationFilter.Of(states.Count == 0 ? null : states[0], request.Word("search")).Try(out var filter, out error))
            return Answer.Problem(error);
        if (states.Count > 1)
            return Answer.Problem(Error.Invalid("state", "state.invalid", "state names several states: give one."));
        var users = await indexes.Now(caller.Tenant, cancellationToken);
        var now = time.GetUtcNow();
        var (found, last) = await invitations.List(caller.Tenant, page, invitation => filter.Passes(invitation, users, now) is not null, cancellationToken);
        return request.Page([.. found.Select(invitation => filter.Passes(invitation, users, now)!)], page, last);
    }
}
