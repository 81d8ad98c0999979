using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Services.Tests.Executor;

/// <content>Who is there, and what the database and the venue show of his wallets.</content>
public sealed partial class WalletTests
{
    private static Action<UserSettingsRow> Allows(TradingMode mode, bool isAllowed = true, int delaySeconds = 0) => row =>
    {
        row.AutoTransfer = isAllowed;
        row.TradingMode = mode;
        row.InsufficientFunds = InsufficientFundsPolicy.Skip;
        row.AutoCopyDelaySeconds = delaySeconds;
    };

    private async Task<(long Whale, Copier User)> FollowedAsync(
        decimal futures,
        decimal spot,
        bool isAllowed = true,
        bool canTransfer = true,
        int delaySeconds = 0,
        TradingMode mode = TradingMode.Futures)
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync(futures, settings: Allows(mode, isAllowed, delaySeconds), spot: spot, canTransfer: canTransfer);
        await world.FollowAsync(user, whale);
        return (whale, user);
    }

    private async Task StoreAsync(TradeRow trade)
    {
        await using var context = world.Context();
        await context.Trades.Where(row => row.Id == trade.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LeaseOwner, trade.LeaseOwner).SetProperty(row => row.LeaseUntil, trade.LeaseUntil)
                .SetProperty(row => row.NextAttemptAt, trade.NextAttemptAt),
            Cancelled);
    }

    private async Task BegunAsync(TradeRow trade, TransferStatus status = TransferStatus.Sent)
    {
        await using var context = world.Context();
        context.Transfers.Add(new TransferRow
        {
            TradeId = trade.Id,
            UserId = trade.UserId,
            ApiKeyId = trade.ApiKeyId,
            Exchange = trade.Exchange,
            FromMarket = Market.Spot,
            ToMarket = Market.UsdM,
            Asset = "USDT",
            Amount = trade.TransferUsdt,
            Status = status,
            SentAt = trade.CreatedAt,
            EndedAt = status == TransferStatus.Sent ? null : trade.CreatedAt,
        });
        await context.SaveChangesAsync(Cancelled);
    }

    private Task FaultAsync(Copier user, string kind) => world.Venue.AddFaultAsync(
        new { exchange = "binance", path = "/sapi/v1/asset/transfer", method = "POST", kind, count = 1, apiKey = user.ApiKey }, Cancelled);

    /// <summary>Another whale's signal is refused for the money, and the decision says how much of it was there.</summary>
    private async Task IsRefusedAsync(Copier user, decimal available)
    {
        var other = await world.WhaleAsync();
        await world.FollowAsync(user, other);
        var decision = await world.DecidedAsync(user, await world.SignalAsync(other, SignalKind.Open, size: 40m, symbol: "ETHUSDT", price: 3_000m));
        Assert.Equal("INSUFFICIENT_FUNDS", decision.ReasonCode);
        Assert.Equal(available, decimal.Parse(
            JsonDocument.Parse(decision.Numbers).RootElement.GetProperty("available_usdt").GetString()!, CultureInfo.InvariantCulture));
    }

    private Task PutAsync(Copier user, decimal spot, decimal futures) => world.Venue.PutAccountAsync(
        new
        {
            exchange = "binance",
            apiKey = user.ApiKey,
            apiSecret = "secret-of-the-user",
            balances = new Dictionary<string, object>(
                from wallet in new[] { ("spot", spot), ("usdm", futures) }
                where wallet.Item2 > 0m
                select KeyValuePair.Create<string, object>(wallet.Item1, new { USDT = wallet.Item2 })),
            permissions = new[] { "read", "spot", "futures" },
        },
        Cancelled);

    private async Task<decimal?> SpotAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.AccountBalances.Where(row => row.ApiKeyId == user.ApiKeyId && row.Market == Market.Spot && row.Asset == "USDT")
            .Select(row => (decimal?)row.Available).SingleOrDefaultAsync(Cancelled);
    }

    private async Task<string> HeldAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.AccountMarkets.Where(row => row.ApiKeyId == user.ApiKeyId && row.Market == Market.UsdM)
            .Select(row => row.Positions).SingleOrDefaultAsync(Cancelled) ?? "";
    }

    private async Task<List<TransferRow>> TransfersAsync(Copier user)
    {
        await using var context = world.Context();
        return await context.Transfers.AsNoTracking().Where(row => row.UserId == user.UserId).ToListAsync(Cancelled);
    }
}
