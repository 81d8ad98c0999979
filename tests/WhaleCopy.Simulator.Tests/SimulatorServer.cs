using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace WhaleCopy.Simulator.Tests;

/// <summary>A simulator on a free loopback port, reached over real HTTP.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SimulatorServer(WebApplication app, HttpClient http)
    {
        _app = app;
        Http = http;
    }

    private static readonly ConcurrentBag<SimulatorServer> Idle = [];

    public HttpClient Http { get; }

    /// <summary>A server with a fresh world: one that another test is done with, or a new one.</summary>
    public static async Task<SimulatorServer> RentAsync()
    {
        if (Idle.TryTake(out var idle))
        {
            return idle;
        }

        return await StartAsync(options => options.StreamInterval = TimeSpan.FromMilliseconds(20));
    }

    public async Task ReturnAsync()
    {
        _ = await PostAsync("/reset", new { });
        Idle.Add(this);
    }

    public static async Task<SimulatorServer> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var app = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options =>
        {
            options.Port = 0;
            configure?.Invoke(options);
        });
        await app.StartAsync();
        return new SimulatorServer(app, new HttpClient { BaseAddress = SimulatorHost.AddressOf(app) });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public Task<JsonElement> PutAsync(string path, object body) => ControlAsync(HttpMethod.Put, path, body);

    public Task<JsonElement> PostAsync(string path, object body) => ControlAsync(HttpMethod.Post, path, body);

    public Task<JsonElement> DeleteAsync(string path) => ControlAsync(HttpMethod.Delete, path, null);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri($"/sim/v1{path}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A control call with what came of it, good or bad.</summary>
    public async Task<(int Status, JsonElement Body)> TryAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/sim/v1{path}", UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        }

        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body)
    {
        var (status, answer) = await TryAsync(method, path, body);
        Assert.True(status == 200, $"{method} {path}: {status} {answer}");
        return answer;
    }
}
