using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using WhaleCopy.Api.Identity;

namespace WhaleCopy.Api.WebApp;

/// <summary>Serves the built web app and sets the headers that keep a browser from being used against it.</summary>
internal static class WebAppSlice
{
    private const string OneYear = "public, max-age=31536000, immutable";

    // Telegram's web clients show the Mini App in a frame; nobody else may.
    private const string AppPolicy =
        "default-src 'self'; script-src 'self' https://telegram.org; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:; "
        + "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        + "frame-ancestors 'self' https://web.telegram.org https://*.telegram.org";

    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    // The reference page brings its script inline; it exists outside production only.
    private const string DocsPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data: https:; frame-ancestors 'none'";

    private static readonly string[] ApiPaths = ["/api", "/hubs", "/health", "/alive", "/openapi", "/docs", "/dev", "/webhook"];

    public static void AddWebApp(this IServiceCollection services)
    {
        services.AddOptions<WebOptions>().BindConfiguration(WebOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<WebOptions>, WebOptionsValidator>();
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<PageConstraint>(PageConstraint.Name));
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<TelegramOptions>>((cors, telegram) => cors.AddDefaultPolicy(policy =>
        {
            if (Uri.TryCreate(telegram.Value.WebAppUrl, UriKind.Absolute, out var webApp))
            {
                policy.WithOrigins(webApp.GetLeftPart(UriPartial.Authority)).AllowAnyHeader().AllowAnyMethod().AllowCredentials()
                    .WithExposedHeaders("Location", "Retry-After", "Content-Disposition");
            }
        }));
    }

    /// <summary>Security headers on every answer, and CORS for the Mini App's origin alone.</summary>
    public static void UseBrowserSafety(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
            headers.ContentSecurityPolicy = PolicyOf(context.Request.Path);
            if (context.Request.IsHttps && app.Environment.IsProduction())
                headers.StrictTransportSecurity = "max-age=31536000";
            if (context.Request.Path.StartsWithSegments("/api"))
                headers.CacheControl = "no-store";
            return next(context);
        });

        app.UseCors();
    }

    /// <summary>The web app's files, and its page for every address that is not the Api's.</summary>
    public static void MapWebApp(this WebApplication app)
    {
        var root = app.Services.GetRequiredService<IOptions<WebOptions>>().Value.Root;
        if (root.Length == 0)
            return;

        var files = new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.GetFullPath(root)),
            OnPrepareResponse = SetCaching,
        };
        app.UseStaticFiles(files);

        app.MapFallbackToFile($"{{*path:nonfile:{PageConstraint.Name}}}", "index.html", files).AllowAnonymous();
    }

    private static void SetCaching(StaticFileResponseContext file) =>
        file.Context.Response.Headers[HeaderNames.CacheControl] = file.Context.Request.Path.StartsWithSegments("/assets") ? OneYear : "no-cache";

    private static string PolicyOf(PathString path) => path.StartsWithSegments("/docs") ? DocsPolicy : IsTheApis(path) ? ApiPolicy : AppPolicy;

    private static bool IsTheApis(PathString path) => Array.Exists(ApiPaths, api => path.StartsWithSegments(api));

    /// <summary>Addresses of pages. An unknown one of the Api stays a 404: a page in its place would read as an answer.</summary>
    private sealed class PageConstraint : IRouteConstraint
    {
        public const string Name = "page";

        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            !IsTheApis($"/{values[routeKey]}");
    }
}
