using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Identity;

/// <summary>What authentication needs to know of a user.</summary>
internal sealed record KnownUser(long Id, bool IsBanned);

/// <summary>Finds users by what they authenticate with, and registers those never seen.</summary>
internal sealed class UserDirectory(WhaleCopyDbContext database, TimeProvider timeProvider)
{
    private const int MaxNameLength = 200;

    public Task<KnownUser?> FindAsync(long userId, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().Where(user => user.Id == userId)
            .Select(user => new KnownUser(user.Id, user.IsBanned)).SingleOrDefaultAsync(cancellationToken);

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
            return new KnownUser(user.Id, user.IsBanned);
        }
        catch (DbUpdateException taken) when (taken.IsUniqueViolation())
        {
            // Two first requests at once: the other one won.
            database.ChangeTracker.Clear();
            return await FindByTelegramAsync(telegram.Id, cancellationToken) ?? throw new InvalidOperationException("A user vanished.", taken);
        }
    }

    /// <summary>Notes a sign-in and the names that Telegram shows today.</summary>
    public Task NoteSignInAsync(long userId, TelegramUser telegram, CancellationToken cancellationToken)
    {
        var (username, firstName, lastName, now) = (Fit(telegram.Username), Fit(telegram.FirstName), Fit(telegram.LastName), timeProvider.GetUtcNow());
        return database.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(
            user => user.SetProperty(row => row.Username, username)
                .SetProperty(row => row.FirstName, firstName)
                .SetProperty(row => row.LastName, lastName)
                .SetProperty(row => row.LastSeenAt, now),
            cancellationToken);
    }

    private Task<KnownUser?> FindByTelegramAsync(long telegramId, CancellationToken cancellationToken) =>
        database.Users.AsNoTracking().Where(user => user.TelegramId == telegramId)
            .Select(user => new KnownUser(user.Id, user.IsBanned)).SingleOrDefaultAsync(cancellationToken);

    // A cut through a surrogate pair would be no text any more.
    private static string? Fit(string? text) => text is { Length: > MaxNameLength }
        ? text[..(char.IsHighSurrogate(text[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength)]
        : text;

    // Telegram sends IETF tags (pt-br); the app speaks languages.
    private static string Language(string? code) => code?.Split('-')[0] is { Length: 2 or 3 } language && language.All(char.IsAsciiLetterLower) ? language : "en";
}
