using Microsoft.Extensions.Options;

namespace WhaleCopy.Api.Doorbells;

/// <summary>How the other services are called, section <c>Services</c>.</summary>
internal sealed class ServiceOptions
{
    public const string SectionName = "Services";

    /// <summary>The executor: a name that service discovery resolves (<c>services:executor:http:0</c>), or an address.</summary>
    public string Executor { get; set; } = "http://executor";

    /// <summary>The poller, likewise.</summary>
    public string Poller { get; set; } = "http://poller";

    /// <summary>How long a wake-up may take. It holds the only delay that a dead service adds to a request; the work is committed before.</summary>
    public TimeSpan WakeUpDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a question to a venue may take: checking a key, reading balances.</summary>
    public TimeSpan VenueDeadline { get; set; } = TimeSpan.FromSeconds(20);
}

internal sealed class ServiceOptionsValidator : IValidateOptions<ServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceOptions options)
    {
        var failures = new List<string>();
        IsAddress(failures, "Executor", options.Executor);
        IsAddress(failures, "Poller", options.Poller);
        IsDeadline(failures, "WakeUpDeadline", options.WakeUpDeadline);
        IsDeadline(failures, "VenueDeadline", options.VenueDeadline);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void IsAddress(List<string> failures, string key, string value)
    {
        if (!(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            failures.Add($"Services:{key} is not an http or https address");
    }

    private static void IsDeadline(List<string> failures, string key, TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromMinutes(1))
            failures.Add($"Services:{key} is {value}; it is from 10 ms to 1 minute");
    }
}
