using WhaleCopy.Core.Money;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Core.Whales;

/// <summary>A position that a whale has closed.</summary>
public sealed record ClosedPosition
{
    /// <summary>Which line of his book.</summary>
    public required PositionKey Key { get; init; }

    /// <summary>Largest size, above zero, in <see cref="SizeUnit"/>.</summary>
    public required decimal Size { get; init; }

    /// <summary>Coins or contracts.</summary>
    public required SizeUnit SizeUnit { get; init; }

    /// <summary>Average entry price, where known.</summary>
    public decimal? EntryPrice { get; init; }

    /// <summary>Average exit price, where known.</summary>
    public decimal? ExitPrice { get; init; }

    /// <summary>Realised profit in USDT, where known.</summary>
    public decimal? RealizedPnlUsdt { get; init; }

    /// <summary>Leverage, where known.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>When it was opened, where known.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When it was closed.</summary>
    public required DateTimeOffset ClosedAt { get; init; }

    /// <summary>Value at the entry in USDT; null where it cannot be told from size and price.</summary>
    public decimal? NotionalUsdt =>
        SizeUnit == SizeUnit.Base && EntryPrice is { } price ? Size * price : null;

    /// <summary>
    /// What identifies it in storage: the line and the moment of its end, the same whether our own poll or the history told it.
    /// </summary>
    public string SourceKey => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{WireName<Market>.Of(Key.Market)}|{Key.Symbol}|{WireName<PositionSide>.Of(Key.Side)}|{ClosedAt.ToUnixTimeMilliseconds()}");
}

/// <summary>Puts closed positions together from what a source's history tells.</summary>
public static class ClosedPositions
{
    /// <summary>
    /// The positions that ended in these events. Where the source tells closed positions each such event is one; where it tells orders
    /// they are added up line by line until nothing is left. A position whose begin lies before the first event is known by its exits
    /// alone: it ends where the book no longer holds the line, and only its last exit is sure; so it is left out.
    /// </summary>
    /// <param name="events">Oldest first.</param>
    public static EquatableArray<ClosedPosition> Of(EquatableArray<WhaleHistoryEvent> events) => Of(events, out _);

    /// <summary>The same, with the moment from which the history must be read again to see the whole of what is still open.</summary>
    /// <param name="events">Oldest first.</param>
    /// <param name="openSince">The oldest entry of what these events leave open; null where they leave nothing open.</param>
    public static EquatableArray<ClosedPosition> Of(EquatableArray<WhaleHistoryEvent> events, out DateTimeOffset? openSince)
    {
        var open = new Dictionary<PositionKey, Running>();
        var closed = new List<ClosedPosition>();
        foreach (var happened in events.AsSpan())
        {
            if (happened.IsExit && happened.ClosesPosition)
            {
                open.Remove(happened.Key);
                closed.Add(Told(happened));
            }
            else if (!happened.IsExit)
            {
                var running = open.GetValueOrDefault(happened.Key) ?? new Running(happened.At);
                open[happened.Key] = running.Enter(happened);
            }
            else if (open.TryGetValue(happened.Key, out var running))
            {
                var left = running.Exit(happened);
                if (left.IsFlat)
                {
                    open.Remove(happened.Key);
                    closed.Add(left.ToClosed(happened));
                }
                else
                {
                    open[happened.Key] = left;
                }
            }
        }

        openSince = open.Count > 0 ? open.Values.Min(running => running.OpenedAt) : null;
        return [.. closed];
    }

    /// <summary>The positions that these signals close, as far as our own polls knew them: for sources without a history.</summary>
    /// <param name="signals">Of one poll.</param>
    /// <param name="book">As it was before it.</param>
    /// <param name="now">Our time.</param>
    public static EquatableArray<ClosedPosition> Of(EquatableArray<SignalDraft> signals, EquatableArray<BookLine> book, DateTimeOffset now)
    {
        var closed = new List<ClosedPosition>();
        foreach (var signal in signals)
        {
            if (signal.Kind != SignalKind.Close || book.FirstOrDefault(candidate => candidate.Position.Key == signal.Key) is not { } line)
                continue;
            var position = line.Position;
            closed.Add(new ClosedPosition
            {
                Key = signal.Key,
                Size = position.Size,
                SizeUnit = position.SizeUnit,
                EntryPrice = position.EntryPrice,
                ExitPrice = signal.PriceAtSignal,
                RealizedPnlUsdt = ProfitUsdt(signal.Key, position.SizeUnit, position.Size, position.EntryPrice, signal.PriceAtSignal),
                Leverage = position.Leverage,
                OpenedAt = position.FirstOpenedAt ?? position.OpenedAt,
                ClosedAt = signal.ChangedAt ?? now,
            });
        }

        return [.. closed];
    }

    /// <summary>
    /// Profit of closing a linear position in USDT, before fees; null for contracts, whose value depends on the venue's terms.
    /// </summary>
    public static decimal? ProfitUsdt(PositionKey key, SizeUnit unit, decimal size, decimal? entryPrice, decimal? exitPrice) =>
        unit == SizeUnit.Base && key.Market != Market.CoinM && entryPrice is { } entry && exitPrice is { } exit
            ? key.Side.Sign() * (exit - entry) * size
            : null;

    private static ClosedPosition Told(WhaleHistoryEvent happened) => new()
    {
        Key = happened.Key,
        Size = happened.Size,
        SizeUnit = happened.Key.Market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base,
        EntryPrice = happened.EntryPrice,
        ExitPrice = happened.Price,
        RealizedPnlUsdt = happened.RealizedPnlUsdt,
        Leverage = happened.Leverage,
        OpenedAt = happened.OpenedAt,
        ClosedAt = happened.At,
    };

    private sealed record Running(DateTimeOffset OpenedAt)
    {
        private decimal _entered;
        private decimal _entryValue;
        private decimal _exited;
        private decimal _exitValue;
        private decimal? _profit = 0m;
        private decimal _largest;

        // Rounded sizes of a venue's list may leave a crumb; a tenth of a percent is flat.
        public bool IsFlat => (_entered - _exited) * 1000m <= _entered;

        public Running Enter(WhaleHistoryEvent happened)
        {
            var entered = _entered + happened.Size;
            return this with
            {
                _entered = entered,
                _entryValue = _entryValue + (happened.Size * happened.Price),
                _largest = decimal.Max(_largest, entered - _exited),
            };
        }

        public Running Exit(WhaleHistoryEvent happened) => this with
        {
            _exited = _exited + happened.Size,
            _exitValue = _exitValue + (happened.Size * happened.Price),
            _profit = _profit + happened.RealizedPnlUsdt,
        };

        public ClosedPosition ToClosed(WhaleHistoryEvent last)
        {
            var entry = _entryValue / _entered;
            var exit = _exitValue / _exited;
            var unit = last.Key.Market == Market.CoinM ? SizeUnit.Contracts : SizeUnit.Base;
            return new ClosedPosition
            {
                Key = last.Key,
                Size = _largest,
                SizeUnit = unit,
                EntryPrice = entry,
                ExitPrice = exit,
                RealizedPnlUsdt = _profit ?? ProfitUsdt(last.Key, unit, _exited, entry, exit),
                Leverage = last.Leverage,
                OpenedAt = OpenedAt,
                ClosedAt = last.At,
            };
        }
    }
}
