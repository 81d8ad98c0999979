using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Http;

/// <summary>What is told of the circuits, and when.</summary>
public sealed class CircuitReportTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly Channel<IReadOnlyList<CircuitReading>> _told = Channel.CreateUnbounded<IReadOnlyList<CircuitReading>>();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly VenueCircuits _circuits;
    private readonly CircuitReports _reports;
    private bool _fails;

    public CircuitReportTests()
    {
        var options = Options.Create(new VenueLimitsOptions { CircuitFailures = 2 });
        _circuits = new VenueCircuits(options, _clock, _services.GetRequiredService<IMeterFactory>(), NullLogger<VenueCircuits>.Instance);
        _reports = new CircuitReports(_circuits, TakeAsync, _clock, NullLogger<CircuitReports>.Instance);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _reports.StopAsync(CancellationToken.None);
        _reports.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task An_opening_is_told_at_once_and_so_is_the_closing()
    {
        await _reports.StartAsync(Cancelled);
        Assert.Empty(await _told.Reader.ReadAsync(Cancelled));

        await CallAsync(500);
        await CallAsync(500);
        Assert.Equal([new(Venue.Okx, OperationClass.Entry, IsOpen: true, _clock.GetUtcNow())], await _told.Reader.ReadAsync(Cancelled));

        _clock.Advance(TimeSpan.FromSeconds(61));
        await CallAsync(200);
        CircuitReading last;
        do
            last = Assert.Single(await _told.Reader.ReadAsync(Cancelled));
        while (last.IsOpen);
        Assert.Equal(new CircuitReading(Venue.Okx, OperationClass.Entry, IsOpen: false, _clock.GetUtcNow()), last);
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_with_the_next_pulse()
    {
        _fails = true;
        await _reports.StartAsync(Cancelled);
        Assert.Empty(await _told.Reader.ReadAsync(Cancelled));
        await CallAsync(500);
        await CallAsync(500);
        Assert.False(_told.Reader.TryRead(out _));

        _fails = false;
        IReadOnlyList<CircuitReading>? next;
        while (!_told.Reader.TryRead(out next))
        {
            // Its wait may not have begun when the clock is moved.
            _clock.Advance(CircuitReports.Pulse);
            await Task.Yield();
        }

        Assert.True(Assert.Single(next).IsOpen);
    }

    private Task TakeAsync(IReadOnlyList<CircuitReading> circuits, CancellationToken cancellationToken)
    {
        Assert.True(_told.Writer.TryWrite(circuits));
        return _fails ? Task.FromException(new InvalidOperationException("away")) : Task.CompletedTask;
    }

    private async Task CallAsync(int status)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)status);
        using var answer = await VenueResponse.ReadAsync(message, 1024, Cancelled);
        await _circuits.Of(Venue.Okx, OperationClass.Entry).ExecuteAsync(_ => ValueTask.FromResult(answer), Cancelled);
    }
}
