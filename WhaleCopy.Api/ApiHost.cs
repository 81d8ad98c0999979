using WhaleCopy.Api.Accounts;
using WhaleCopy.Api.Balance;
using WhaleCopy.Api.Decisions;
using WhaleCopy.Api.Dev;
using WhaleCopy.Api.Doorbells;
using WhaleCopy.Api.Follows;
using WhaleCopy.Api.Health;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Json;
using WhaleCopy.Api.Live;
using WhaleCopy.Api.OpenApi;
using WhaleCopy.Api.Ops;
using WhaleCopy.Api.Positions;
using WhaleCopy.Api.Problems;
using WhaleCopy.Api.RateLimits;
using WhaleCopy.Api.Schema;
using WhaleCopy.Api.Signals;
using WhaleCopy.Api.Tasks;
using WhaleCopy.Api.Trades;
using WhaleCopy.Api.Users;
using WhaleCopy.Api.WebApp;
using WhaleCopy.Api.Whales;
using WhaleCopy.Data;

namespace WhaleCopy.Api;

/// <summary>The Api as one composition, for its own process and for Standalone.</summary>
public static class ApiHost
{
    private const long LargestBody = 64 * 1024;

    /// <summary>Adds everything the Api needs. Options are validated when the host starts.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        builder.AddWhaleCopyPostgres();
        builder.AddWhaleCopyRedis();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });

        var services = builder.Services;
        services.AddWhaleCopyData();
        services.AddMigrationAtStart();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddProblems();
        services.AddIdentity();
        services.AddRateLimits();
        services.AddDoorbells();
        services.AddAccounts();
        services.AddTasks();
        services.AddFollows();
        services.AddLive();
        services.AddHealth();
        services.AddDescription();
        services.AddWebApp();
    }

    /// <summary>Maps everything the Api serves.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.UseProblems();
        app.UseBrowserSafety();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();

        app.MapDefaultEndpoints();
        app.MapDescription();
        app.MapDev();
        app.MapLive();

        var anonymous = app.MapGroup("/api/v1");
        anonymous.MapIdentity();

        var routes = app.MapGroup("/api/v1").RequireAuthorization()
            .Refuses(IdentityProblems.Unauthenticated, IdentityProblems.UserBanned, HttpProblems.RateLimited);
        routes.MapUsers();
        routes.MapAccounts();
        routes.MapWhales();
        routes.MapFollows();
        routes.MapSignals();
        routes.MapDecisions();
        routes.MapTrades();
        routes.MapPositions();
        routes.MapBalance();
        routes.MapTasks();
        routes.MapOps();

        app.MapWebApp();
    }
}
