using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserFunctions.Tests.Flows;

/// <summary>The check that finds nothing wrong with the app finds what is wrong.</summary>
public sealed class SchemaCheckTests
{
    private const string Schema = """
        {"type":"object","required":["id","state"],"properties":{
          "id":{"type":"string","format":"uuid"},"state":{"type":"string","enum":["On","Off"]},"at":{"type":"string","format":"date-time"},"count":{"type":"integer","format":"int32"},
          "big":{"type":"integer","format":"int64"},"url":{"type":"string","format":"uri"},"ok":{"type":"boolean"},"parts":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"}}}},
          "limits":{"type":"object","additionalProperties":{"type":"integer","format":"int32"}},"email":{"type":"string","format":"email"},"day":{"type":"string","format":"date"}}}
        """;

    private const string Start = "{\"id\":\"019a0000-0000-7000-8000-000000000000\",\"state\":\"On\"";

    [Theory]
    [InlineData(Start + "}")]
    [InlineData(Start + ",\"at\":\"2026-03-01T09:30:00Z\",\"count\":3,\"big\":3000000000,\"url\":\"https://a.test/x\",\"ok\":true,\"parts\":[{\"name\":\"a\"},{}],\"limits\":{\"SMS\":3},\"email\":\"a@b\",\"day\":\"2026-03-01\"}")]
    public void What_is_declared_passes(string json) => Assert.Empty(Problems(json));

    [Theory]
    [InlineData("{\"state\":\"On\"}", "$.id is required and absent")]
    [InlineData("{\"id\":\"x\",\"state\":\"On\"}", "$.id 'x' is no uuid")]
    [InlineData("{\"id\":\"019a0000-0000-7000-8000-000000000000\",\"state\":\"Half\"}", "$.state 'Half' is none of [\"On\",\"Off\"]")]
    [InlineData(Start + ",\"more\":1}", "$.more is not declared")]
    [InlineData(Start + ",\"at\":\"2026-03-01T09:30:00\"}", "$.at '2026-03-01T09:30:00' is no date-time")]
    [InlineData(Start + ",\"day\":\"1.3.2026\"}", "$.day '1.3.2026' is no date")]
    [InlineData(Start + ",\"url\":\"/x\"}", "$.url '/x' is no uri")]
    [InlineData(Start + ",\"email\":\"x\"}", "$.email 'x' is no email")]
    [InlineData(Start + ",\"count\":3000000000}", "$.count is Number 3000000000, not integer int32")]
    [InlineData(Start + ",\"count\":\"3\"}", "$.count is String \"3\", not integer int32")]
    [InlineData(Start + ",\"ok\":null}", "$.ok is Null null, not boolean ")]
    [InlineData(Start + ",\"parts\":[{\"name\":1}]}", "$.parts[0].name is Number 1, not string ")]
    [InlineData(Start + ",\"parts\":[{\"size\":1}]}", "$.parts[0].size is not declared")]
    [InlineData(Start + ",\"limits\":{\"SMS\":\"3\"}}", "$.limits.SMS is String \"3\", not integer int32")]
    public void What_is_not_declared_is_found(string json, string problem) => Assert.Equal([problem], Problems(json));

    private static IReadOnlyList<string> Problems(string json) =>
        new SchemaCheck(node => node.AsObject()).Problems(JsonNode.Parse(Schema)!, JsonDocument.Parse(json).RootElement);
}
