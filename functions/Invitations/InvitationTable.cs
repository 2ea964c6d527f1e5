using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Invitations;

/// <summary>Rows of invitations: table <c>invitations</c>, partition = tenant, row = user.</summary>
public sealed class InvitationTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "invitations";

    private const int RowsAtOnce = 1000;

    internal async Task<Invitation?> Find(string tenant, Guid user, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, user.ToString("D"), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Writes under the ETag that was read (null: the row must be new). Null when somebody else wrote first.</summary>
    internal async Task<Invitation?> Save(string tenant, Invitation invitation, CancellationToken cancellationToken)
    {
        var row = Write(tenant, invitation);
        var operation = invitation.RowETag is null ? RowOperation.Insert(row) : RowOperation.Replace(row);
        var outcome = await tables.Submit(Table, [operation], cancellationToken);
        if (!outcome.Written)
            return null;
        // A lost answer hides the new ETag; the row itself still has it.
        return outcome.ETags[0] is { } etag ? invitation with { RowETag = etag } : await Find(tenant, invitation.UserId, cancellationToken);
    }

    /// <summary>Removes the invitation, if there is one.</summary>
    internal Task Forget(string tenant, Guid user, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Delete(new Row(tenant, user.ToString("D")))], cancellationToken);

    /// <summary>Adds something to the invitation as it is now, if it still is this version; what else was written meanwhile stays. Nothing is written when nothing is added.</summary>
    internal async Task Update(string tenant, Invitation invitation, Func<Invitation, Invitation> change)
    {
        const int maxAttempts = 8;
        var current = invitation;
        for (var attempt = 0; attempt < maxAttempts && current?.Version == invitation.Version; attempt++)
        {
            var changed = change(current);
            if (ReferenceEquals(changed, current) || await Save(tenant, changed, CancellationToken.None) is not null)
                return;
            current = await Find(tenant, invitation.UserId, CancellationToken.None);
        }
    }

    /// <summary>A page of those that pass, in the order of the users' ids.</summary>
    internal async Task<(IReadOnlyList<Invitation> Found, string? Last)> List(string tenant, PageRequest page, Func<Invitation, bool> passes, CancellationToken cancellationToken)
    {
        var (rows, last) = await tables.List(Table, tenant, KeyRange.Ids, page, row => passes(Read(row)), cancellationToken);
        return ([.. rows.Select(Read)], last);
    }

    internal IAsyncEnumerable<Invitation> All(string tenant, CancellationToken cancellationToken) =>
        tables.Rows(Table, tenant, KeyRange.Ids, RowsAtOnce, cancellationToken).Select(Read);

    internal static Invitation Read(Row row) => new()
    {
        UserId = Guid.Parse(row.Key),
        RowETag = row.ETag,
        Email = row.Text("email") ?? "",
        Version = (int)(row.Number("version") ?? 0),
        Delivery = Enum.Parse<Delivery>(row.Text("delivery") ?? nameof(Delivery.Queued)),
        CreatedAt = row.Time("createdAt") ?? default,
        ExpiresAt = row.Time("expiresAt") ?? default,
        SentAt = row.Time("sentAt"),
        AcceptedAt = row.Time("acceptedAt"),
        HasPassword = row.Flag("hasPassword"),
        WrongRepeats = (int)(row.Number("wrongRepeats") ?? 0),
        NotifiedAt = row.Time("notifiedAt"),
        Resends = Json.Read<DateTimeOffset[]>(row.Text("resends")) ?? [],
        Reason = row.Text("reason"),
        ClaimedUntil = row.Time("claimedUntil"),
        Nonce = row["nonce"] as byte[] ?? [],
        TokenHash = row["tokenHash"] as byte[] ?? [],
    };

    private static Row Write(string tenant, Invitation invitation) => new(tenant, invitation.UserId.ToString("D"))
    {
        ETag = invitation.RowETag,
        ["email"] = invitation.Email,
        ["version"] = invitation.Version,
        ["delivery"] = invitation.Delivery.ToString(),
        ["createdAt"] = invitation.CreatedAt,
        ["expiresAt"] = invitation.ExpiresAt,
        ["sentAt"] = invitation.SentAt,
        ["acceptedAt"] = invitation.AcceptedAt,
        ["hasPassword"] = invitation.HasPassword,
        ["wrongRepeats"] = invitation.WrongRepeats,
        ["notifiedAt"] = invitation.NotifiedAt,
        ["resends"] = invitation.Resends.Count == 0 ? null : Json.Write(invitation.Resends),
        ["reason"] = invitation.Reason,
        ["claimedUntil"] = invitation.ClaimedUntil,
        ["nonce"] = invitation.Nonce,
        ["tokenHash"] = invitation.TokenHash,
    };
}
