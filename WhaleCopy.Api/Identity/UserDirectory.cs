using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Identity;

/// <summary>What authentication needs to know of a user.</summary>
internal sealed record KnownUser(long Id, bool IsBanned, bool IsAdmin);

/// <summary>Finds users by what they authenticate with, and registers those never seen.</summary>
internal sealed class UserDirectory(WhaleCopyDbContext database, IOptions<TelegramOptions> options, TimeProvider timeProvider)
{
    private const int MaxNameLength = 200;

    public Task<KnownUser?> FindAsync(long userId, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().Where(user => user.Id == userId)
            .Select(user => new KnownUser(user.Id, user.IsBanned, user.IsAdmin)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The user of a Telegram account, created with default settings on first sight; the start parameter is kept then.</summary>
    public async Task<KnownUser> FindOrRegisterAsync(TelegramUser telegram, string? startParam, CancellationToken cancellationToken)
    {
        if (await FindByTelegramAsync(telegram.Id, cancellationToken) is { } known)
            return known;

        var user = new UserRow
        {
            TelegramId = telegram.Id,
            Username = Fit(telegram.Username),
            FirstName = Fit(telegram.FirstName),
            LastName = Fit(telegram.LastName),
            StartParam = Fit(startParam),
            CreatedAt = timeProvider.GetUtcNow(),
            Settings = new UserSettingsRow { Language = Language(telegram.LanguageCode) },
        };
        database.Users.Add(user);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return new KnownUser(user.Id, user.IsBanned, user.IsAdmin);
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            // Two first requests at once: the other one won.
            database.ChangeTracker.Clear();
            return await FindByTelegramAsync(telegram.Id, cancellationToken) ?? throw new InvalidOperationException("A user vanished.", taken);
        }
    }

    /// <summary>Notes a sign-in, the names that Telegram shows today, and whether the settings make him an administrator.</summary>
    public Task NoteSignInAsync(long userId, TelegramUser telegram, CancellationToken cancellationToken)
    {
        var (username, firstName, lastName, now) = (Fit(telegram.Username), Fit(telegram.FirstName), Fit(telegram.LastName), timeProvider.GetUtcNow());
        var isAdmin = options.Value.Administrators.Contains(telegram.Id);
        return database.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(
            user => user.SetProperty(row => row.Username, username)
                .SetProperty(row => row.FirstName, firstName)
                .SetProperty(row => row.LastName, lastName)
                .SetProperty(row => row.IsAdmin, isAdmin)
                .SetProperty(row => row.LastSeenAt, now),
            cancellationToken);
    }

    private Task<KnownUser?> FindByTelegramAsync(long telegramId, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().Where(user => user.TelegramId == telegramId)
            .Select(user => new KnownUser(user.Id, user.IsBanned, user.IsAdmin)).SingleOrDefaultAsync(cancellationToken);

    // A cut through a surrogate pair would be no text any more.
    private static string? Fit(string? text) => text is { Length: > MaxNameLength }
        ? text[..(char.IsHighSurrogate(text[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength)]
        : text;

    // Telegram sends IETF tags (pt-br); the app speaks languages.
    private static string Language(string? code) => code?.Split('-')[0] is { Length: 2 or 3 } language && language.All(char.IsAsciiLetterLower) ? language : "en";
}
