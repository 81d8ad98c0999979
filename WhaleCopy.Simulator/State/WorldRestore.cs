using System.Text;
using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.State;

/// <summary>Fills a fresh world from a picture.</summary>
internal static class WorldRestore
{
    public static void Into(SimulatedWorld world, WorldState state)
    {
        foreach (var price in state.Prices)
        {
            var symbol = CanonicalSymbol.TryParse(price.Symbol) ?? throw new InvalidDataException($"unknown symbol {price.Symbol}");
            _ = world.SetPrice(symbol, price.Price);
            _ = world.SetBook(symbol, price.Book);
        }

        foreach (var saved in state.Venues)
        {
            var venue = world.VenueOf(saved.Exchange);
            lock (venue.Gate)
            {
                Restore(venue, saved);
            }
        }
    }

    private static void Restore(Venue venue, VenueState saved)
    {
        venue.ClockOffset = saved.ClockOffset;
        venue.LastId = saved.LastId;
        foreach (var account in saved.Accounts)
        {
            Restore(venue, account);
        }

        venue.Ledger.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var trader in saved.Traders)
        {
            Restore(venue, trader);
        }
    }

    private static void Restore(Venue venue, AccountState saved)
    {
        var account = new Account
        {
            Number = saved.Number,
            Exchange = venue.Exchange,
            ApiKey = saved.ApiKey,
            ApiSecret = saved.ApiSecret,
            SecretBytes = Encoding.UTF8.GetBytes(saved.ApiSecret),
            Passphrase = saved.Passphrase,
            Permissions = [.. saved.Permissions],
            Addresses = saved.Addresses?.ToHashSet(StringComparer.Ordinal),
            IsRevoked = saved.IsRevoked,
            CreatedAt = saved.CreatedAt,
            DefaultMode = saved.DefaultMode,
        };
        account.HedgeMarkets.UnionWith(saved.HedgeMarkets);
        foreach (var balance in saved.Balances)
        {
            var asset = account.Balance(balance.Wallet, balance.Asset);
            (asset.Total, asset.Locked, asset.UpdatedAt) = (balance.Total, balance.Locked, balance.UpdatedAt);
        }

        foreach (var (asset, wallet) in saved.DeclaredIn)
        {
            account.DeclaredIn[asset] = wallet;
        }

        foreach (var setting in saved.Settings)
        {
            var known = account.Setting(BookOf(venue, setting.Market, setting.Symbol), setting.KeptBy);
            (known.Leverage, known.ShortLeverage, known.Mode) = (setting.Leverage, setting.ShortLeverage, setting.Mode);
        }

        RestoreTrading(venue, account, saved);
        account.Transfers.AddRange(saved.Transfers);
        account.Incomes.AddRange(saved.Incomes);
        venue.RestoreAccount(account);
    }

    private static void RestoreTrading(Venue venue, Account account, AccountState saved)
    {
        foreach (var position in saved.Positions)
        {
            Venue.Keep(new Position
            {
                Id = position.Id,
                Account = account,
                Book = BookOf(venue, position.Market, position.Symbol),
                Side = position.Side,
                Mode = position.Mode,
                Quantity = position.Quantity,
                EntryPrice = position.EntryPrice,
                IsolatedMargin = position.IsolatedMargin,
                Leverage = position.Leverage,
                RealizedPnl = position.RealizedPnl,
                OpenedAt = position.OpenedAt,
                UpdatedAt = position.UpdatedAt,
            });
        }

        foreach (var order in saved.Orders)
        {
            account.Entries.Add(Restore(venue, account, order, null));
        }

        foreach (var algo in saved.Algos)
        {
            account.Entries.Add(Restore(venue, account, algo));
        }

        foreach (var algo in saved.Algos)
        {
            if (account.FindAlgo(algo.Entry.Id) is { } restored)
            {
                restored.Sibling = algo.SiblingId is { } sibling ? account.FindAlgo(sibling) : null;
                restored.SiblingOrder = algo.SiblingOrderId is { } order ? account.FindOrder(order) : null;
            }
        }

        account.Entries.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        venue.Ledger.AddRange(account.Entries);
    }

    private static Order Restore(Venue venue, Account account, OrderState saved, AlgoOrder? parent)
    {
        var entry = saved.Entry;
        var order = new Order
        {
            Id = entry.Id,
            Account = account,
            Market = entry.Market,
            Book = entry.HasBook ? BookOf(venue, entry.Market, entry.Symbol) : null,
            Symbol = entry.Symbol,
            ClientId = entry.ClientId,
            Side = entry.Side,
            PositionSide = entry.PositionSide,
            MarginMode = entry.MarginMode,
            SentType = entry.SentType,
            TimeInForce = entry.TimeInForce,
            ReduceOnly = entry.ReduceOnly,
            Quantity = entry.Quantity,
            Price = entry.Price,
            ReceivedAt = entry.ReceivedAt,
            UpdatedAt = entry.UpdatedAt,
            EndedAt = entry.EndedAt,
            Outcome = entry.Outcome,
            RejectCode = entry.RejectCode,
            SinceTraderChangeMilliseconds = entry.SinceTraderChangeMilliseconds,
            Tag = entry.Tag,
            ListId = entry.ListId,
            ListClientId = entry.ListClientId,
            Kind = saved.Kind,
            Status = saved.Status,
            Filled = saved.Filled,
            FilledValue = saved.FilledValue,
            AveragePrice = saved.AveragePrice,
            QuoteQuantity = saved.QuoteQuantity,
            IsVenueMade = saved.IsVenueMade,
            Attached = saved.Attached?.ToList(),
            Parent = parent,
        };
        order.Fills.AddRange(saved.Fills);
        if (saved.IsRemembered)
        {
            account.Remember(order);
        }

        if (order.IsOpen)
        {
            account.OpenOrders.Add(order);
            order.Book!.Resting.Add(order);
        }

        return order;
    }

    private static AlgoOrder Restore(Venue venue, Account account, AlgoState saved)
    {
        var entry = saved.Entry;
        var algo = new AlgoOrder
        {
            Id = entry.Id,
            Account = account,
            Market = entry.Market,
            Book = entry.HasBook ? BookOf(venue, entry.Market, entry.Symbol) : null,
            Symbol = entry.Symbol,
            ClientId = entry.ClientId,
            Side = entry.Side,
            PositionSide = entry.PositionSide,
            MarginMode = entry.MarginMode,
            SentType = entry.SentType,
            TimeInForce = entry.TimeInForce,
            ReduceOnly = entry.ReduceOnly,
            Quantity = entry.Quantity,
            Price = entry.Price,
            ReceivedAt = entry.ReceivedAt,
            UpdatedAt = entry.UpdatedAt,
            EndedAt = entry.EndedAt,
            Outcome = entry.Outcome,
            RejectCode = entry.RejectCode,
            SinceTraderChangeMilliseconds = entry.SinceTraderChangeMilliseconds,
            Tag = entry.Tag,
            ListId = entry.ListId,
            ListClientId = entry.ListClientId,
            Kind = saved.Kind,
            TriggerPrice = saved.TriggerPrice,
            Source = saved.Source,
            When = saved.When,
            ClosePosition = saved.ClosePosition,
            Status = saved.Status,
            TriggeredAt = saved.TriggeredAt,
            IsProtective = saved.IsProtective,
            KeepsId = saved.KeepsId,
            HoldsCoins = saved.HoldsCoins,
        };
        if (saved.IsRemembered)
        {
            account.Remember(algo);
        }

        algo.Child = saved.Child is { } child ? Restore(venue, account, child, algo) : null;
        if (algo.IsOpen)
        {
            account.OpenAlgos.Add(algo);
            algo.Book!.Waiting.Add(algo);
        }

        return algo;
    }

    private static void Restore(Venue venue, TraderState saved)
    {
        var trader = new Trader
        {
            Exchange = venue.Exchange,
            Uid = saved.Uid,
            Nickname = saved.Nickname,
            IsSharing = saved.IsSharing,
            EquityUsdt = saved.EquityUsdt,
            Roi = saved.Roi,
            WinRate = saved.WinRate,
            Pnl = saved.Pnl,
            Followers = saved.Followers,
            PageSize = saved.PageSize,
            IsScripted = saved.IsScripted,
            CreatedAt = saved.CreatedAt,
            LastTradeAt = saved.LastTradeAt,
            IsOneWay = saved.IsOneWay,
            Positions = [.. saved.Positions],
        };
        trader.Closed.AddRange(saved.Closed);
        trader.Orders.AddRange(saved.Orders);
        venue.Traders[trader.Uid] = trader;
    }

    private static InstrumentBook BookOf(Venue venue, Market market, string symbol) =>
        venue.FindCanonical(market, symbol) ?? throw new InvalidDataException($"no price for {symbol}");
}
