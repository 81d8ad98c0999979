using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Paging;
using WhaleCopy.Api.Problems;
using WhaleCopy.Data;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Users;

/// <summary>A message to the user.</summary>
internal sealed record NotificationAnswer
{
    public required long Id { get; init; }
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public required string Body { get; init; }

    public required NotificationSubject Data { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? ReadAt { get; init; }
}

/// <summary>What a message is about.</summary>
internal sealed record NotificationSubject
{
    public long? SignalId { get; init; }
    public long? TradeId { get; init; }
    public long? PositionId { get; init; }
    public long? WhaleId { get; init; }
}

/// <summary>Which messages the bot sends.</summary>
internal sealed record NotificationSettings
{
    [Description("Kinds that the bot does not send; they stay in the list.")]
    public required IReadOnlyList<string> Muted { get; init; }
}

/// <summary>The kinds to switch off; it replaces the list.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NotificationSettingsPatch
{
    public required IReadOnlyList<string> Muted { get; init; }
}

/// <summary>Up to which message the user has read.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReadMark
{
    public required long UpToId { get; init; }
}

/// <summary>Messages, newest first.</summary>
internal sealed record NotificationPage
{
    public required IReadOnlyList<NotificationAnswer> Items { get; init; }
    public required string? NextCursor { get; init; }
    public required int Unread { get; init; }
    public required NotificationSettings Settings { get; init; }
}

internal static partial class NotificationEndpoints
{
    private const int MaxMuted = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users/me/notifications", ListAsync).WithName("listNotifications").WithSummary("Messages, newest first")
            .Refuses(HttpProblems.InvalidInput);
        routes.MapPatch("/users/me/notifications/settings", ChangeAsync).WithName("changeNotificationSettings").WithSummary("Choose which messages the bot sends")
            .Refuses(HttpProblems.InvalidInput);
        routes.MapPost("/users/me/notifications/read", ReadAsync).WithName("markNotificationsRead").WithSummary("Mark messages as read")
            .Refuses(HttpProblems.InvalidInput);
    }

    public static NotificationAnswer ToAnswer(this NotificationRow row) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Title = row.Title,
        Body = row.Body,
        Data = JsonSerializer.Deserialize<NotificationSubject>(row.Data, ApiJson.Options) ?? new NotificationSubject(),
        CreatedAt = row.CreatedAt,
        ReadAt = row.ReadAt,
    };

    private static async Task<Ok<NotificationPage>> ListAsync(
        [AsParameters] PageQuery paging, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        var before = paging.BeforeId;
        var own = database.Notifications.AsNoTracking().Where(row => row.UserId == me.Id);
        var rows = await own.Where(row => row.Id < before).OrderByDescending(row => row.Id).Take(paging.Size + 1).ToListAsync(cancellationToken);
        var page = paging.ToPage(rows, ToAnswer, row => $"{row.Id}");
        return TypedResults.Ok(new NotificationPage
        {
            Items = page.Items,
            NextCursor = page.NextCursor,
            Unread = await own.CountAsync(row => row.ReadAt == null, cancellationToken),
            Settings = await SettingsAsync(me, database, cancellationToken),
        });
    }

    private static async Task<Ok<NotificationSettings>> ChangeAsync(
        [FromBody] NotificationSettingsPatch patch, CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken)
    {
        if (patch.Muted.Count > MaxMuted || patch.Muted.Any(kind => kind is null || !KindShape().IsMatch(kind)))
            throw InvalidInputException.Of("muted", "muted holds at most 50 kinds of notification, such as SIGNAL.");
        string[] muted = [.. patch.Muted.Distinct(StringComparer.Ordinal)];
        await database.UserSettings.Where(row => row.UserId == me.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(settings => settings.NotificationsMuted, muted), cancellationToken);
        return TypedResults.Ok(await SettingsAsync(me, database, cancellationToken));
    }

    private static async Task<NoContent> ReadAsync(
        ReadMark mark, CurrentUser me, WhaleCopyDbContext database, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await database.Notifications.Where(row => row.UserId == me.Id && row.Id <= mark.UpToId && row.ReadAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(notification => notification.ReadAt, now), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NotificationSettings> SettingsAsync(CurrentUser me, WhaleCopyDbContext database, CancellationToken cancellationToken) =>
        new() { Muted = await database.UserSettings.Where(row => row.UserId == me.Id).Select(row => row.NotificationsMuted).SingleAsync(cancellationToken) };

    [GeneratedRegex("^[A-Z][A-Z_]{1,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex KindShape();
}
