namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    /// <summary>Leverage of an instrument; a position held takes it over at once.</summary>
    public void SetLeverage(Account account, InstrumentBook book, decimal leverage, decimal? shortLeverage, MarginMode? mode = null)
    {
        var setting = account.Setting(book, mode);
        setting.Leverage = leverage;
        setting.ShortLeverage = shortLeverage;
        foreach (var position in account.Positions)
        {
            if (ReferenceEquals(position.Book, book) && (mode is null || position.Mode == mode))
            {
                position.Leverage = LeverageOf(setting, position.Side, position.IsLong ? Side.Buy : Side.Sell);
            }
        }

        MarkChanged();
    }

    public void SetMode(Account account, InstrumentBook book, MarginMode mode)
    {
        account.Setting(book).Mode = mode;
        MarkChanged();
    }

    /// <summary>The margin mode of the whole account (Bybit).</summary>
    public void SetDefaultMode(Account account, MarginMode mode)
    {
        account.DefaultMode = mode;
        foreach (var setting in account.Settings.Values)
        {
            setting.Mode = mode;
        }

        MarkChanged();
    }

    public void SetHedge(Account account, Market market, bool isHedge)
    {
        _ = isHedge ? account.HedgeMarkets.Add(market) : account.HedgeMarkets.Remove(market);
        MarkChanged();
    }
}
