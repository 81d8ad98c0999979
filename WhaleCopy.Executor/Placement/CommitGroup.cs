using System.Threading.Channels;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Group commit: what many tasks have to write at one moment is written in one transaction. Nobody waits for a timer: a group is
/// what has gathered while the one before was being committed. Where a group fails, its members are committed one by one, so that
/// one bad row fails nobody else.
/// </summary>
internal sealed class CommitGroup<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>();
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _commit;
    private readonly int _largest;
    private readonly Task[] _lanes;

    /// <param name="commit">Writes the items in one transaction and answers one result each, in their order.</param>
    /// <param name="largest">Largest group.</param>
    /// <param name="lanes">Groups that are committed side by side.</param>
    public CommitGroup(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> commit, int largest, int lanes)
    {
        _commit = commit;
        _largest = largest;
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Writes an item with whatever else is due. It is durable when this returns.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var entry = new Entry(item);
        return _entries.Writer.TryWrite(entry)
            ? entry.Done.Task
            : Task.FromException<TResult>(new ObjectDisposedException(nameof(CommitGroup<TItem, TResult>)));
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await Task.WhenAll(_lanes);
    }

    private async Task RunAsync()
    {
        var group = new List<Entry>(_largest);
        while (await _entries.Reader.WaitToReadAsync())
        {
            while (group.Count < _largest && _entries.Reader.TryRead(out var entry))
                group.Add(entry);
            if (group.Count == 0)
                continue;
            await CommitAsync(group);
            group.Clear();
        }
    }

    private async Task CommitAsync(List<Entry> group)
    {
        try
        {
            var results = await _commit([.. group.Select(entry => entry.Item)]);
            for (var i = 0; i < group.Count; i++)
                group[i].Done.TrySetResult(results[i]);
        }
        catch (Exception) when (group.Count > 1)
        {
            // One of them, or the database: alone each finds out, and each caller gets his own failure.
            foreach (var entry in group)
                await CommitAsync([entry]);
        }
        catch (Exception exception)
        {
            group[0].Done.TrySetException(exception);
        }
    }

    private sealed record Entry(TItem Item)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
