using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Api.Identity;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.RateLimits;

/// <summary>How many requests are taken, section <c>RateLimits</c>. Counted in this process.</summary>
internal sealed class RateLimitOptions
{
    public const string SectionName = "RateLimits";

    /// <summary>Requests a user may make at once.</summary>
    public int UserBurst { get; set; } = 300;

    /// <summary>Requests a user may make a second after that.</summary>
    public int UserPerSecond { get; set; } = 20;

    /// <summary>Requests that change something a user may make at once.</summary>
    public int WriteBurst { get; set; } = 100;

    /// <summary>Requests that change something a user may make a second after that.</summary>
    public int WritePerSecond { get; set; } = 5;

    /// <summary>Requests without a user an address may make at once. Many users share an address behind a proxy.</summary>
    public int AddressBurst { get; set; } = 2000;

    /// <summary>Requests without a user an address may make a second after that.</summary>
    public int AddressPerSecond { get; set; } = 50;
}

internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        (string Key, int Value)[] values =
        [
            ("UserBurst", options.UserBurst), ("UserPerSecond", options.UserPerSecond), ("WriteBurst", options.WriteBurst),
            ("WritePerSecond", options.WritePerSecond), ("AddressBurst", options.AddressBurst), ("AddressPerSecond", options.AddressPerSecond),
        ];
        var failures = values.Where(pair => pair.Value is < 1 or > 1_000_000)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"RateLimits:{pair.Key} is {pair.Value}; it is from 1 to 1000000")).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

/// <summary>A bucket for each user, one more for what he changes, and one for each address of those not signed in.</summary>
internal static class RateLimitSlice
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.SectionName).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidator>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, limits) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = RefuseAsync;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(All(limits.Value), Writes(limits.Value));
        });
    }

    private static PartitionedRateLimiter<HttpContext> All(RateLimitOptions limits) => PartitionedRateLimiter.Create<HttpContext, string>(context =>
        !context.Request.Path.StartsWithSegments("/api") ? RateLimitPartition.GetNoLimiter("")
        : CurrentUser.TryIdOf(context.User) is { } user ? Bucket(string.Create(CultureInfo.InvariantCulture, $"user:{user}"), limits.UserBurst, limits.UserPerSecond)
        : Bucket($"address:{context.Connection.RemoteIpAddress}", limits.AddressBurst, limits.AddressPerSecond));

    private static PartitionedRateLimiter<HttpContext> Writes(RateLimitOptions limits) => PartitionedRateLimiter.Create<HttpContext, string>(context =>
        CurrentUser.TryIdOf(context.User) is { } user && !HttpMethods.IsGet(context.Request.Method) && context.Request.Path.StartsWithSegments("/api")
            ? Bucket(string.Create(CultureInfo.InvariantCulture, $"user:{user}"), limits.WriteBurst, limits.WritePerSecond)
            : RateLimitPartition.GetNoLimiter(""));

    private static RateLimitPartition<string> Bucket(string key, int burst, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(
        key,
        _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        });

    private static ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken)
    {
        context.HttpContext.Response.Headers.RetryAfter = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? ((int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
            : "1";
        return new ValueTask(IdentityAnswers.WriteAsync(context.HttpContext, HttpProblems.RateLimited));
    }
}
