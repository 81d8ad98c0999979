namespace WhaleCopy.Api.Users;

internal static class UserSlice
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Users");
        UserEndpoints.Map(group);
        NotificationEndpoints.Map(group);
    }
}
