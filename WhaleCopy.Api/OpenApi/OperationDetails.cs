using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.Tasks;

namespace WhaleCopy.Api.OpenApi;

/// <summary>Codes of refusals, the Idempotency-Key, and which operations need nobody signed in.</summary>
internal static class OperationDetails
{
    public static Task ApplyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var refusals in metadata.OfType<RefusalMetadata>().Select(refusal => refusal.Kind).GroupBy(kind => kind.Status))
        {
            if (operation.Responses?.TryGetValue(refusals.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), out var response) == true)
                response.Description = string.Join(", ", refusals.Select(kind => kind.Code).Distinct());
        }

        if (metadata.OfType<TakesIdempotencyKeyMetadata>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyKey.HeaderName,
                In = ParameterLocation.Header,
                Description = "The caller's name for this command: a repeat answers the first result. Without it every request is a command of its own.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaxLength },
            });
        }

        // A body that may be absent is absent then, not null.
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            if (content.Schema?.OneOf is [{ Type: JsonSchemaType.Null }, var body])
                content.Schema = body;
        }

        if (metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [];
        return Task.CompletedTask;
    }
}
