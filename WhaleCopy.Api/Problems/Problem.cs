using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace WhaleCopy.Api.Problems;

/// <summary>RFC 9457 problem details, as every refusal answers them.</summary>
internal sealed record Problem
{
    [Description("urn:whalecopy:problem: and the code.")]
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What to do about it, for people.")]
    public string? Detail { get; init; }

    [Description("Stable code to decide by.")]
    public required string Code { get; init; }

    [Description("What is wrong by field, where the input is at fault.")]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    [Description("The exchange's or the rules' own reason, where there is one.")]
    public string? ReasonCode { get; init; }

    [Description("Names the request in our logs.")]
    public string? TraceId { get; init; }
}

/// <summary>Answers refusals.</summary>
internal static class Refusal
{
    public static ProblemHttpResult Of(ProblemKind kind, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = kind.Code };
        if (errors is not null)
            extensions["errors"] = errors;
        return TypedResults.Problem(detail, statusCode: kind.Status, title: kind.Title, type: kind.Type, extensions: extensions);
    }

    /// <summary>Declares the refusals of an endpoint for its description.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params ProblemKind[] kinds)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata([.. kinds.Select(kind => new RefusalMetadata(kind))]);
}

/// <summary>One refusal that an endpoint can answer.</summary>
internal sealed record RefusalMetadata(ProblemKind Kind) : IProducesResponseTypeMetadata
{
    public Type Type => typeof(Problem);

    public int StatusCode => Kind.Status;

    public string? Description => null;

    public IEnumerable<string> ContentTypes => ["application/problem+json"];
}
