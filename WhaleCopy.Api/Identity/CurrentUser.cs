using System.Globalization;
using System.Security.Claims;

namespace WhaleCopy.Api.Identity;

/// <summary>Who calls. Handlers take it as a parameter.</summary>
/// <param name="Id">Our id of him.</param>
/// <param name="AuthTime">When Telegram vouched for him.</param>
internal sealed record CurrentUser(long Id, DateTimeOffset AuthTime)
{
    private const string AuthTimeClaim = "auth_time";
    private const string BannedClaim = "banned";
    private const string AdminClaim = "admin";

    public static ValueTask<CurrentUser> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    public static CurrentUser Of(ClaimsPrincipal principal) =>
        TryIdOf(principal) is { } id
        && long.TryParse(principal.FindFirstValue(AuthTimeClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var authTime)
            ? new CurrentUser(id, DateTimeOffset.FromUnixTimeSeconds(authTime))
            : throw new InvalidOperationException("The endpoint does not require authentication.");

    /// <summary>The id, or null where nobody is signed in.</summary>
    public static long? TryIdOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public static bool IsBanned(ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == BannedClaim);

    public static bool IsAdmin(ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == AdminClaim);

    public static ClaimsPrincipal Principal(KnownUser user, DateTimeOffset authTime, string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(AuthTimeClaim, authTime.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        if (user.IsBanned)
            identity.AddClaim(new Claim(BannedClaim, "1"));
        if (user.IsAdmin)
            identity.AddClaim(new Claim(AdminClaim, "1"));
        return new ClaimsPrincipal(identity);
    }
}
