namespace WhaleCopy.Simulator.Engine;

internal sealed partial class Venue
{
    /// <summary>What an asset of a wallet can still back: collateral less margins of positions and open orders.</summary>
    public decimal Available(Account account, WalletKind wallet, string asset)
    {
        var balance = account.Balance(wallet, asset);
        var available = balance.Total - balance.Locked;
        foreach (var position in account.Positions)
        {
            var spec = position.Spec;
            if (spec.SettleAsset != asset || WalletOf(spec.Market) != wallet)
            {
                continue;
            }

            available -= position.InitialMargin;
            if (position.Mode == MarginMode.Cross)
            {
                available += position.UnrealizedPnl;
            }
        }

        foreach (var order in account.OpenOrders)
        {
            if (order.Book is { Spec.IsSpot: false } book && book.Spec.SettleAsset == asset && WalletOf(order.Market) == wallet)
            {
                available -= OrderMargin(order);
            }
        }

        return available;
    }

    /// <summary>What can be spent on spot or moved to another wallet.</summary>
    public decimal Free(Account account, WalletKind wallet, string asset)
    {
        var balance = account.Balance(wallet, asset);
        return Math.Max(0, Math.Min(balance.Total - balance.Locked, Available(account, wallet, asset)));
    }

    /// <summary>Margin that a resting order holds.</summary>
    public static decimal OrderMargin(Order order)
    {
        if (order.ReduceOnly || order.Book is null || order.Book.Spec.IsSpot || Reducible(order) is not null)
        {
            return 0;
        }

        var price = order.Kind == OrderKind.Limit ? order.Price : order.Book.Quote.Price;
        return order.Book.Spec.Value(order.Remaining, price)
            / LeverageOf(order.Account.Setting(order.Book, order.MarginMode), order.PositionSide, order.Side);
    }

    /// <summary>What stands behind one position: its isolated margin, or the wallet with all other cross positions in it.</summary>
    public decimal Collateral(Position position)
    {
        if (position.Mode == MarginMode.Isolated)
        {
            return position.IsolatedMargin;
        }

        var wallet = WalletOf(position.Spec.Market);
        var asset = position.Spec.SettleAsset;
        var collateral = position.Account.Balance(wallet, asset).Total;
        foreach (var other in position.Account.Positions)
        {
            if (other.Spec.SettleAsset != asset || WalletOf(other.Spec.Market) != wallet)
            {
                continue;
            }

            if (other.Mode == MarginMode.Isolated)
            {
                collateral -= other.IsolatedMargin;
            }
            else if (!ReferenceEquals(other, position))
            {
                collateral += other.UnrealizedPnl - other.MaintenanceMargin;
            }
        }

        return collateral;
    }

    /// <summary>What one coin is worth; 1 for dollars, 0 for what has no price here.</summary>
    public decimal UsdPrice(string asset) => asset is "USDT" or "USDC" or "USD"
        ? 1
        : FindCanonical(Market.Spot, $"{asset}USDT")?.Quote.Price ?? FindCanonical(Market.CoinM, $"{asset}USD")?.Quote.Price ?? 0;

    /// <summary>Moves coins between wallets; false when the source has not enough.</summary>
    public Transfer? Move(
        Account account, WalletKind from, WalletKind to, string asset, decimal amount, string venueType, string? clientId)
    {
        if (Free(account, from, asset) < amount)
        {
            return null;
        }

        var now = Now;
        var source = account.Balance(from, asset);
        var target = account.Balance(to, asset);
        source.Total -= amount;
        target.Total += amount;
        source.UpdatedAt = target.UpdatedAt = now;
        var transfer = new Transfer(NextId(), from, to, asset, amount, clientId, venueType, now);
        account.Transfers.Add(transfer);
        MarkChanged();
        return transfer;
    }

    private void LockForResting(Order order)
    {
        if (order.Book!.Spec.IsSpot)
        {
            SpotLock(order.Account, order.Book.Spec, order.Side, order.Remaining, order.Price);
        }
    }

    private void UnlockResting(Order order)
    {
        if (order.Book!.Spec.IsSpot)
        {
            SpotLock(order.Account, order.Book.Spec, order.Side, -order.Remaining, order.Price);
        }
    }

    private void SpotLock(Account account, Instrument spec, Side side, decimal quantity, decimal price)
    {
        var asset = side == Side.Buy ? spec.QuoteAsset : spec.BaseAsset;
        account.Balance(WalletOf(Market.Spot), asset).Locked += side == Side.Buy ? quantity * price : quantity;
    }
}
