using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Users;

/// <summary>A user after an upsert.</summary>
/// <param name="User">As it is now.</param>
/// <param name="IsNew">True when it was made.</param>
public sealed record Upserted(User User, bool IsNew);

/// <summary>
/// <c>POST /api/users?onConflict=upsert</c> (S013): the user of this externalId or, failing that, of this address is changed, or else made. What an upstream
/// system says of a user can so be sent again and again.
/// </summary>
public sealed class UpsertUser(UserWriter users, ITables tables, ChangeLog log)
{
    /// <summary>Finds, decides and writes in one batch; 409 <c>key_conflict</c> when externalId and address name two users.</summary>
    internal Task<Result<Upserted>> Handle(Caller caller, UserRequest wanted, CancellationToken cancellationToken)
    {
        return log.Write<Upserted>(caller, Decide, cancellationToken);

        async Task<Result<Draft<Upserted>>> Decide(CancellationToken token)
        {
            if (!(await Find(caller.Tenant, wanted, token)).Try(out var found, out var error))
                return error;
            var drafted = found is { } id
                ? await users.Draft(caller, id, null, ChangeUser.Kind, UserWriter.Reading(wanted.Change), null, wanted.Extras, token)
                : await users.NewDraft(caller, Guid.CreateVersion7(users.Now), CreateUser.Kind, wanted.Create, wanted.Extras, token);
            return drafted.Map(draft => draft.As(new Upserted(draft.Value, found is null)));
        }
    }

    private async Task<Result<Guid?>> Find(string tenant, UserRequest wanted, CancellationToken cancellationToken)
    {
        var byExternalId = wanted.ExternalId is { } externalId ? await Holder(tenant, UserTable.ExternalKey(externalId), cancellationToken) : null;
        var byEmail = wanted.Email is { } email ? await Holder(tenant, UserTable.EmailKey(email), cancellationToken) : null;
        if (byExternalId is not null && byEmail is not null && byExternalId != byEmail)
            return Error.Conflict("externalId", "key_conflict", $"externalId '{FieldReader.Shown(wanted.ExternalId!)}' is user {byExternalId} and email '{FieldReader.Shown(wanted.Email!)}' is user {byEmail}: say of one of them which is meant.");
        return byExternalId ?? byEmail;
    }

    private async Task<Guid?> Holder(string tenant, string key, CancellationToken cancellationToken) =>
        key.Length <= RowLimits.MaxKeyLength ? (await tables.Get(ChangeLog.Table, tenant, key, cancellationToken))?.Id("userId") : null;
}
