using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Errors;
using UserFunctions.Platform.Http;
using UserFunctions.Platform.Storage;
using UserFunctions.Tenants;
using UserFunctions.Users;

namespace UserFunctions.PhoneExtensions;

/// <summary><c>POST /api/extensions</c>: a number that nobody holds yet.</summary>
public sealed class CreateExtension(ChangeLog log, ExtensionReader reader, ExtensionIndexes extensions, Facts facts, TimeProvider time)
{
    /// <summary>201 with the extension; 400; 409 when the number exists or the intercom number is in use, and <c>extensions.quota_exceeded</c>.</summary>
    [Function("CreateExtension")]
    [Operation("Create an extension", "Creates a phone extension that nobody holds yet.", Visibility = Visibility.Important)]
    [Takes(typeof(ExtensionBody))]
    [Answers(201, typeof(ExtensionView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "extensions")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await request.ReadNamed(Permission.ExtensionsWrite, cancellationToken)).Try(out var read, out var error))
            return Answer.Problem(error);
        if (!(await Handle(read.Caller, read.Body, cancellationToken)).Try(out var extension, out error))
            return Answer.Problem(error);
        var view = await reader.Show(read.Caller.Tenant, extension, cancellationToken);
        return Answer.Created(request.Link($"extensions/{extension.Number}"), view).Tagged(extension.Version);
    }

    /// <summary>Creates the extension.</summary>
    public Task<Result<PhoneExtension>> Handle(Caller caller, JsonElement body, CancellationToken cancellationToken)
    {
        return log.Write<PhoneExtension>(caller, Decided, cancellationToken);

        async Task<Result<Draft<PhoneExtension>>> Decided(CancellationToken token)
        {
            var known = await facts.ForWriting(caller.Tenant, token);
            return Quotas.Check("extensions", "phone extensions", Quotas.Of(known).Extensions, await extensions.Count(caller.Tenant, token)) is { } full
                ? full : Decide(caller.Tenant, body, CallerIdList.Of(known));
        }
    }

    private Result<Draft<PhoneExtension>> Decide(string tenant, JsonElement body, CallerIdList owned)
    {
        var fields = new FieldReader(body, "phone extension");
        var number = PhoneExtension.NumberOf(fields).Value;
        var callerId = PhoneExtension.CallerIdOf(fields, owned).Value;
        var intercom = PhoneExtension.IntercomOf(fields).Value;
        if (number is null)
            fields.Missing("number", "give 2 to 10 digits");
        if (fields.Finish() is { } invalid)
            return invalid;
        var row = ExtensionClaim.New(tenant, number!, time.GetUtcNow(), null);
        (row["callerId"], row["intercomNumber"]) = (callerId, intercom);
        return new Draft<PhoneExtension>(PhoneExtension.Read(row), new Change("extension.created", []) { Name = number })
            .With(ExtensionTable.Intercom(tenant, number!, null, intercom).Prepend(Step.Insert(row, Error.Taken("number", number!))));
    }
}
