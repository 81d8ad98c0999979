using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.State;

/// <summary>Takes the picture of a world that is held still.</summary>
internal static class WorldCapture
{
    public static WorldState Of(SimulatedWorld world, MarketSettings market, ScriptSettings? script) => new(
        WorldState.CurrentVersion,
        market,
        script,
        [.. world.Prices().Select(price => new PriceState(price.Symbol, price.Price, price.Book))],
        [.. world.Venues.Select(Of)]);

    private static VenueState Of(Venue venue) => new(
        venue.Exchange,
        venue.ClockOffset,
        venue.LastId,
        [.. venue.Accounts.Select(Of)],
        [.. venue.Traders.Values.Select(Of)]);

    private static AccountState Of(Account account) => new(
        account.Number,
        account.ApiKey,
        account.ApiSecret,
        account.Passphrase,
        [.. account.Permissions],
        account.Addresses is { } addresses ? [.. addresses] : null,
        account.IsRevoked,
        account.CreatedAt,
        [.. account.HedgeMarkets],
        account.DefaultMode,
        [.. account.Wallets.SelectMany(wallet => wallet.Value.Select(asset => new BalanceState(
            wallet.Key, asset.Key, asset.Value.Total, asset.Value.Locked, asset.Value.UpdatedAt)))],
        new Dictionary<string, WalletKind>(account.DeclaredIn),
        [.. account.Settings.Select(setting => new SettingState(
            setting.Key.Book.Spec.Market, setting.Key.Book.Spec.Symbol.Name, setting.Value.Leverage, setting.Value.ShortLeverage,
            setting.Value.Mode, setting.Key.Mode))],
        [.. account.Positions.Select(position => new PositionState(
            position.Id, position.Spec.Market, position.Spec.Symbol.Name, position.Side, position.Mode, position.Quantity,
            position.EntryPrice, position.IsolatedMargin, position.Leverage, position.RealizedPnl, position.OpenedAt, position.UpdatedAt))],
        [.. account.Entries.OfType<Order>().Select(order => Of(account, order))],
        [.. account.Entries.OfType<AlgoOrder>().Select(algo => Of(account, algo))],
        [.. account.Transfers],
        [.. account.Incomes]);

    private static EntryState Of(LedgerEntry entry) => new(
        entry.Id, entry.Market, entry.Symbol, entry.Book is not null, entry.ClientId, entry.Side, entry.PositionSide,
        entry.MarginMode, entry.SentType, entry.TimeInForce, entry.ReduceOnly, entry.Quantity, entry.Price, entry.ReceivedAt,
        entry.UpdatedAt, entry.EndedAt, entry.Outcome, entry.RejectCode, entry.SinceTraderChangeMilliseconds, entry.Tag, entry.ListId,
        entry.ListClientId);

    private static OrderState Of(Account account, Order order) => new(
        Of(order), order.Kind, order.Status, order.Filled, order.FilledValue, order.AveragePrice, order.QuoteQuantity,
        order.IsVenueMade, [.. order.Fills], order.Attached, account.OrdersById.ContainsKey(order.Id));

    private static AlgoState Of(Account account, AlgoOrder algo) => new(
        Of(algo), algo.Kind, algo.TriggerPrice, algo.Source, algo.When, algo.ClosePosition, algo.Status, algo.TriggeredAt,
        algo.IsProtective, algo.KeepsId, algo.HoldsCoins, algo.Child is { } child ? Of(account, child) : null, algo.Sibling?.Id, algo.SiblingOrder?.Id,
        account.AlgosById.ContainsKey(algo.Id));

    private static TraderState Of(Trader trader) => new(
        trader.Uid, trader.Nickname, trader.IsSharing, trader.EquityUsdt, trader.Roi, trader.WinRate, trader.Pnl, trader.Followers,
        trader.PageSize, trader.IsScripted, trader.CreatedAt, trader.LastTradeAt, [.. trader.Positions], [.. trader.Closed], [.. trader.Orders],
        trader.IsOneWay);
}
