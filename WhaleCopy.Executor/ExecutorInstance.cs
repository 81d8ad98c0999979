using System.Globalization;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Executor;

/// <summary>This executor among the others on the database: the name on its leases.</summary>
internal sealed class ExecutorInstance(TimeProvider time, IOptions<ExecutorOptions> options)
{
    /// <summary>Unique, also among several in one process and after a restart.</summary>
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(time.GetUtcNow()):N}");

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The end of a lease taken now.</summary>
    public DateTimeOffset LeaseEnd => time.GetUtcNow() + options.Value.Lease;
}
