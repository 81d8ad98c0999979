using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Problems;

/// <summary>Turns what went wrong into problem details: with a code always, with internals never.</summary>
internal static partial class ProblemMapping
{
    private static readonly string[] Required = ["It is required."];

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<Mapping>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = context => Explain(context.Exception) is not null });
        app.UseStatusCodePages();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (!problem.Extensions.ContainsKey("code"))
        {
            var kind = HttpProblems.OfStatus(context.HttpContext.Response.StatusCode);
            problem.Type = kind.Type;
            problem.Title = kind.Title;
            problem.Extensions["code"] = kind.Code;
        }

        problem.Extensions.Remove("traceId");
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToHexString()
            ?? context.HttpContext.Features.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier;
    }

    private static (ProblemKind Kind, string? Detail, IReadOnlyDictionary<string, string[]>? Errors)? Explain(Exception failure) => failure switch
    {
        InvalidInputException invalid => (HttpProblems.InvalidInput, null, invalid.Errors),
        BadHttpRequestException { StatusCode: 413 } => (HttpProblems.TooLarge, null, null),
        BadHttpRequestException { StatusCode: 415 } => (HttpProblems.UnsupportedMediaType, null, null),
        BadHttpRequestException { InnerException: JsonException json } => (HttpProblems.InvalidInput, null, FieldOf(json)),
        BadHttpRequestException bad => (HttpProblems.InvalidInput, null, FieldOf(bad)),
        _ when DatabaseErrors.IsAway(failure) => (HttpProblems.DatabaseAway, null, null),
        _ => null,
    };

    private static Dictionary<string, string[]> FieldOf(JsonException failure)
    {
        // Our converters' sentences have no position in them; the parser's own do, and name C# types.
        var path = failure.Path?.TrimStart('$', '.') ?? "";
        var unknown = UnknownProperty().Match(failure.Message);
        if (unknown.Success)
            return new() { [unknown.Groups["name"].Value] = ["There is no such field."] };
        var missing = MissingProperties().Match(failure.Message);
        if (missing.Success)
            return missing.Groups["names"].Value.Split(',').ToDictionary(name => name.Trim().Trim('\''), _ => Required);
        var isOurs = !failure.Message.Contains("System.", StringComparison.Ordinal) && !failure.Message.Contains("WhaleCopy.", StringComparison.Ordinal)
            && !failure.Message.Contains("BytePositionInLine", StringComparison.Ordinal);
        return new() { [path.Length > 0 ? path : "body"] = [isOurs ? failure.Message : "It is not readable as what is expected here."] };
    }

    private static Dictionary<string, string[]> FieldOf(BadHttpRequestException failure)
    {
        var parameter = FailedParameter().Match(failure.Message);
        return parameter.Success
            ? new() { [JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups["name"].Value)] = ["It is not readable as what is expected here."] }
            : new() { ["body"] = ["It is missing or not readable."] };
    }

    [GeneratedRegex("""The JSON property '(?<name>[^']{1,100})' could not be mapped""", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownProperty();

    [GeneratedRegex("""missing required properties[^:]*: (?<names>.+?)\.?$""", RegexOptions.CultureInvariant)]
    private static partial Regex MissingProperties();

    [GeneratedRegex("""(?:Failed to bind parameter|Required parameter) "[^"]*?(?<name>[A-Za-z_]+)" """, RegexOptions.CultureInvariant)]
    private static partial Regex FailedParameter();

    private sealed class Mapping(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            {
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;
            }

            if (Explain(exception) is not { } explained)
                return false;
            httpContext.Response.StatusCode = explained.Kind.Status;
            return await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = httpContext,
                ProblemDetails = Refusal.Of(explained.Kind, explained.Detail, explained.Errors).ProblemDetails,
            });
        }
    }
}
