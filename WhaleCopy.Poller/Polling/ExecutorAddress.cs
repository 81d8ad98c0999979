using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WhaleCopy.Poller.Polling;

/// <summary>Where the other services are.</summary>
public sealed class ExecutorAddress
{
    /// <summary><c>Services</c>.</summary>
    public const string SectionName = "Services";

    /// <summary>The executor: a name that service discovery resolves (<c>services:executor:http:0</c>), or an address.</summary>
    [Required]
    [Url]
    public string Executor { get; set; } = "http://executor";
}

/// <summary>Checks <see cref="ExecutorAddress"/> at start.</summary>
[OptionsValidator]
public sealed partial class ExecutorAddressValidator : IValidateOptions<ExecutorAddress>;
