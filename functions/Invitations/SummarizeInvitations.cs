using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Http;

namespace UserFunctions.Invitations;

/// <summary>How many invitations are in which state.</summary>
/// <param name="Queued">Asked for again, mail not made yet. First invitations count from the moment their mail is made.</param>
/// <param name="Sending">Being sent, or to be tried again.</param>
/// <param name="Sent">Out.</param>
/// <param name="Failed">Given up.</param>
/// <param name="Accepted">Of those, how many were accepted.</param>
public sealed record InvitationSummary(
    [property: Field("Asked for again, and the mail is not made yet.")] int Queued,
    [property: Field("Being sent, or to be tried again.")] int Sending,
    [property: Field("Out.")] int Sent,
    [property: Field("Given up.")] int Failed,
    [property: Field("How many of all these were accepted.")] int Accepted);

/// <summary><c>GET /api/invitations/summary</c>.</summary>
public sealed class SummarizeInvitations(InvitationTable invitations)
{
    /// <summary>200 with the counts of the tenant.</summary>
    [Function("SummarizeInvitations")]
    [Operation("Count invitations", "Counts the invitations of the tenant by how far they are.")]
    [Answers(200, typeof(InvitationSummary))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "invitations/summary")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.UsersRead).Try(out var caller, out var error))
            return Answer.Problem(error);
        var counts = new Dictionary<Delivery, int>();
        var accepted = 0;
        await foreach (var invitation in invitations.All(caller.Tenant, cancellationToken))
        {
            counts[invitation.Delivery] = counts.GetValueOrDefault(invitation.Delivery) + 1;
            accepted += invitation.AcceptedAt is null ? 0 : 1;
        }

        return Answer.Ok(new InvitationSummary(Of(Delivery.Queued), Of(Delivery.Sending), Of(Delivery.Sent), Of(Delivery.Failed), accepted));

        int Of(Delivery delivery) => counts.GetValueOrDefault(delivery);
    }
}
