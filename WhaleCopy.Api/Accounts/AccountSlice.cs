using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Data.Secrets;

namespace WhaleCopy.Api.Accounts;

internal static class AccountSlice
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>();
        services.TryAddSingleton<KeyRing>();
        services.TryAddSingleton<EnvelopeCipher>();
        services.TryAddScoped<ApiKeyStore>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder routes) => AccountEndpoints.Map(routes.MapGroup("").WithTags("Accounts"));
}
