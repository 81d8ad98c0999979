using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Okx;

/// <summary>Both futures markets' instruments by canonical symbol: a book is counted in contracts.</summary>
internal sealed record OkxInstrumentSpecs(IReadOnlyDictionary<string, InstrumentSpec> UsdM, IReadOnlyDictionary<string, InstrumentSpec> CoinM)
{
    public InstrumentSpec? Find(InstrumentId id) => (id.Market == Market.CoinM ? CoinM : UsdM).GetValueOrDefault(id.Symbol);
}

/// <summary>Sub-positions in our words.</summary>
internal static class OkxLeadMapping
{
    /// <summary>The book: sub-positions summed to a net a key, the rows kept.</summary>
    public static List<WhalePosition> Book(IEnumerable<OkxSubPosition> rows, OkxInstrumentSpecs specs) =>
        [.. rows.GroupBy(KeyOf).Select(group => Line(group.Key, [.. group], specs))];

    /// <summary>A closed sub-position, or the closed part of one.</summary>
    public static WhaleHistoryEvent Event(OkxSubPosition row, OkxInstrumentSpecs specs)
    {
        var key = KeyOf(row);
        return new WhaleHistoryEvent
        {
            Key = key,
            IsExit = true,
            ClosesPosition = row.Type != "1",
            Size = SizeOf(row, specs).Size,
            Price = row.CloseAvgPx ?? throw new FormatException("closeAvgPx is missing."),
            RealizedPnlUsdt = key.Market == Market.CoinM ? row.Pnl * row.CloseAvgPx : row.Pnl,
            EntryPrice = row.OpenAvgPx,
            Leverage = row.Lever,
            OpenedAt = OkxMapping.Time(row.OpenTime),
            At = OkxMapping.Time(row.CloseTime) ?? throw new FormatException("closeTime is missing."),
            PositionId = row.SubPosId,
        };
    }

    public static WhaleProfile Profile(OkxRanked row) => new()
    {
        Venue = Venue.Okx,
        Uid = row.UniqueCode,
        Nickname = string.IsNullOrEmpty(row.NickName) ? row.UniqueCode : row.NickName,
        Roi90d = row.PnlRatio,
        WinRate = row.WinRatio,
        Followers = row.CopyTraderNum,
    };

    public static WhaleProfile Profile(string uid, OkxStatistics statistics) => new()
    {
        Venue = Venue.Okx,
        Uid = uid,
        Nickname = uid,
        EquityUsdt = OkxMapping.Positive(statistics.InvestAmt),
        WinRate = statistics.WinRatio,
    };

    private static PositionKey KeyOf(OkxSubPosition row)
    {
        var id = OkxSymbols.Instrument(row.InstId);
        return new PositionKey(id.Market, id.Symbol, OkxMapping.PositionSideOf(row.PosSide, row.SubPos ?? 0m));
    }

    /// <summary>Linear contracts are coins times a number; inverse ones stay contracts, and so does what we have no size of.</summary>
    private static (decimal Size, SizeUnit Unit) SizeOf(OkxSubPosition row, OkxInstrumentSpecs specs)
    {
        var contracts = decimal.Abs(row.SubPos ?? throw new FormatException("subPos is missing."));
        var spec = specs.Find(OkxSymbols.Instrument(row.InstId));
        return spec is { IsInverse: false } ? (contracts * spec.ContractSize, SizeUnit.Base) : (contracts, SizeUnit.Contracts);
    }

    private static WhalePosition Line(PositionKey key, IReadOnlyList<OkxSubPosition> rows, OkxInstrumentSpecs specs)
    {
        var parts = rows.Select(row => new WhalePositionRow(
            row.SubPosId,
            SizeOf(row, specs).Size,
            row.OpenAvgPx ?? throw new FormatException("openAvgPx is missing."),
            OkxMapping.Time(row.OpenTime))).OrderBy(part => part.Id, StringComparer.Ordinal).ToArray();
        var size = parts.Sum(part => part.Size);
        var spec = specs.Find(OkxSymbols.Instrument(rows[0].InstId));
        var mark = OkxMapping.Positive(rows[0].MarkPx);
        var unit = SizeOf(rows[0], specs).Unit;
        var profit = rows.All(row => row.Upl is not null) ? rows.Sum(row => row.Upl) : null;
        return new WhalePosition
        {
            Key = key,
            Size = size,
            SizeUnit = unit,
            EntryPrice = parts.Sum(part => part.EntryPrice * part.Size) / size,
            MarkPrice = mark,
            Leverage = rows[0].Lever,
            MarginMode = string.IsNullOrEmpty(rows[0].MgnMode) ? null : OkxMapping.MarginModeOf(rows[0].MgnMode!),
            UnrealizedPnlUsdt = key.Market == Market.CoinM ? profit * mark : profit,
            NotionalUsdt = spec is null || mark is null ? null : spec.NotionalUsdt(OrderSize.Of(size, unit), mark.Value),
            PositionIds = [.. parts.Select(part => part.Id!)],
            Rows = parts.Length > 1 ? [.. parts] : [],
            IsOneWay = rows.All(row => row.PosSide == "net"),
            OpenedAt = parts.Max(part => part.OpenedAt),
            FirstOpenedAt = parts.Length > 1 ? parts.Min(part => part.OpenedAt) : null,
        };
    }
}
