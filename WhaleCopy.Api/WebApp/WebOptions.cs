using Microsoft.Extensions.Options;

namespace WhaleCopy.Api.WebApp;

/// <summary>The built web app, section <c>Web</c>.</summary>
internal sealed class WebOptions
{
    public const string SectionName = "Web";

    /// <summary>Folder with its <c>index.html</c>. Empty: the Api serves none.</summary>
    public string Root { get; set; } = "";
}

internal sealed class WebOptionsValidator : IValidateOptions<WebOptions>
{
    public ValidateOptionsResult Validate(string? name, WebOptions options) =>
        options.Root.Length == 0 || File.Exists(Path.Combine(options.Root, "index.html"))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Web:Root has no index.html. Build the web app (npm run build in WhaleCopy.Web), or leave Web:Root empty");
}
