using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Contracts.Poller;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>An executor and a poller over real gRPC that note what they are asked and answer what the test says.</summary>
public sealed class ScriptedServices : IAsyncDisposable
{
    private WebApplication? _app;

    public string Address => _app!.Urls.First();

    /// <summary>Calls as <c>Method argument</c>, oldest first.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Every call fails as if nobody listened.</summary>
    public bool IsAway { get; set; }

    /// <summary>What CheckApiKey answers.</summary>
    public Func<long, CheckApiKeyResponse> CheckApiKey { get; set; } = _ => Usable();

    public static CheckApiKeyResponse Usable() =>
        new() { Verdict = CheckApiKeyResponse.Types.Verdict.Usable, CanSpotTrade = true, CanFuturesTrade = true, IpRestricted = true };

    public int CountOf(string call) => Calls.Count(made => made == call);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddGrpcHealthChecks().AddCheck("script", () => HealthCheckResult.Healthy());
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Executor>();
        _app.MapGrpcService<Poller>();
        _app.MapGrpcHealthChecksService();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    private void Note(string call)
    {
        Calls.Enqueue(call);
        if (IsAway)
            throw new RpcException(new Status(StatusCode.Unavailable, "away"));
    }

    private sealed class Executor(ScriptedServices script) : CopyEngine.CopyEngineBase
    {
        public override Task<TaskResponse> CopySignal(TaskRequest request, ServerCallContext context) => Ring("CopySignal", request);

        public override Task<TaskResponse> ClosePosition(TaskRequest request, ServerCallContext context) => Ring("ClosePosition", request);

        public override Task<TaskResponse> Panic(TaskRequest request, ServerCallContext context) => Ring("Panic", request);

        public override Task<UpdateProtectionResponse> UpdateProtection(UpdateProtectionRequest request, ServerCallContext context)
        {
            script.Note($"UpdateProtection {request.PositionId}");
            return Task.FromResult(new UpdateProtectionResponse());
        }

        public override Task<CheckApiKeyResponse> CheckApiKey(CheckApiKeyRequest request, ServerCallContext context)
        {
            script.Note($"CheckApiKey {request.ApiKeyId}");
            return Task.FromResult(script.CheckApiKey(request.ApiKeyId));
        }

        public override Task<GetBalancesResponse> GetBalances(GetBalancesRequest request, ServerCallContext context)
        {
            script.Note($"GetBalances {request.UserId}");
            return Task.FromResult(new GetBalancesResponse());
        }

        private Task<TaskResponse> Ring(string method, TaskRequest request)
        {
            script.Note($"{method} {request.TaskId}");
            return Task.FromResult(new TaskResponse { TaskId = request.TaskId, Status = "queued" });
        }
    }

    private sealed class Poller(ScriptedServices script) : WhaleMonitor.WhaleMonitorBase
    {
        public override Task<RecheckResponse> Recheck(RecheckRequest request, ServerCallContext context)
        {
            script.Note($"Recheck {request.WhaleId}");
            return Task.FromResult(new RecheckResponse());
        }
    }
}
