using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>Lead portfolios in our words.</summary>
internal static class BinanceLeadMapping
{
    /// <summary>The book: zero rows dropped, several rows of a key netted.</summary>
    public static List<WhalePosition> Book(IEnumerable<BinanceLeadPosition> rows) =>
    [
        .. rows
            .Where(row => row.PositionAmount != 0m)
            .GroupBy(row => new PositionKey(
                BinanceSymbols.FuturesMarket(row.Symbol),
                BinanceSymbols.Canonical(row.Symbol),
                BinanceMapping.PositionSideOf(row.PositionSide, row.PositionAmount)))
            .Select(group => Line(group.Key, [.. group])),
    ];

    /// <summary>Own equity, where the portfolio is kept in USDT.</summary>
    public static decimal? Equity(BinanceLeadDetail detail) =>
        detail.InitInvestAsset is null or "USDT" ? BinanceMapping.Positive(detail.MarginBalance) : null;

    /// <summary>An order. In one-way mode only a realised profit tells an exit from an entry.</summary>
    public static WhaleHistoryEvent Event(BinanceLeadOrder order)
    {
        var side = BinanceMapping.Side(order.Side);
        var position = order.PositionSide switch
        {
            "LONG" => PositionSide.Long,
            "SHORT" => PositionSide.Short,
            "BOTH" when order.TotalPnl is not (null or 0m) => side == OrderSide.Sell ? PositionSide.Long : PositionSide.Short,
            "BOTH" => side == OrderSide.Buy ? PositionSide.Long : PositionSide.Short,
            _ => throw new FormatException($"Position side '{order.PositionSide}' is not known."),
        };
        var market = BinanceSymbols.FuturesMarket(order.Symbol);
        return new WhaleHistoryEvent
        {
            Key = new PositionKey(market, BinanceSymbols.Canonical(order.Symbol), position),
            IsExit = side == position.Exit(),
            ClosesPosition = false, // the source tells orders, not closed positions
            Size = order.ExecutedQty,
            Price = order.AvgPrice,
            RealizedPnlUsdt = market == Market.CoinM ? order.TotalPnl * order.AvgPrice : order.TotalPnl,
            At = DateTimeOffset.FromUnixTimeMilliseconds(order.OrderUpdateTime ?? order.OrderTime),
        };
    }

    /// <summary>
    /// Adds a page that may begin with orders of the page before: rows carry no id, so that of equal rows the larger number counts.
    /// </summary>
    public static void Merge(List<BinanceLeadOrder> orders, IReadOnlyList<BinanceLeadOrder> page)
    {
        foreach (var group in page.GroupBy(row => row))
        {
            var known = orders.Count(order => order == group.Key);
            for (var i = known; i < group.Count(); i++)
                orders.Add(group.Key);
        }
    }

    public static WhaleProfile Profile(BinanceLeadDetail detail) => new()
    {
        Venue = Venue.Binance,
        Uid = detail.LeadPortfolioId,
        Nickname = detail.Nickname ?? detail.LeadPortfolioId,
        IsSharing = detail.Status == "ACTIVE" && detail.PositionShow == true,
        EquityUsdt = Equity(detail),
        SharpeRatio = detail.SharpeRatio,
        Followers = detail.CurrentCopyCount,
    };

    public static WhaleProfile Profile(BinanceLeadListRow row) => new()
    {
        Venue = Venue.Binance,
        Uid = row.LeadPortfolioId,
        Nickname = row.Nickname ?? row.LeadPortfolioId,
        Roi30d = row.Roi / 100m,
        ProfitUsdt30d = row.Pnl,
        WinRate = row.WinRate / 100m,
        MaxDrawdown = row.Mdd / 100m,
        SharpeRatio = row.SharpeRatio,
        Followers = row.CurrentCopyCount,
    };

    private static WhalePosition Line(PositionKey key, IReadOnlyList<BinanceLeadPosition> rows)
    {
        var size = rows.Sum(row => decimal.Abs(row.PositionAmount));
        var isCoinM = key.Market == Market.CoinM;
        var mark = BinanceMapping.Positive(rows[0].MarkPrice);
        decimal? InUsdt(decimal? amount) => isCoinM ? amount * mark : amount;

        return new WhalePosition
        {
            Key = key,
            Size = size,
            IsOneWay = rows.All(row => row.PositionSide == "BOTH"),
            SizeUnit = isCoinM ? SizeUnit.Contracts : SizeUnit.Base,
            EntryPrice = rows.Sum(row => row.EntryPrice * decimal.Abs(row.PositionAmount)) / size,
            MarkPrice = mark,
            Leverage = rows[0].Leverage,
            MarginMode = rows[0].Isolated switch
            {
                true => MarginMode.Isolated,
                false => MarginMode.Cross,
                null => null,
            },
            UnrealizedPnlUsdt = InUsdt(SumOrNull(rows, row => row.UnrealizedProfit)),
            NotionalUsdt = InUsdt(SumOrNull(rows, row => row.NotionalValue is { } value ? decimal.Abs(value) : null)),
        };
    }

    private static decimal? SumOrNull(IReadOnlyList<BinanceLeadPosition> rows, Func<BinanceLeadPosition, decimal?> value) =>
        rows.All(row => value(row) is not null) ? rows.Sum(row => value(row)!.Value) : null;
}
