using Microsoft.EntityFrameworkCore;
using WhaleCopy.Core.Users;
using WhaleCopy.Data;

namespace WhaleCopy.Api.Users;

internal static class UserProfiles
{
    public static async Task<UserProfile> ReadAsync(WhaleCopyDbContext database, long userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var user = await database.Users.AsNoTracking().Include(row => row.Settings).SingleAsync(row => row.Id == userId, cancellationToken);
        var tier = TierLimits.Effective(user.SubscriptionTier, user.SubscriptionExpiresAt, now);
        var limits = TierLimits.Of(tier);
        return new UserProfile
        {
            Id = user.Id,
            TelegramId = user.TelegramId,
            Username = user.Username,
            FirstName = user.FirstName,
            LastName = user.LastName,
            SubscriptionTier = tier,
            SubscriptionExpiresAt = user.SubscriptionExpiresAt,
            Limits = new UserLimits
            {
                MaxWhales = limits.MaxWhales,
                MaxOpenPositions = limits.MaxOpenPositions,
                FuturesAllowed = limits.FuturesAllowed,
                CommissionPercent = limits.CommissionPercent,
            },
            IsAdmin = user.IsAdmin,
            IsPaused = user.IsPaused,
            IsPanicked = user.IsPanicked,
            PausedAt = user.PausedAt,
            TotpEnabled = user.TotpEnabled,
            TotalBalance = user.TotalBalance,
            AvailableBalance = user.AvailableBalance,
            CreatedAt = user.CreatedAt,
            Settings = (user.Settings ?? new() { UserId = user.Id }).ToAnswer(),
        };
    }
}
