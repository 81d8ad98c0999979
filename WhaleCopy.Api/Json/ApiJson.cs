using System.Text.Json;

namespace WhaleCopy.Api.Json;

/// <summary>The one JSON of the Api: snake_case names, enums by their wire name, decimals as text, times in UTC.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new WireNameJson());
        options.Converters.Add(new DecimalJson());
        options.Converters.Add(new UtcTimeJson());
        options.Converters.Add(new ChangeJson());
        return options;
    }
}
