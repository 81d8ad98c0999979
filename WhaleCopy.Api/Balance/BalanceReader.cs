using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Balance;

/// <summary>Adds up what the sync has read. Nothing here decides about money: the executor reserves on its own.</summary>
internal static class BalanceReader
{
    public static async Task<BalanceAnswer> ReadAsync(WhaleCopyDbContext database, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keys = await database.UserApiKeys.AsNoTracking().Where(key => key.UserId == userId && key.IsActive && key.RemovedAt == null)
            .OrderBy(key => key.Id).ToListAsync(cancellationToken);
        var ids = keys.ConvertAll(key => key.Id);
        var readings = await database.AccountBalances.AsNoTracking().Where(balance => ids.Contains(balance.ApiKeyId)).ToListAsync(cancellationToken);
        var reservations = await database.Reservations.AsNoTracking()
            .Where(reservation => ids.Contains(reservation.ApiKeyId) && (reservation.Status == ReservationStatus.Held || reservation.SettledAt >= now.AddDays(-1)))
            .Select(reservation => new { reservation.ApiKeyId, reservation.Market, reservation.AmountUsdt, reservation.Status, reservation.SettledAt })
            .ToListAsync(cancellationToken);

        List<Wallet> wallets = [];
        foreach (var key in keys)
        {
            var groups = readings.Where(reading => reading.ApiKeyId == key.Id).GroupBy(reading => reading.Market).OrderBy(group => group.Key).ToList();
            if (UnifiedAccounts.Has(key.Exchange) && groups.Count > 0)
            {
                var shown = UnifiedAccounts.Representative(groups.Select(group => group.Key));
                groups.RemoveAll(group => group.Key != shown);
            }

            foreach (var wallet in groups)
            {
                var readAt = wallet.Min(reading => reading.RequestSentAt);

                // A reservation is in the reading once it was final when the reading's request was sent (domain.md).
                var reserved = reservations
                    .Where(reservation => reservation.ApiKeyId == key.Id && UnifiedAccounts.Share(key.Exchange, reservation.Market, wallet.Key)
                        && (reservation.Status == ReservationStatus.Held || reservation.SettledAt >= readAt))
                    .Sum(reservation => reservation.AmountUsdt);
                wallets.Add(new Wallet
                {
                    ApiKeyId = key.Id,
                    Exchange = key.Exchange,
                    Market = wallet.Key,
                    Label = key.Label,
                    IsTestnet = key.IsTestnet,
                    TotalUsdt = wallet.Sum(reading => reading.TotalUsdt),
                    AvailableUsdt = decimal.Max(0m, wallet.Sum(reading => reading.AvailableUsdt) - reserved),
                    ReservedUsdt = reserved,
                    UnrealizedPnl = wallet.Sum(reading => reading.UnrealizedPnl),
                    ReadAt = readAt,
                    AgeSeconds = decimal.Round((decimal)(now - readAt).Ticks / TimeSpan.TicksPerSecond, 1),
                    Assets = [.. wallet.OrderBy(reading => reading.Asset, StringComparer.Ordinal)
                        .Select(reading => new Asset { Name = reading.Asset, Total = reading.Total, Available = reading.Available })],
                });
            }
        }

        return new BalanceAnswer
        {
            TotalUsdt = wallets.Sum(wallet => wallet.TotalUsdt),
            AvailableUsdt = wallets.Sum(wallet => wallet.AvailableUsdt),
            ReservedUsdt = wallets.Sum(wallet => wallet.ReservedUsdt),
            UnrealizedPnl = wallets.Sum(wallet => wallet.UnrealizedPnl),
            Wallets = wallets,
        };
    }
}
