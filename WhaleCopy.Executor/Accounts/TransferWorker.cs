using Microsoft.Extensions.Options;

namespace WhaleCopy.Executor.Accounts;

/// <summary>Sees to it that no money is moved between a user's wallets unsaid, whoever died over it.</summary>
internal sealed class TransferWorker(
    WalletManager wallets,
    TransferBell bell,
    ExecutorInstance instance,
    IOptions<ExecutorOptions> options,
    TimeProvider time,
    ILogger<TransferWorker> logger) : SweepWorker(bell, time, logger)
{
    private const int Most = 100;

    // Who holds an entry longer than its lease holds it no more.
    protected override TimeSpan Sweep => options.Value.Lease;

    protected override async Task<bool> PassAsync(CancellationToken cancellationToken) =>
        await wallets.EndLeftAsync(instance.Now - options.Value.Lease, Most, cancellationToken) == Most;
}
