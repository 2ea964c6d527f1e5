using System.Text.Json;
using System.Text.Json.Serialization;

namespace Generated.Connector;

// A field that is null in a change is cleared, so what is not set must not be sent.
public partial class ConnectorClient
{
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
