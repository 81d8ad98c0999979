using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhaleCopy.Services.Tests.RealInput;

/// <summary>Answers the paths of Binance's web site with what was captured from it, byte for byte, over HTTP on loopback.</summary>
internal sealed class CapturedSite : IAsyncDisposable
{
    public const string Positions = "/bapi/futures/v1/friendly/future/copy-trade/lead-data/positions";
    public const string Detail = "/bapi/futures/v1/friendly/future/copy-trade/lead-portfolio/detail";
    public const string History = "/bapi/futures/v1/friendly/future/copy-trade/lead-portfolio/order-history";

    private readonly Dictionary<string, string> _answers = [];
    private readonly WebApplication _app;

    private CapturedSite(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<CapturedSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = new CapturedSite(builder.Build());
        site._app.Run(site.AnswerAsync);
        await site._app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    public void Answer(string path, JsonNode body) => _answers[path] = body.ToJsonString();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_answers.TryGetValue(context.Request.Path, out var body))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
