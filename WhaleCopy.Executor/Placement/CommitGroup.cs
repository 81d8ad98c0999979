using System.Diagnostics;
using System.Threading.Channels;
using WhaleCopy.Data.Stores;

namespace WhaleCopy.Executor.Placement;

/// <summary>
/// Group commit: what many tasks have to write at one moment is written in one transaction. Nobody waits for a timer: a group is
/// what has gathered while the one before was being committed. Where a group is refused, its members are committed one by one, so
/// that one bad row fails nobody else.
/// </summary>
internal sealed class CommitGroup<TItem, TResult> : IAsyncDisposable
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>();
    private readonly ActivitySource _activities;
    private readonly string _name;
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _commit;
    private readonly int _largest;
    private readonly Task[] _lanes;

    /// <param name="activities">Each transaction is a trace of its own, which names those that it is part of.</param>
    /// <param name="name">What it does, in that trace.</param>
    /// <param name="commit">Writes the items in one transaction and answers one result each, in their order.</param>
    /// <param name="largest">Largest group.</param>
    /// <param name="lanes">Groups that are committed side by side.</param>
    public CommitGroup(
        ActivitySource activities, string name, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> commit, int largest, int lanes)
    {
        _activities = activities;
        _name = name;
        _commit = commit;
        _largest = largest;
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Writes an item with whatever else is due. It is durable when this returns.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var entry = new Entry(item, Activity.Current?.Context ?? default);
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

    private ActivityLink[]? LinksOf(List<Entry> group) => _activities.HasListeners()
        ? [.. group.Where(entry => entry.Caller != default).Select(entry => new ActivityLink(entry.Caller))]
        : null;

    private async Task CommitAsync(List<Entry> group)
    {
        using var activity = _activities.StartActivity(ActivityKind.Internal, links: LinksOf(group), name: _name);
        try
        {
            var results = await _commit([.. group.Select(entry => entry.Item)]);
            for (var i = 0; i < group.Count; i++)
                group[i].Done.TrySetResult(results[i]);
        }
        catch (Exception exception) when (group.Count > 1 && TradingDatabase.IsRolledBack(exception))
        {
            // One of them, or the database: alone each finds out, and each caller gets his own failure.
            foreach (var entry in group)
                await CommitAsync([entry]);
        }
        catch (Exception exception)
        {
            foreach (var entry in group)
                entry.Done.TrySetException(exception);
        }
    }

    private sealed record Entry(TItem Item, ActivityContext Caller)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
