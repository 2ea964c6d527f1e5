using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UserFunctions.Platform.Connector;
using UserFunctions.Tests.Given;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>A body that is described is the body that is read: told by what an operation says to one that holds a field which nobody knows.</summary>
public sealed partial class DescribedBodyTests
{
    // What an answer shows beside a thing and a body may therefore repeat, whatever it says: it counts or names what others decide.
    private static readonly string[] Repeatable =
    [
        "users", "keys", "secrets", "clients[0].clientId", "changes.clients[0].clientId", "memberCount", "departments", "departmentIds", "registrations", "status", "failover.department",
        "disabledReason", "disabledAt", "previousSecretUntil", "cursor", "changesBehind", "pending", "failed", "isDown", "lastSuccessAt", "lastFailureAt", "lastFailure", "used", "highlights",
    ];

    // Of two fields one is needed, whichever it is; what is missed is said of the first.
    private static readonly Dictionary<string, string> OneOfTwo = new()
    {
        ["ChangeMembers"] = "add",
        ["CreateConversation"] = "department",
        ["SimulateRouting"] = "department",
        ["TransferConversation"] = "agent",
        ["ForwardConversation"] = "agent",
    };

    // It says what a write would be refused for, and is itself refused for none of it.
    private const string Check = "ValidateUser";

    public static TheoryData<string> Operations => [.. Described.Operations.Where(operation => Described.BodyOf(operation) is not null).Select(operation => operation.Id)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_fields_of_a_body_are_those_that_are_read(string id)
    {
        var operation = Described.Of(id);
        var (tenant, path) = await Somebody.Asking(operation);
        var refused = await Send(tenant, operation, path, Strange(Described.BodyOf(operation)!, []));
        refused.Expect(id == Check ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        foreach (var (place, type) in Parts("", Described.BodyOf(operation)!, []))
        {
            var allowed = AllowedAt(refused, place);
            Assert.True(allowed is not null, $"Nothing says what is allowed at '{place}': {refused.Text}");
            var described = FieldDescription.Of(type).Select(f => f.Name).ToList();
            Assert.Empty(described.Except(allowed));
            foreach (var other in allowed.Except(described))
                Assert.True(await IsSentBack(tenant, operation, path, place, other), $"'{other}' is read at '{place}' but not described by {type.Name}.");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_fields_that_a_body_must_have_are_those_that_are_missed(string id)
    {
        var operation = Described.Of(id);
        var (tenant, path) = await Somebody.Asking(operation);
        var reply = await Send(tenant, operation, path, []);
        Assert.Equal(Required(Described.BodyOf(operation)!), id == Check ? [] : Missed(reply, "").Where(name => OneOfTwo.GetValueOrDefault(id) != name));
        var strange = await Send(tenant, operation, path, Strange(Described.BodyOf(operation)!, []));
        Assert.All(Parts("", Described.BodyOf(operation)!, []).Where(part => part.Place.Length > 0), part => Assert.Equal(Required(part.Type), Missed(strange, part.Place)));
    }

    private static Task<Reply> Send(TestTenant tenant, OperationDescription operation, string path, JsonObject body) => tenant.Send(new HttpMethod(operation.Method), path, body);

    private static List<string> Required(Type type) =>
        [.. FieldDescription.Of(type).Where(f => f.IsDemanded).Select(f => f.Name).Order(StringComparer.Ordinal)];

    private static List<string> Missed(Reply reply, string place) =>
        [.. Details(reply).Where(d => d.Code.EndsWith(".missing", StringComparison.Ordinal) && d.Target.StartsWith(place, StringComparison.Ordinal))
            .Select(d => d.Target[place.Length..]).Where(target => !target.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    // A body with a field that nobody knows, in itself and in each of its parts.
    private static JsonObject Strange(Type type, IReadOnlyList<Type> within)
    {
        var body = new JsonObject { ["~"] = 1 };
        foreach (var field in FieldDescription.Of(type))
        {
            if (PartOf(field, within) is { } part)
                body[field.Name] = IsList(field) ? new JsonArray(Strange(part, [.. within, part])) : Strange(part, [.. within, part]);
        }

        return body;
    }

    private static IEnumerable<(string Place, Type Type)> Parts(string place, Type type, IReadOnlyList<Type> within) =>
        FieldDescription.Of(type).Where(f => PartOf(f, within) is not null)
            .SelectMany(f => Parts($"{place}{f.Name}{(IsList(f) ? "[0]" : "")}.", PartOf(f, within)!, [.. within, PartOf(f, within)!]))
            .Prepend((place, type));

    // A map of records is read by keys that nobody can name here.
    private static Type? PartOf(FieldDescription field, IReadOnlyList<Type> within) =>
        TypeNames.ValueOf(field.Property.PropertyType) is null && Described.RecordOf(field.Property.PropertyType) is { } part && !within.Contains(part) ? part : null;

    private static bool IsList(FieldDescription field) => TypeNames.ItemOf(field.Property.PropertyType) is not null;

    private static List<string>? AllowedAt(Reply refused, string place) =>
        Details(refused).Where(d => d.Code == $"{place}~.unknown").Select(d => Allowed().Match(d.Message).Groups[1].Value.Split(", ").ToList()).FirstOrDefault();

    // What was read may be sent back as it is, and only so.
    private static async Task<bool> IsSentBack(TestTenant tenant, OperationDescription operation, string path, string place, string field)
    {
        if (Repeatable.Contains(place + field))
            return true;
        var body = new JsonObject { [field] = "~" };
        foreach (var step in place.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
            body = step.EndsWith("[0]", StringComparison.Ordinal) ? new() { [step[..^3]] = new JsonArray(body) } : new() { [step] = body };
        var reply = await Send(tenant, operation, path, body);
        return Details(reply).Any(d => d.Code == $"{place}{field}.read_only");
    }

    private static IEnumerable<(string Code, string Target, string Message)> Details(Reply reply) => Wrong(reply)
        .Select(d => (d.GetProperty("code").GetString()!, d.GetProperty("target").GetString()!, d.GetProperty("message").GetString()!));

    private static List<JsonElement> Wrong(Reply reply) =>
        reply["error"] is { ValueKind: JsonValueKind.Object } error ? [.. error.GetProperty("details").EnumerateArray()]
        : reply["errors"] is { ValueKind: JsonValueKind.Array } errors ? [.. errors.EnumerateArray()]
        : [];

    [GeneratedRegex(@"allowed are (.*)\.$")]
    private static partial Regex Allowed();
}
