using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using WhaleCopy.Api.Json;
using WhaleCopy.Core;

namespace WhaleCopy.Api.OpenApi;

/// <summary>What our converters do, which the exporter cannot see: decimals as text, enums by wire name, partial updates.</summary>
internal static class SchemaDetails
{
    public static Task ApplyAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (WireOf(type) is not null)
            schema.Description = null;
        if (ChangeJson.Inner(type) is { } changed)
        {
            Describe(schema, changed, isInput: true);

            // The exporter sees the comment of Change<T> itself.
            schema.Description = DescriptionOf(context.JsonPropertyInfo);
        }
        else if (context.ParameterDescription is not null && (WireOf(type) ?? Nullable.GetUnderlyingType(type) ?? type) is var parameter && IsDescribed(parameter))
        {
            // A parameter is there or absent, never null.
            Describe(schema, parameter, isInput: false);
        }
        else if (WireOf(type) is { } wire)
        {
            Describe(schema, wire, isInput: false);
        }
        else if (IsDescribed(Nullable.GetUnderlyingType(type) ?? type))
        {
            // A nullable enum is described as null or a reference: the component that is referred to is never null itself.
            var described = Nullable.GetUnderlyingType(type) is { IsEnum: true } named ? named : type;
            Describe(schema, described, IsInput(context));
        }

        return Task.CompletedTask;
    }

    private static bool IsDescribed(Type type) =>
        type.IsEnum || type == typeof(decimal) || type == typeof(int) || type == typeof(long) || type == typeof(DateTimeOffset);

    private static string? DescriptionOf(JsonPropertyInfo? property) =>
        property?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;

    private static Type? WireOf(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(Wire<>) ? inner.GetGenericArguments()[0] : null;
    }

    // Requests take decimals as text or as numbers; answers have text.
    private static bool IsInput(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo?.DeclaringType.Name is { } owner
        && (owner.EndsWith("Request", StringComparison.Ordinal) || owner.EndsWith("Patch", StringComparison.Ordinal));

    private static void Describe(OpenApiSchema schema, Type type, bool isInput)
    {
        var inner = Nullable.GetUnderlyingType(type);
        var value = inner ?? type;
        var orNull = inner is null ? default : JsonSchemaType.Null;
        schema.Pattern = null;
        schema.Properties = null;
        schema.Required = null;
        if (value == typeof(decimal))
        {
            schema.Type = JsonSchemaType.String | (isInput ? JsonSchemaType.Number : default) | orNull;
            schema.Format = "decimal";
        }
        else if (value.IsEnum)
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum = [.. NamesOf(value).Select(name => (JsonNode)JsonValue.Create(name))];
            if (inner is not null && isInput)
                schema.Enum.Add(null!);
        }
        else if (value == typeof(int) || value == typeof(long))
        {
            schema.Type = JsonSchemaType.Integer | orNull;
            schema.Format = value == typeof(int) ? "int32" : "int64";
        }
        else if (value == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }
        else if (value == typeof(bool))
        {
            schema.Type = JsonSchemaType.Boolean | orNull;
        }
        else if (value == typeof(string))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (value == typeof(string[]))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String };
        }
        else
        {
            throw new NotSupportedException($"{value} has no description.");
        }
    }

    private static IReadOnlyList<string> NamesOf(Type type) =>
        (IReadOnlyList<string>)typeof(WireName<>).MakeGenericType(type).GetProperty(nameof(WireName<>.All))!.GetValue(null)!;
}
