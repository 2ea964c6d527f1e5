using System.Text.Json.Nodes;
using UserFunctions.Platform.Connector;
using UserFunctions.Platform.Hosting;

namespace UserFunctions.Tests.Platform.Connector;

public sealed class DocumentsTests
{
    private static readonly JsonNode ForFlows = JsonNode.Parse(Documents.ForFlows(SampleOperations.All))!;
    private static readonly JsonNode Whole = JsonNode.Parse(Documents.Whole(SampleOperations.All))!;

    [Fact]
    public void An_operation_that_no_flow_can_use_is_in_the_whole_document_only()
    {
        Assert.NotNull(Whole["paths"]!["/boxes/{id}/page"]);
        Assert.Null(ForFlows["paths"]!["/boxes/{id}/page"]);
    }

    [Fact]
    public void A_file_comes_as_JSON_from_flows_and_both_ways_from_others()
    {
        var whole = Whole["paths"]!["/boxes/{id}/file"]!["post"]!["requestBody"]!["content"]!.AsObject();
        Assert.Equal(["application/json", "multipart/form-data"], whole.Select(c => c.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["application/json"], ForFlows["paths"]!["/boxes/{id}/file"]!["post"]!["consumes"]!.AsArray().Select(c => c!.ToString()));
        Assert.Equal("byte", ForFlows["definitions"]!["FileBody"]!["properties"]!["contentBase64"]!["format"]!.ToString());
        Assert.Equal("binary", Whole["components"]!["schemas"]!["FileFormInput"]!["properties"]!["file"]!["format"]!.ToString());
    }

    [Fact]
    public void A_file_is_answered_as_text_to_flows_and_as_what_it_is_to_others()
    {
        Assert.Equal(["text/plain"], ForFlows["paths"]!["/boxes/export.csv"]!["get"]!["produces"]!.AsArray().Select(t => t!.ToString()));
        Assert.Equal(["text/plain", "text/csv"], Whole["paths"]!["/boxes/export.csv"]!["get"]!["responses"]!["200"]!["content"]!.AsObject().Select(c => c.Key));
    }

    [Fact]
    public void A_property_is_described_once_and_a_body_demands_what_it_says_itself()
    {
        var (view, body, changes) = (ForFlows["definitions"]!["Box"]!, ForFlows["definitions"]!["BoxBody"]!, ForFlows["definitions"]!["BoxChanges"]!);
        Assert.All((JsonNode[])[view, body, changes], schema => Assert.Equal("Its name, at most 80 characters.", schema["properties"]!["name"]!["description"]!.ToString()));
        Assert.Equal(["name"], body["required"]!.AsArray().Select(n => n!.ToString()));
        Assert.Null(changes["required"]);
    }

    [Fact]
    public void An_answer_always_has_what_cannot_be_null() =>
        Assert.Equal(["colours", "createdAt", "id", "name", "neighbours", "state", "things"], ForFlows["definitions"]!["Box"]!["required"]!.AsArray().Select(n => n!.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void A_dropdown_asks_for_as_much_as_a_page_holds_and_is_on_what_flows_send_only()
    {
        var parameter = ForFlows["parameters"]!["boxesId"]!;
        Assert.Equal("""{"operationId":"ListBoxes","parameters":{"top":200},"value-collection":"value","value-path":"id","value-title":"name"}""", parameter["x-ms-dynamic-values"]!.ToJsonString());
        Assert.Equal("""{"operationId":"ListBoxes","parameters":{"top":{"value":200}},"itemsPath":"value","itemValuePath":"id","itemTitlePath":"name"}""", parameter["x-ms-dynamic-list"]!.ToJsonString());
        Assert.NotNull(ForFlows["definitions"]!["BoxBody"]!["properties"]!["neighbours"]!["items"]!["x-ms-dynamic-list"]);
        Assert.Null(ForFlows["definitions"]!["Box"]!["properties"]!["outer"]!["x-ms-dynamic-list"]);
    }

    [Fact]
    public void A_webhook_trigger_says_what_it_sends_in_the_way_of_either_document()
    {
        Assert.Equal("#/definitions/BoxEvent", ForFlows["paths"]!["/hooks"]!["x-ms-notification-content"]!["schema"]!["$ref"]!.ToString());
        Assert.NotNull(Whole["paths"]!["/hooks"]!["post"]!["callbacks"]!["event"]!["{$request.body#/callbackUrl}"]!["post"]!["requestBody"]);
        Assert.DoesNotContain("x-ms-", Whole.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_have_their_shape_in_the_whole_document()
    {
        var response = Whole["paths"]!["/boxes"]!["post"]!["responses"]!["409"]!;
        Assert.Equal("#/components/schemas/ErrorAnswer", response["content"]!["application/json"]!["schema"]!["$ref"]!.ToString());
        Assert.Equal(["code", "details", "message", "traceId"], Whole["components"]!["schemas"]!["ErrorAnswer"]!["properties"]!["error"]!["required"]!.AsArray().Select(n => n!.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(WithoutAnswer), "needs exactly one [Answers]")]
    [InlineData(typeof(WithoutValue), "which no [PathValue] describes")]
    [InlineData(typeof(PartOfItself), "is part of itself")]
    [InlineData(typeof(OfAnything), "has no shape")]
    public void A_description_that_cannot_be_true_is_refused(Type functions, string expected)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Documents.ForFlows(Operations.Of([.. FunctionCatalog.Of(functions)])));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
