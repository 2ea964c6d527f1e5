using System.Net;
using Microsoft.Extensions.Logging;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.SignIn;

/// <summary>Takes an attempt as far as it goes and writes what came of it.</summary>
public sealed class SignInSteps(
    SignInTable table, TenantRegistry tenants, UserWriter users, Passwords passwords, Facts facts, AddressFailures addresses, Turns turns, Seals seals, IOneTimeCodeSender codes, SignInLog log, TimeProvider time, ILogger<SignInSteps> logger)
{
    private const int MaxAttempts = 20;

    /// <summary>The refusal of a challenge or ticket that is none, was used, has ended, or came from another address.</summary>
    internal static Error NotWaiting { get; } = new(ErrorKind.Unauthenticated, "sign_in.over", "This sign-in has ended, was carried on before, or began at another address: sign in again.");

    /// <summary>UTC.</summary>
    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An attempt that is at its beginning, whoever is meant.</summary>
    internal Attempt Of(string tenant, string loginId, User? user, SignInRules rules, Application application, IPAddress address, string correlationId)
    {
        var login = seals.OfLogin(tenant, loginId);
        return new(tenant, user is null ? SignInTable.Nobodys(login) : SignInTable.Partition(tenant, user.Id), Convert.ToHexString(login), user, rules, application, address, correlationId);
    }

    /// <summary>An attempt on a login id, as far as it goes: it is the same work when nobody has it.</summary>
    internal async Task<Result<SignInAnswer>> WithPassword(string tenant, string loginId, string password, Application application, IPAddress address, string correlationId, CancellationToken cancellationToken)
    {
        using var visit = await addresses.Enter(address, cancellationToken);
        var attempt = await Begin(tenant, loginId, application, address, correlationId, cancellationToken);
        // Whoever signed in there before goes on: the failures of others at the same address are not theirs. Nobody's record is read too, or the time would tell that there is a user.
        if (visit.TooMany is { } tooMany && !(await table.Record(attempt.Partition, cancellationToken)).Failures.IsOwn(attempt.Network, Now))
        {
            log.NoteRefused(tenant, attempt.User, address, Means.Password, tooMany.Code);
            return tooMany;
        }

        return await InTurn(attempt, () => Compare(attempt, password, cancellationToken), cancellationToken);
    }

    private async Task<Attempt> Begin(string tenant, string loginId, Application application, IPAddress address, string correlationId, CancellationToken cancellationToken)
    {
        // What is kept in memory of tenants is kept of those that there are.
        var isTenant = await tenants.Exists(tenant, cancellationToken);
        var user = isTenant ? await users.FindByLoginId(tenant, loginId, cancellationToken) : null;
        var rules = isTenant ? TenantSettings.Of(await facts.ForReading(tenant, [], cancellationToken)).SignIn : new();
        return Of(tenant, loginId, user, rules, application, address, correlationId);
    }

    private async Task<Result<SignInAnswer>> Compare(Attempt attempt, string password, CancellationToken cancellationToken)
    {
        var compared = await passwords.Verify(attempt.Tenant, attempt.User, password, cancellationToken);
        var proven = attempt with { Password = compared.IsRight ? Proof.Right : Proof.Wrong, PasswordVersion = compared.Version, MustChangePassword = compared.MustChange };
        return await Take(proven, cancellationToken);
    }

    /// <summary>The attempt that a challenge or ticket goes on with; 401 <c>sign_in.over</c>.</summary>
    internal async Task<Result<Attempt>> Resume(string text, string kind, IPAddress address, string correlationId, CancellationToken cancellationToken)
    {
        if (SignInToken.Parse(text, kind) is not { } token
            || await table.FindPending(token.Tenant, token.UserId, token.Id, cancellationToken) is not { } pending
            || !seals.Made(token, pending.Salt)
            || pending.Address != address.ToString()
            || pending.IsForCode != (kind == SignInToken.Challenge)
            || pending.EndsAt <= Now
            || await users.Find(token.Tenant, token.UserId, cancellationToken) is not { } user)
            return Over(SignInToken.Parse(text, kind)?.Tenant, null, address);
        var version = await passwords.VersionOf(token.Tenant, user.Id, cancellationToken);
        var rules = TenantSettings.Of(await facts.ForReading(token.Tenant, [], cancellationToken)).SignIn;
        return version != pending.PasswordVersion ? Over(token.Tenant, user, address) : Of(token.Tenant, user.LoginId, user, rules, pending.Application, address, correlationId) with
        {
            Password = Proof.Right,
            PasswordVersion = version,
            MustChangePassword = pending.MustChangePassword,
            Pending = pending,
        };
    }

    /// <summary>What stands in the way of an attempt by now, a lock too; nothing is written.</summary>
    internal async Task<IReadOnlyList<SignInReason>> Reasons(Attempt attempt, CancellationToken cancellationToken) => attempt.Decide(await table.Record(attempt.Partition, cancellationToken), Now);

    private Error Over(string? tenant, User? user, IPAddress address)
    {
        log.NoteRefused(tenant ?? "", user, address, Means.Password, NotWaiting.Code);
        return NotWaiting;
    }

    /// <summary>Runs it in the user's turn.</summary>
    internal async Task<Result<T>> InTurn<T>(Attempt attempt, Func<Task<Result<T>>> run, CancellationToken cancellationToken)
    {
        var outcome = await turns.Take(attempt.Turn, run, cancellationToken);
        if (outcome.Error == Turns.TooMany)
            log.NoteRefused(attempt.Tenant, attempt.User, attempt.Address, attempt.Means, Turns.TooMany.Code);
        return outcome;
    }

    /// <summary>Decides and writes, again while others write at the same moment; in the user's turn.</summary>
    internal async Task<Result<SignInAnswer>> Take(Attempt attempt, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxAttempts; i++)
        {
            if (i > 0 && attempt.Pending is { } waiting)
            {
                if (await table.FindPending(attempt.Tenant, attempt.User!.Id, waiting.Id, cancellationToken) is not { } pending)
                    return NotWaiting;
                attempt = attempt with { Pending = pending };
            }

            var step = SignInStep.Of(attempt, await table.Record(attempt.Partition, cancellationToken), seals, Now);
            // Several login ids of nobody's share a record: whose attempt it keeps does not matter, and waiting for one another would tell them from somebody's.
            if (!await table.Commit(attempt.Partition, step.Record, step.Audit, step.Rows, cancellationToken) && attempt.User is not null)
                continue;
            log.Note(attempt, step.Audit!.Outcome, step.Audit.Reasons);
            if (step.IsFailure)
                await addresses.Count(attempt.Address, cancellationToken);
            return step.Code is { } code && await Send(code, cancellationToken) is { } error ? error : step.Outcome;
        }

        log.NoteRefused(attempt.Tenant, attempt.User, attempt.Address, attempt.Means, "sign_in.busy");
        return new Error(ErrorKind.Busy, "sign_in.busy", "Others are signing in as this user at the same moment: try again.");
    }

    /// <summary>Sends another code for a challenge, in place of the one before.</summary>
    internal async Task<Result<SignInAnswer>> Resend(Attempt attempt, CancellationToken cancellationToken)
    {
        var (pending, now) = (attempt.Pending!, Now);
        if (pending.CodeSentAt + PendingSignIn.ResendAfter - now is { } wait && wait > TimeSpan.Zero)
            return new Error(ErrorKind.TooMany, "otp.too_soon", $"A one-time code was sent a moment ago: another can be sent in {Math.Ceiling(wait.TotalSeconds)} s.") { RetryAfter = wait };
        var record = await table.Record(attempt.Partition, cancellationToken);
        var reasons = attempt.Decide(record, now);
        if (reasons is not [var first, ..] || first != SignInReason.CodeRequired)
            return SignInReason.Shown(reasons, attempt.HasShownThemselves, attempt.Rules);
        if (SignInStep.NoCode(record, now) is { } none)
            return none;
        var (renewed, code) = SignInStep.NewCode(attempt, pending, seals, now);
        if (!await table.Commit(attempt.Partition, record.WithCode(now), null, [RowOperation.Replace(SignInRows.Write(attempt.Partition, renewed))], cancellationToken))
            return new Error(ErrorKind.Busy, "sign_in.busy", "Somebody else went on with this sign-in at the same moment: try again.");
        return await Send(code, cancellationToken) is { } error ? error : SignInAnswer.Of(attempt.Tenant, attempt.User!.Id, renewed, seals);
    }

    private async Task<Error?> Send(OneTimeCode code, CancellationToken cancellationToken)
    {
        try
        {
            await codes.Send(code, cancellationToken);
            return null;
        }
        catch (NoCodeSenderException exception)
        {
            logger.LogError("User {User} in {Tenant} cannot sign in: {Failure}", code.UserId, code.Tenant, exception.Message);
            return new Error(ErrorKind.Busy, "otp.no_sender", "One-time codes cannot be sent, because this deployment does not say where to: whoever runs it sets SignIn__CodeUrl; until then an administrator switches twoFactorAuthentication off for you.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Its type only: the text may repeat where the code was sent, and that address is a secret.
            logger.LogError("The one-time code {Id} of user {User} in {Tenant} could not be sent: {Failure}", code.Id, code.UserId, code.Tenant, exception.GetType().Name);
            return new Error(ErrorKind.Busy, "otp.not_sent", "The one-time code could not be sent: sign in again in a moment, or ask an administrator.");
        }
    }
}
