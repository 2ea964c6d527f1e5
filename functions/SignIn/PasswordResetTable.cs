using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Rows of resets: table <c>resets</c>, partition = tenant, row = user.</summary>
public sealed class PasswordResetTable(ITables tables)
{
    /// <summary>The table's name.</summary>
    public const string Table = "resets";

    /// <summary>Users are purged → their rows, which hold their addresses, are removed too.</summary>
    public static ChangeReaction Forget(PasswordResetTable resets)
    {
        return new(new HashSet<string> { PurgeUsers.Kind }, React);

        async Task React(ChangeToReact change, CancellationToken cancellationToken)
        {
            foreach (var user in change.What.Ids)
                await resets.Forget(change.Tenant, user, cancellationToken);
        }
    }

    internal async Task<PasswordReset?> Find(string tenant, Guid user, CancellationToken cancellationToken) =>
        await tables.Get(Table, tenant, user.ToString("D"), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Writes under the ETag that was read (null: the row must be new). False when somebody else wrote first.</summary>
    internal async Task<bool> Save(string tenant, PasswordReset reset, CancellationToken cancellationToken)
    {
        var row = Write(tenant, reset);
        return (await tables.Submit(Table, [reset.RowETag is null ? RowOperation.Insert(row) : RowOperation.Replace(row)], cancellationToken)).Written;
    }

    /// <summary>Removes the row, if there is one.</summary>
    internal Task Forget(string tenant, Guid user, CancellationToken cancellationToken) =>
        tables.Submit(Table, [RowOperation.Delete(new Row(tenant, user.ToString("D")))], cancellationToken);

    private static PasswordReset Read(Row row) => new()
    {
        UserId = Guid.Parse(row.Key),
        RowETag = row.ETag,
        RequestId = row.Id("requestId") ?? default,
        LinkOf = row.Id("linkOf"),
        Email = row.Text("email") ?? "",
        PasswordVersion = row.Id("passwordVersion") ?? default,
        ExpiresAt = row.Time("expiresAt") ?? default,
        SentAt = row.Time("sentAt"),
        AskedAt = Json.Read<DateTimeOffset[]>(row.Text("askedAt")) ?? [],
        Nonce = row["nonce"] as byte[] ?? [],
        TokenHash = row["tokenHash"] as byte[] ?? [],
    };

    private static Row Write(string tenant, PasswordReset reset) => new(tenant, reset.UserId.ToString("D"))
    {
        ETag = reset.RowETag,
        ["requestId"] = reset.RequestId,
        ["linkOf"] = reset.LinkOf,
        ["email"] = reset.Email,
        ["passwordVersion"] = reset.PasswordVersion,
        ["expiresAt"] = reset.ExpiresAt,
        ["sentAt"] = reset.SentAt,
        ["askedAt"] = Json.Write(reset.AskedAt),
        ["nonce"] = reset.Nonce,
        ["tokenHash"] = reset.TokenHash,
    };
}
