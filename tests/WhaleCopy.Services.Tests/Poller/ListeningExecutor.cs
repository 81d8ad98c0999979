using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhaleCopy.Contracts.Executor;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>A gRPC server in the executor's place that only remembers what it was told.</summary>
internal sealed class ListeningExecutor : CopyEngine.CopyEngineBase, IAsyncDisposable
{
    private readonly ConcurrentQueue<long> _heard = new();
    private WebApplication? _app;

    public string Url { get; private set; } = "";

    public IReadOnlyCollection<long> Heard => _heard;

    public static async Task<ListeningExecutor> StartAsync()
    {
        var executor = new ListeningExecutor();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(executor);
        builder.Services.AddGrpc();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<ListeningExecutor>();
        await app.StartAsync();
        executor._app = app;
        executor.Url = app.Urls.Single();
        return executor;
    }

    public override Task<SubmitSignalsResponse> SubmitSignals(SubmitSignalsRequest request, ServerCallContext context)
    {
        foreach (var id in request.SignalIds)
            _heard.Enqueue(id);
        return Task.FromResult(new SubmitSignalsResponse());
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
