using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhaleCopy.Simulator.Http;

/// <summary>The same well-formed answer with every list in it emptied and its totals zeroed.</summary>
internal static class EmptyLists
{
    public static byte[] Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = JsonNode.Parse(body.Span);
            return JsonSerializer.SerializeToUtf8Bytes(root is JsonArray ? new JsonArray() : Emptied(root));
        }
        catch (JsonException)
        {
            return "[]"u8.ToArray();
        }
    }

    private static JsonNode? Emptied(JsonNode? node)
    {
        if (node is not JsonObject fields)
        {
            return node;
        }

        foreach (var (name, value) in fields.ToArray())
        {
            switch (value)
            {
                case JsonArray:
                    fields[name] = new JsonArray();
                    break;
                case JsonObject:
                    _ = Emptied(value);
                    break;
                case JsonValue when name is "total" or "totalCount":
                    fields[name] = value.GetValueKind() == JsonValueKind.String ? "0" : 0;
                    break;
            }
        }

        return fields;
    }
}
