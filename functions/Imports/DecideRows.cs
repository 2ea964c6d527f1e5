using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.Imports;

/// <summary>Decides the rows of an import on what there is now: all of them, to be looked at, or as many as one batch holds, to be written.</summary>
public sealed class DecideRows(ExistingUsers existing, UserIndexes indexes, Facts facts, TimeProvider time)
{
    private static readonly Dictionary<string, Row> Unread = [];
    private static readonly Dictionary<int, Credential> NoCredentials = [];

    /// <summary>All rows, with what each would change; nothing is written.</summary>
    internal async Task<IReadOnlyList<RowOutcome>> All(Import import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken)
    {
        var index = await indexes.Now(import.Tenant, cancellationToken);
        var known = await facts.Now(import.Tenant, cancellationToken);
        var loaded = await existing.Load(import.Tenant, rows, new(index, Unread, NoCredentials), isWhole: true, cancellationToken);
        var decider = await Decider(import, known, loaded, isPlanned: true, cancellationToken);
        return [.. rows.Select(row => decider.Decide(row).Outcome)];
    }

    /// <summary>A chunk that begins with the first of the rows: to be called inside <see cref="ChangeLog.Write"/>.</summary>
    /// <param name="import">The run.</param>
    /// <param name="rows">As many as may be in it.</param>
    /// <param name="known">The facts that it is decided on.</param>
    /// <param name="inHand">The plan that is applied, passwords, and the users as they were when the run began.</param>
    /// <param name="isGuess">That all rows are new users is believed on what was known at the beginning, until the batch refutes it: their values must not be there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task<ImportChunk> Chunk(Import import, IReadOnlyList<CsvRow> rows, TenantFacts known, InHand inHand, bool isGuess, CancellationToken cancellationToken)
    {
        if (isGuess && await Of(new(inHand.AtBeginning, Unread, inHand.Credentials)) is { IsNew: true } guess)
            return guess;
        var now = new Existing(await indexes.ForWriting(import.Tenant, cancellationToken), Unread, inHand.Credentials);
        return await Of(await existing.Load(import.Tenant, rows, now, isWhole: false, cancellationToken));

        async Task<ImportChunk> Of(Existing loaded)
        {
            var decider = await Decider(import, known, loaded, isPlanned: inHand.Plan is not null, cancellationToken);
            return ImportChunk.Of(rows, row => AsPlanned(decider.Decide(row), inHand.Plan));
        }
    }

    /// <summary>What a run takes in hand.</summary>
    internal async Task<InHand> Begin(Import import, List<RowOutcome> outcomes, IReadOnlyDictionary<int, string>? plan, CancellationToken cancellationToken) =>
        new(outcomes, plan, NoCredentials, await indexes.Now(import.Tenant, cancellationToken));

    /// <summary>Hashes the passwords of those rows that may make a user: slow on purpose, so before others wait, and a chunk at a time, so that the run is seen to move.</summary>
    internal IReadOnlyDictionary<int, Credential> Credentials(IReadOnlyList<CsvRow> rows, UserIndex atBeginning)
    {
        var secret = rows.Where(row => row.Errors.Count == 0 && row["password"] is { Length: > 0 } password && PasswordPolicy.LengthOf(password) is >= PasswordPolicy.MinWithSecondFactor and <= PasswordPolicy.Max).ToList();
        if (secret.Count == 0)
            return NoCredentials;
        var known = new Existing(atBeginning, Unread, NoCredentials);
        var now = time.GetUtcNow();
        return secret.Where(row => known.Find(row).Try(out var user, out _) && user is null).AsParallel().ToDictionary(row => row.Number, row => Credential.Of(row["password"]!, mustChange: true, now));
    }

    // What is written is what was shown: anything else is left to those who look at it again.
    private static RowDecision AsPlanned(RowDecision decision, IReadOnlyDictionary<int, string>? plan)
    {
        var outcome = decision.Outcome;
        if (plan is null || plan.GetValueOrDefault(outcome.Row) == outcome.Mark)
            return decision with { Outcome = outcome with { UserId = outcome.UserId ?? decision.WrittenId, Mark = null, Changes = null } };
        return new(outcome with { Outcome = RowState.Failed, UserId = null, Errors = [PlanImport.Moved(outcome.Row)], Mark = null, Changes = null }, null, [], []);
    }

    private async Task<RowDecider> Decider(Import import, TenantFacts known, Existing loaded, bool isPlanned, CancellationToken cancellationToken)
    {
        var context = new UserContext(import.Rights.CallerOf(import, RunImport.ActorOf(import.Id), known), known, time.GetUtcNow());
        var seats = await LicenceSeats.Load(context.Settings, import.Tenant, indexes, adds: true, cancellationToken);
        return new(context, loaded, seats, import.Options, isPlanned);
    }
}
