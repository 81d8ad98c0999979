using Microsoft.AspNetCore.Builder;
using WhaleCopy.Simulator;
using WhaleCopy.Standalone.Demo;

namespace WhaleCopy.TestKit;

/// <summary>The simulated venues on a port of their own: <c>IClassFixture&lt;VenueFixture&gt;</c>.</summary>
public sealed class VenueFixture : IAsyncLifetime
{
    private WebApplication? _simulator;
    private SimulatorControl? _control;

    /// <summary>For a service's <c>Simulator:Url</c>.</summary>
    public Uri Url => SimulatorHost.AddressOf(_simulator ?? throw new InvalidOperationException("not started"));

    /// <summary>What happens at the venues, and their truth.</summary>
    public SimulatorControl Control => _control ?? throw new InvalidOperationException("not started");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _simulator = SimulatorHost.Create(["--Logging:LogLevel:Default=Warning"], options => options.Port = 0);
        await _simulator.StartAsync();
        _control = new SimulatorControl(Url);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        if (_simulator is not null)
        {
            await _simulator.StopAsync();
            await _simulator.DisposeAsync();
        }
    }
}
