using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions</c>: a number that nobody holds yet.</summary>
public sealed class CreateExtension(ChangeLog log, TimeProvider time)
{
    /// <summary>201 with the extension; 400; 409 when the number exists.</summary>
    [Function("CreateExtension")]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        var fields = new FieldReader(read.Body, "phone extension");
        var number = PhoneExtension.NumberOf(fields).Value;
        var callerId = PhoneExtension.CallerIdOf(fields).Value;
        if (number is null)
            fields.Missing("number", "give 2 to 10 digits");
        if (fields.Finish() is { } invalid)
            return Answer.Problem(invalid);
        if (!(await Handle(read.Caller, number!, callerId, cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        return Answer.Created(request.Link($"extensions/{extension.Number}"), extension).Tagged(extension.Version);
    }

    /// <summary>Creates the extension.</summary>
    public Task<Result<PhoneExtension>> Handle(Caller caller, string number, string? callerId, CancellationToken cancellationToken)
    {
        var row = ExtensionClaim.New(caller.Tenant, number, time.GetUtcNow(), null);
        row["callerId"] = callerId;
        var draft = new Draft<PhoneExtension>(PhoneExtension.Read(row), new Change("extension.created", [])).With([Step.Insert(row, Error.Taken("number", number))]);
        return log.Write<PhoneExtension>(caller, _ => Task.FromResult<Result<Draft<PhoneExtension>>>(draft), cancellationToken);
    }
}
