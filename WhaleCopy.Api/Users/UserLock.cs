using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Users;

/// <summary>The lock that limits over all of a user's copies are held under: his row, to the end of the transaction.</summary>
internal static class UserLock
{
    public static async Task<UserRow> TakeAsync(WhaleCopyDbContext database, long userId, CancellationToken cancellationToken)
    {
        await database.Database.ExecuteSqlAsync($"select 1 from users where id = {userId} for update", cancellationToken);
        return await database.Users.Include(user => user.Settings).SingleAsync(user => user.Id == userId, cancellationToken);
    }
}
