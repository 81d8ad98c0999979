using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace WhaleCopy.Api.OpenApi;

/// <summary>Describes <c>/health</c>, which the health checks' own middleware answers.</summary>
internal static class HealthDescription
{
    private const string Name = "Health";
    private static readonly string[] States = ["healthy", "degraded", "unhealthy"];

    public static void AddTo(OpenApiDocument document)
    {
        var state = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. States.Select(name => (JsonNode)JsonValue.Create(name))] };
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        document.AddComponent(Name, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "How the installation is doing.",
            Required = new SortedSet<string>(StringComparer.Ordinal) { "status", "app_name", "environment", "version", "service", "dependencies", "exchanges_mode" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["status"] = state,
                ["app_name"] = text,
                ["environment"] = text,
                ["version"] = text,
                ["service"] = text,
                ["dependencies"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new SortedSet<string>(StringComparer.Ordinal) { "status" },
                        Properties = new Dictionary<string, IOpenApiSchema> { ["status"] = state },
                    },
                },
                ["exchanges_mode"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Whether the money is real.",
                    Enum = [JsonValue.Create("simulated"), JsonValue.Create("live"), JsonValue.Create("paper")],
                },
            },
        });
        var content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchemaReference(Name, document) } };
        document.Paths["/health"] = new OpenApiPathItem
        {
            Operations = new Dictionary<HttpMethod, OpenApiOperation>
            {
                [HttpMethod.Get] = new()
                {
                    OperationId = "getHealth",
                    Summary = "Health with each dependency's state",
                    Tags = new HashSet<OpenApiTagReference> { new(Name, document) },
                    Security = [],
                    Responses = new OpenApiResponses
                    {
                        ["200"] = new OpenApiResponse { Description = "Healthy or degraded", Content = content },
                        ["503"] = new OpenApiResponse { Description = "Unhealthy", Content = content },
                    },
                },
            },
        };
    }
}
