using WhaleCopy.Executor;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>Work that a loop has begun: what is waited for at its end.</summary>
public sealed class InFlightTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_for_work_that_is_given_up_keeps_no_place()
    {
        using var work = new InFlight(3);
        using var patience = new CancellationTokenSource();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await work.StartAsync(() => end.Task, Cancelled);

        var drained = work.DrainAsync(patience.Token);
        Assert.False(drained.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drained);
        Assert.Equal(2, work.Free); // or an executor that is stopped during its first reconciliation waits until its limit
        end.SetResult();
        await work.DrainAsync(Cancelled);
        Assert.Equal(3, work.Free);
    }
}
