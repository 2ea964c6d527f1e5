using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;

namespace UserFunctions.Imports;

/// <summary>
/// <c>POST /api/imports/{id}/undo</c>: whom the import created is deleted, whom it changed is what they were. Who was changed since stays, which the row says. Groups and
/// departments that the import made stay too: others may use them.
/// </summary>
public sealed class UndoImport(ImportTable imports, RunUndo run, RequestRows requests, TimeProvider time)
{
    /// <summary>200 with the import and what became of each row, also when it was undone before; 403; 404; 409 while it runs; 410 more than 24 hours after its end.</summary>
    [Function("UndoImport")]
    [Operation("Undo an import", "Deletes the users that an import created and makes those it changed what they were, within 24 hours of its end; a user who was changed since stays, and the row says so.")]
    [Answers(200, typeof(ImportView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports/{id:guid}/undo")] HttpRequest request, Guid id, CancellationToken cancellationToken)
    {
        if (!request.Demand(Permission.ImportsWrite).Try(out _, out var error) || !(await request.ReadNamed(Permission.UsersWrite, cancellationToken, optional: true)).Try(out var read, out error))
            return Answer.Problem(error);
        if (new FieldReader(read.Body, "undo").Finish() is { } invalid)
            return Answer.Problem(invalid);
        // What is kept is that it was undone; what came of it is stored with the import.
        var undone = await requests.Once(read.Caller, async token => (await Handle(read.Caller, id, token)).Map(import => import.Id.ToString()), cancellationToken);
        if (!undone.Ok || await imports.Find(read.Caller.Tenant, id, cancellationToken) is not { } import)
            return Answer.Problem(undone.Error ?? Error.NotFound("import", id.ToString()));
        var outcomes = await imports.Outcomes(import.Tenant, id, cancellationToken);
        return Answer.Ok(ImportView.Of(import, outcomes).With(import.Undo, await imports.Undone(import.Tenant, id, cancellationToken)));
    }

    /// <summary>Keeps that it is asked for before anything is written, so that it is ended by others when this process dies.</summary>
    internal async Task<Result<Import>> Handle(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        while (await imports.Find(caller.Tenant, id, cancellationToken) is { } import)
        {
            if (import.Undo is { FinishedAt: not null })
                return import;
            if (import.Undo is not null)
                return await run.Handle(import, cancellationToken);
            var now = time.GetUtcNow();
            if (ImportUndo.Refused(import, now) is { } refused)
                return refused;
            import = import with { UpdatedAt = now, Undo = new(new(caller.RoleId ?? default, caller.UserId), now, null, new(0, 0, 0, 0)) };
            await imports.Open(import, cancellationToken);
            // Who comes second takes up what the first has asked for.
            _ = await imports.Begin(import, cancellationToken);
        }

        return Error.NotFound("import", id.ToString());
    }
}
