using System.Text.Json.Nodes;
using UserFunctions.Platform.Connector;

namespace UserFunctions.Tests.Platform.Connector;

/// <summary>Flows that were built on the released document go on working. <c>CONNECTOR=release</c> makes the present document the released one.</summary>
public sealed class CompatibilityTests
{
    private const string Released = "released.swagger.json";

    private static readonly string Sample = Documents.ForFlows(SampleOperations.All);

    /// <summary>What is changed in the sample's document, and what is said of it.</summary>
    public static IEnumerable<object[]> Changes => Table.Select(entry => (object[])[entry.Key, entry.Value.Expected]);

    private static Dictionary<string, (Action<JsonNode> Change, string Expected)> Table { get; } = new()
    {
        ["operation gone"] = (d => Remove(d["paths"]!, "/boxes/{id}/v2"), "ReadBoxV2 is gone"),
        ["operation renamed"] = (d => List(d)["operationId"] = "FindBoxes", "ListBoxes is gone"),
        ["path"] = (d => Move(d, "/boxes/{id}/v2", "/boxes/{id}/now"), "ReadBoxV2: is get /boxes/{id}/now instead of get /boxes/{id}/v2"),
        ["method"] = (d => Rename(d["paths"]!["/boxes/{id}/file"]!, "post", "put"), "FillBox: is put /boxes/{id}/file instead of post /boxes/{id}/file"),
        ["trigger"] = (d => Remove(d["paths"]!["/triggers/box.opened"]!["get"]!, "x-ms-trigger"), "WhenBoxes: is another kind of trigger"),
        ["pages"] = (d => Remove(List(d), "x-ms-pageable"), "ListBoxes: pages in another way"),
        ["parameter gone"] = (d => Drop(List(d), "search"), "ListBoxes: query search is no longer taken"),
        ["parameter added as required"] = (d => List(d)["parameters"]!.AsArray().Add(new JsonObject { ["name"] = "colour", ["in"] = "query", ["type"] = "string", ["required"] = true }), "ListBoxes: query colour is newly required"),
        ["parameter required"] = (d => Parameter(List(d), "search")["required"] = true, "ListBoxes: query search is newly required"),
        ["parameter's type"] = (d => Parameter(List(d), "search")["type"] = "integer", "ListBoxes: query search is integer instead of string"),
        ["parameter's bound"] = (d => Parameter(List(d), "top")["maximum"] = 100, "ListBoxes: query top has a narrower maximum"),
        ["shared parameter's format"] = (d => d["parameters"]!["boxesId"]!["format"] = "email", "ReadBox: path id is string email instead of string uuid"),
        ["input value gone"] = (d => Parameter(List(d), "state")["items"]!["enum"]!.AsArray().RemoveAt(0), "ListBoxes: query state[] no longer takes Open"),
        ["input limited to values"] = (d => Parameter(List(d), "search")["enum"] = new JsonArray("a"), "ListBoxes: query search takes only some values now"),
        ["body required"] = (d => Body(d, "/boxes/{id}", "patch")["required"] = true, "ChangeBox: body is newly required"),
        ["body property required"] = (d => d["definitions"]!["BoxBody"]!["required"]!.AsArray().Add("label"), "CreateBox: body.label is newly required"),
        ["nested body property required"] = (d => d["definitions"]!["BoxBody"]!["properties"]!["size"]!["required"] = new JsonArray("width"), "CreateBox: body.size.width is newly required"),
        ["body property gone"] = (d => Remove(d["definitions"]!["BoxBody"]!["properties"]!, "label"), "CreateBox: body.label is no longer taken"),
        ["body property's type"] = (d => d["definitions"]!["BoxBody"]!["properties"]!["label"]!["type"] = "boolean", "CreateBox: body.label is boolean instead of string"),
        ["callback"] = (d => Remove(d["definitions"]!["HookBody"]!["properties"]!["callbackUrl"]!, "x-ms-notification-url"), "HearBoxes: body.callbackUrl is no longer where events go"),
        ["answer property gone"] = (d => Remove(Box(d), "label"), "ReadBox: the answer 200.label is gone"),
        ["answer property of a list gone"] = (d => Remove(Box(d), "label"), "ListBoxes: the answer 200.value[].label is gone"),
        ["nested answer property gone"] = (d => Remove(d["definitions"]!["Thing"]!["properties"]!, "weight"), "ReadBox: the answer 200.things[].weight is gone"),
        ["answer property's type"] = (d => Box(d)["createdAt"]!["type"] = "integer", "ReadBox: the answer 200.createdAt is integer date-time instead of string date-time"),
        ["answer property's format"] = (d => Box(d)["id"]!["format"] = "uri", "ReadBox: the answer 200.id is string uri instead of string uuid"),
        ["answer property absent at times"] = (d => d["definitions"]!["Box"]!["required"]!.AsArray().Remove(d["definitions"]!["Box"]!["required"]!.AsArray().First(n => n!.ToString() == "name")), "ReadBox: the answer 200.name is not always there any more"),
        ["answer value gone"] = (d => Box(d)["state"]!["enum"]!.AsArray().RemoveAt(1), "ReadBox: the answer 200.state no longer says Shut"),
        ["map's values"] = (d => Box(d)["colours"]!["additionalProperties"]!["type"] = "string", "ReadBox: the answer 200.colours.* is string int32 instead of integer int32"),
        ["schema gone"] = (d => Remove(d["paths"]!["/boxes/export.csv"]!["get"]!["responses"]!["200"]!, "schema"), "ExportBoxes: the answer 200 is gone"),
        ["status gone"] = (d => Rename(d["paths"]!["/boxes/{id}/file"]!["post"]!["responses"]!, "202", "200"), "FillBox: no longer answers 202"),
        ["header gone"] = (d => Remove(d["paths"]!["/boxes"]!["post"]!["responses"]!["201"]!["headers"]!, "Location"), "CreateBox: the answer 201 has no header Location any more"),
        ["notification"] = (d => Remove(d["definitions"]!["BoxEvent"]!["properties"]!, "at"), "HearBoxes: what is sent to the callback.at is gone"),
    };

    /// <summary>What flows do not mind.</summary>
    public static TheoryData<string> Additions => [.. Harmless.Keys];

    private static Dictionary<string, Action<JsonNode>> Harmless { get; } = new()
    {
        ["bare status gone"] = d => Remove(d["paths"]!["/boxes"]!["post"]!["responses"]!, "200"),
        ["operation"] = d => d["paths"]!["/lids"] = Renamed(d["paths"]!["/boxes"]!["get"]!, "ListLids"),
        ["optional parameter"] = d => List(d)["parameters"]!.AsArray().Add(new JsonObject { ["name"] = "colour", ["in"] = "query", ["type"] = "string" }),
        ["optional property of a body"] = d => d["definitions"]!["BoxBody"]!["properties"]!["colour"] = new JsonObject { ["type"] = "string" },
        ["property of an answer"] = d => Box(d)["colour"] = new JsonObject { ["type"] = "string" },
        ["input value"] = d => Parameter(List(d), "state")["items"]!["enum"]!.AsArray().Add("Lost"),
        ["answer that always comes now"] = d => d["definitions"]!["Box"]!["required"]!.AsArray().Add("label"),
        ["wider bound"] = d => Parameter(List(d), "top")["maximum"] = 500,
        ["words"] = d => List(d)["description"] = "Says it better.",
        ["deprecation"] = d => List(d)["deprecated"] = true,
    };

    [Fact]
    public void Flows_of_the_released_document_go_on_working()
    {
        var now = Package.Make("apiDefinition.swagger.json");
        if (Package.IsToBeReleased)
            File.WriteAllText(Package.PathOf(Released), now);
        Assert.Empty(Compatibility.Breaks(Package.Read(Released), JsonNode.Parse(now)!));
    }

    [Fact]
    public void What_is_not_released_could_change_unseen()
    {
        if (!Package.IsToBeReleased)
            Assert.Empty(Compatibility.Unreleased(Package.Read(Released), JsonNode.Parse(Package.Make("apiDefinition.swagger.json"))!));
        var now = JsonNode.Parse(Sample)!;
        Harmless["operation"](now);
        Assert.Equal(["ListLids"], Compatibility.Unreleased(JsonNode.Parse(Sample)!, now));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_breaks_a_flow_is_named(string change, string expected)
    {
        var now = JsonNode.Parse(Sample)!;
        Table[change].Change(now);
        Assert.Contains(expected, Compatibility.Breaks(JsonNode.Parse(Sample)!, now));
    }

    [Theory]
    [MemberData(nameof(Additions))]
    public void What_breaks_no_flow_is_not_named(string change)
    {
        var now = JsonNode.Parse(Sample)!;
        Harmless[change](now);
        Assert.NotEqual(Sample, now.ToJsonString());
        Assert.Empty(Compatibility.Breaks(JsonNode.Parse(Sample)!, now));
    }

    private static JsonNode List(JsonNode document) => document["paths"]!["/boxes"]!["get"]!;

    private static JsonNode Box(JsonNode document) => document["definitions"]!["Box"]!["properties"]!;

    private static JsonNode Parameter(JsonNode operation, string name) => operation["parameters"]!.AsArray().First(p => p!["name"]?.ToString() == name)!;

    private static JsonNode Body(JsonNode document, string path, string method) => document["paths"]![path]![method]!["parameters"]!.AsArray().First(p => p!["in"]?.ToString() == "body")!;

    private static void Drop(JsonNode operation, string name) => operation["parameters"]!.AsArray().Remove(Parameter(operation, name));

    private static void Remove(JsonNode node, string name) => Assert.True(node.AsObject().Remove(name), $"There is no {name} to take away.");

    private static void Move(JsonNode document, string from, string to) => Rename(document["paths"]!, from, to);

    private static void Rename(JsonNode node, string from, string to)
    {
        var value = node[from]!.DeepClone();
        Remove(node, from);
        node[to] = value;
    }

    private static JsonObject Renamed(JsonNode operation, string id)
    {
        var copy = operation.DeepClone();
        copy["operationId"] = id;
        return new() { ["get"] = copy };
    }
}
