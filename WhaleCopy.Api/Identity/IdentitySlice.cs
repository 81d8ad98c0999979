using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Api.Identity;

internal static class IdentitySlice
{
    /// <summary>The policy of what administrators alone may see and do.</summary>
    public const string Administrators = "Administrators";

    private const string EitherScheme = "Either";

    public static void AddIdentity(this IServiceCollection services)
    {
        services.AddOptions<TelegramOptions>().BindConfiguration(TelegramOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<TelegramOptions>, TelegramOptionsValidator>();
        services.TryAddSingleton<SessionTokens>();
        services.TryAddSingleton<InitDataVerifier>();
        services.TryAddSingleton<StepUp>();
        services.TryAddScoped<UserDirectory>();

        // Not AddAuthentication: that brings data protection, which writes keys to disk that nothing here uses.
        services.AddAuthenticationCore(options => options.DefaultScheme = EitherScheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                !SessionAuthenticationHandler.IsGivenIn(context.Request) && context.Request.Headers.ContainsKey(TelegramAuthenticationHandler.HeaderName)
                    ? TelegramAuthenticationHandler.SchemeName
                    : SessionAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TelegramAuthenticationHandler>(TelegramAuthenticationHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthenticationHandler>(SessionAuthenticationHandler.SchemeName, null);
        var users = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => !CurrentUser.IsBanned(context.User)).Build();
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(users)
            .AddPolicy(Administrators, policy => policy.Combine(users).RequireAssertion(context => CurrentUser.IsAdmin(context.User)));
    }

    public static void MapIdentity(this IEndpointRouteBuilder routes) => AuthEndpoints.Map(routes);
}
