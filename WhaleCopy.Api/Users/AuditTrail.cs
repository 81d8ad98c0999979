using System.Globalization;
using System.Text.Json;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Api.Users;

/// <summary>Entries about what users do that matters to safety. Details hold names, ids and numbers; secrets never.</summary>
internal static class AuditTrail
{
    public static AuditLogRow Of(long userId, string action, DateTimeOffset now, object? details = null) => new()
    {
        UserId = userId,
        Actor = string.Create(CultureInfo.InvariantCulture, $"user:{userId}"),
        Action = action,
        Details = details is null ? "{}" : JsonSerializer.Serialize(details, Json.ApiJson.Options),
        CreatedAt = now,
    };
}
