using System.Diagnostics;
using System.Text.Json;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Tests.Conformance;

namespace WhaleCopy.Exchanges.Tests.Independent;

/// <summary>What the independent client threw instead of answering.</summary>
public sealed class IndependentClientException(string method, string error, string message) : Exception($"{method}: {error}: {message}");

/// <summary>
/// A client of the venues that others wrote (the npm package <c>ccxt</c>), in a process of its own. It signs, sends and reads by
/// itself and knows nothing of this project but the simulator's address.
/// </summary>
public sealed class IndependentClient : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private Process? _node;

    private Process Node => _node ?? throw new InvalidOperationException("The independent client is not started.");

    public async ValueTask InitializeAsync()
    {
        await IndependentInstallation.EnsureAsync(TestContext.Current.CancellationToken);
        _node = Process.Start(new ProcessStartInfo("node", ["client.mjs"])
        {
            WorkingDirectory = IndependentInstallation.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
    }

    /// <summary>Begins anew at a venue, as the holder of a key.</summary>
    public async Task OpenAsync(Venue venue, Uri simulator, VenueCredentials credentials, object options) =>
        await AskAsync("open", new
        {
            open = new
            {
                exchange = SimulatedVenue.NameOf(venue),
                address = simulator.ToString().TrimEnd('/'),
                apiKey = credentials.ApiKey.Reveal(),
                secret = credentials.Secret.Reveal(),
                password = credentials.Passphrase?.Reveal(),
                options,
            },
        });

    /// <summary>Calls one of its methods; the answer in its own unified shape.</summary>
    public Task<JsonElement> CallAsync(string method, params object?[] arguments) => AskAsync(method, new { method, arguments });

    public async ValueTask DisposeAsync()
    {
        if (_node is null)
            return;
        _node.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _node.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _node.Kill();
        }

        _node.Dispose();
    }

    private async Task<JsonElement> AskAsync(string method, object request)
    {
        await Node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, JsonSerializerOptions.Default));
        await Node.StandardInput.FlushAsync();
        var line = await Node.StandardOutput.ReadLineAsync().WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"{method}: the independent client ended.");
        var answer = JsonSerializer.Deserialize<JsonElement>(line);
        return answer.TryGetProperty("result", out var result)
            ? result
            : throw new IndependentClientException(
                method, answer.GetProperty("error").GetString() ?? "", answer.GetProperty("message").GetString() ?? "");
    }
}
