using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WhaleCopy.Api.OpenApi;

/// <summary>The command <c>openapi FILE</c>: writes the description as the running Api would answer it, without starting it.</summary>
internal static class DescriptionFile
{
    public static async Task<int> WriteAsync(string path, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.AddApi();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapApi();

        // What is mapped becomes known to the description when the pipeline is built; that usually happens at the start.
        app.UseEndpoints(_ => { });
        var text = await TextAsync(app.Services, cancellationToken);
        try
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{path} cannot be written: {exception.Message} Name a file in a folder that exists and may be written to.");
            return 1;
        }

        await output.WriteLineAsync($"Wrote {path}.");
        return 0;
    }

    /// <summary>The document as JSON with Unix line ends.</summary>
    public static async Task<string> TextAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiSlice.DocumentName);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return json.ReplaceLineEndings("\n") + "\n";
    }
}
