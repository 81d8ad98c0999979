namespace WhaleCopy.Simulator.Engine;

/// <summary>Something that knows its place in one <see cref="IndexedSet{T}"/>, so that it leaves in constant time.</summary>
internal interface IIndexed
{
    int Index { get; set; }
}

/// <summary>An unordered list with constant-time add and remove, iterated on every price.</summary>
internal sealed class IndexedSet<T>
    where T : class, IIndexed
{
    private readonly List<T> _items = [];

    public int Count => _items.Count;

    public T this[int index] => _items[index];

    public void Add(T item)
    {
        item.Index = _items.Count;
        _items.Add(item);
    }

    public void Remove(T item)
    {
        var last = _items[^1];
        if (item.Index < 0 || item.Index >= _items.Count || !ReferenceEquals(_items[item.Index], item))
        {
            return;
        }

        _items[item.Index] = last;
        last.Index = item.Index;
        _items.RemoveAt(_items.Count - 1);
        item.Index = -1;
    }
}
