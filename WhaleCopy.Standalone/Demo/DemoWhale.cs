namespace WhaleCopy.Standalone.Demo;

/// <summary>A lead trader of the demo and the book that he holds.</summary>
internal sealed class DemoWhale(string exchange, string uid, string nickname)
{
    private readonly Dictionary<string, LeadPosition> _book = new(StringComparer.Ordinal);

    /// <summary>Where he trades, as the API names it.</summary>
    public string Exchange => exchange;

    public string Uid => uid;

    public string Nickname => nickname;

    public IReadOnlyList<LeadPosition> Book => [.. _book.Values];

    public void Open(string symbol, string side, decimal size, decimal price, int leverage)
        => _book[symbol] = new LeadPosition(symbol, side, size, price, leverage);

    /// <summary>Buys or sells more at today's price; the entry price becomes the average.</summary>
    public void Add(string symbol, decimal size, decimal price)
    {
        var held = _book[symbol];
        var total = held.Size + size;
        _book[symbol] = held with { Size = total, EntryPrice = decimal.Round(((held.Size * held.EntryPrice) + (size * price)) / total, 8) };
    }

    public void Reduce(string symbol, decimal size) => _book[symbol] = _book[symbol] with { Size = _book[symbol].Size - size };

    public void Close(string symbol) => _book.Remove(symbol);
}
