using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary><c>POST /api/imports/{id}/cancel</c>: one that waits, and a plan, is over at once, one that runs stops behind the rows that are being written; what is written stays, see undo, unless it writes all or none.</summary>
public sealed class CancelImport(ImportTable imports, RunImport run, EndImport end, RequestRows requests, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>200 with the import when it is over, 202 when it stops soon; the same when it is said again; 404; 409 <c>import.ended</c> for one that has ended otherwise.</summary>
    [Function("CancelImport")]
    [Operation("Cancel an import", "Ends an import that waits, and stops one that runs behind the rows that are being written; what is written stays, unless it writes all rows or none.")]
    [Answers(200, typeof(ImportView), Also = [202])]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/{id:guid}/cancel")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsWrite).Try(out _, out var error) || !(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "cancel").Finish() is { } invalid)
            return Answer.Problem(invalid);
        var cancelled = await requests.Once(read.Caller, async token => (await Handle(read.Caller, id, token)).Map(import => ImportView.Of(import, null)), cancellationToken);
        if (!cancelled.Try(out var view, out error))
            return Answer.Problem(error);
        return view.State is not (ImportState.Queued or ImportState.Running) ? Answer.Ok(view) : Answer.Accepted(request.Link($"imports/{id}"), RetryAfterSeconds, view);
    }

    /// <summary>Keeps that it is asked for; whoever runs it, or takes it up, stops there.</summary>
    internal async Task<Result<Import>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        while (await imports.Find(caller.Tenant, id, cancellationToken) is { } import)
        {
            if (import.State is ImportState.Cancelled || (import.CancelledAt is not null && !import.IsFinished))
                return import;
            if (import.IsFinished && import.State is not ImportState.Planned)
                return Error.Conflict("id", "import.ended", $"Import {id} has ended as {import.State}: what it wrote is taken back with POST /api/imports/{id}/undo.");
            var now = time.GetUtcNow();
            var asked = import with { CancelledAt = now };
            if (import.State is ImportState.Queued or ImportState.Planned)
                asked = asked with { State = ImportState.Cancelled, UpdatedAt = now, FinishedAt = now };
            // Where the run has moved meanwhile it shows how far it is now; either way the answer is what is stored.
            var isKept = import.State is ImportState.Queued ? await end.Cancel(asked, cancellationToken) : await imports.Begin(asked, cancellationToken);
            if (isKept && asked.IsFinished)
                await run.Handle(asked, null, cancellationToken);
        }

        return Error.NotFound("import", id.ToString());
    }
}
