using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary><c>POST /api/imports/{id}/apply</c>: runs exactly the plan that a dry run made, within a day. It has the rights of whoever uploaded the file.</summary>
public sealed class ApplyImport(ImportTable imports, PlanImport plan, Queues queues, RequestRows requests, Facts facts, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>202 with the import, also when it was applied before; 404; 409 <c>plan_stale</c> naming the rows that would do something else by now, or <c>import.not_planned</c>; 410 <c>plan_expired</c>.</summary>
    [Function("ApplyImport")]
    [Operation("Apply the plan of an import", "Does what a dry run said it would, within 24 hours of it; when a row would do something else by now, nothing is done and the answer names the rows.")]
    [Answers(202, typeof(ImportView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/{id:guid}/apply")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsWrite).Try(out _, out var error) || !(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "apply").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var applied = await requests.Once(read.Caller, async token => (await Handle(read.Caller, id, token)).Map(import => ImportView.Of(import, null)), cancellationToken);
        return applied.Try(out var view, out error) ? Answer.Accepted(request.Link($"imports/{id}"), RetryAfterSeconds, view) : Answer.Problem(error);
    }

    /// <summary>Checks the plan and queues its run; of two that ask at once one queues it, and both get it.</summary>
    internal async Task<Result<Import>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        while (await imports.Find(caller.Tenant, id, cancellationToken) is { } import)
        {
            if (import.PlannedAt is not null)
                return import;
            if (await Refused(import, cancellationToken) is { } refused)
                return refused;
            var asked = import with
            {
                Options = import.Options with { IsDryRun = false },
                PlannedAt = import.FinishedAt,
                State = ImportState.Queued,
                Counts = new(import.Counts.Total, 0, 0, 0, 0),
                StartedAt = null,
                FinishedAt = null,
                UpdatedAt = time.GetUtcNow(),
                Starts = 0,
            };
            // Known as something to do before it is one: whoever dies in between leaves it to those who look for such.
            await imports.Open(asked, cancellationToken);
            if (!await imports.Again(asked, cancellationToken))
                continue;
            await queues.Send(ImportMessage.Queue, new ImportMessage(asked.Tenant, asked.Id), cancellationToken);
            return asked;
        }

        return Error.NotFound("import", id.ToString());
    }

    private async Task<Error?> Refused(Import import, CancellationToken cancellationToken)
    {
        if (import.State is not ImportState.Planned)
            return Error.Conflict("id", "import.not_planned", $"Import {import.Id} is {import.State} and no plan: upload the file with dryRun=true to make one.");
        if (time.GetUtcNow() - import.FinishedAt > Import.PlanWindow)
            return new(ErrorKind.Gone, "plan_expired", $"The plan was made at {import.FinishedAt:u}, more than {Import.PlanWindow.TotalHours:0} hours ago: make a new one with dryRun=true.", "id");
        if (!(await plan.Stale(import, cancellationToken)).Try(out var moved, out var error))
            return new(ErrorKind.Conflict, "plan_stale", $"The plan's file cannot be read any more: {error.Message}", "file");
        return moved.Count == 0 ? await imports.Full(import.Tenant, await facts.Now(import.Tenant, cancellationToken), cancellationToken)
            : new Error(ErrorKind.Conflict, "plan_stale", $"The plan does not hold any more, and nothing was written: {moved.Count} of {import.Counts.Total} rows would do something else now (rows {string.Join(", ", moved.Take(10).Select(m => m.Target[5..^1]))}{(moved.Count > 10 ? " …" : "")}). Make a new one with dryRun=true.", "plan", moved);
    }
}
