using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using WhaleCopy.Api.Json;

namespace WhaleCopy.Api.OpenApi;

/// <summary>Names of schemas: what the domain calls them.</summary>
internal static class SchemaNames
{
    public static string? Of(JsonTypeInfo type)
    {
        var clr = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (ChangeJson.Inner(clr) is not null || (clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Wire<>)))
            return null;
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is { Length: > 6 } && name.EndsWith("Answer", StringComparison.Ordinal) ? name[..^6] : name?.Replace("Answer", "", StringComparison.Ordinal);
    }
}
