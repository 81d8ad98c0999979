using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What a running executor tells of its circuits.</summary>
public sealed class CircuitTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_circuit_that_opens_stands_in_the_database_and_so_does_its_closing()
    {
        var user = await world.UserAsync();
        var executor = await world.StartAsync(
            ("Exchanges:Limits:CircuitFailures", "2"), ("Exchanges:Limits:CircuitBreak", "00:00:01"));

        await world.Venue.AddFaultAsync(new { exchange = "binance", apiKey = user.ApiKey, path = "*", method = "GET", kind = "status", status = 503 }, Cancelled);
        var open = await SeenAsync(isOpen: true);
        Assert.StartsWith("executor/", open.Instance, StringComparison.Ordinal);

        await world.Venue.ClearFaultsAsync(Cancelled);
        var closed = await SeenAsync(isOpen: false);
        Assert.True(closed.Since > open.Since);
        await world.StopAsync(executor);
    }

    private Task<VenueCircuitRow> SeenAsync(bool isOpen) => Eventually.ObserveAsync(
        async () =>
        {
            await using var context = world.Context();
            return context.VenueCircuits.SingleOrDefault(circuit => circuit.Exchange == Venue.Binance && circuit.Operation == OperationClass.AccountRead)!;
        },
        circuit => circuit?.IsOpen == isOpen,
        ExecutorWorld.Soon);
}
