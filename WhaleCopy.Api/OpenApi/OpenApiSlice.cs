using Microsoft.OpenApi;
using Scalar.AspNetCore;
using WhaleCopy.Api.Identity;

namespace WhaleCopy.Api.OpenApi;

/// <summary>The description that the web app's types are generated from: <c>/openapi/v1.json</c>, committed as <c>openapi/whalecopy.v1.json</c>.</summary>
internal static class OpenApiSlice
{
    public const string DocumentName = "v1";
    private const string SessionScheme = "session";
    private const string InitDataScheme = "init_data";

    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            HealthDescription.AddTo(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(SchemaDetails.ApplyAsync);
        options.AddOperationTransformer(OperationDetails.ApplyAsync);
    });

    public static void MapDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        if (!app.Environment.IsProduction())
            app.MapScalarApiReference("/docs", options => options.WithTitle("WhaleCopy").WithOpenApiRoutePattern("/openapi/{documentName}.json")).AllowAnonymous();
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "WhaleCopy",
            Version = DocumentName,
            Description = "Decimals are texts, enums UPPER_CASE, times ISO 8601 in UTC; lists are {items, next_cursor}; refusals are problem details with a stable code.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [SessionScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The session of POST /api/v1/auth/telegram." },
            [InitDataScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = TelegramAuthenticationHandler.HeaderName,
                Description = "Telegram's signed initData.",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SessionScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(InitDataScheme, document)] = [] },
        ];
    }
}
