using Microsoft.Extensions.Options;
using WhaleCopy.Simulator;

if (args.FirstOrDefault(argument => !argument.StartsWith("--Simulator:", StringComparison.OrdinalIgnoreCase)
    && !argument.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase)
    && !argument.StartsWith("--urls=", StringComparison.Ordinal)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"WhaleCopy.Simulator: unknown argument {unknown}. A setting is written --Simulator:Key=value; docs/configuration.md lists them");
    return 2;
}

try
{
    await SimulatorHost.Create(args).RunAsync();
    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException or OptionsValidationException or FormatException)
{
    // A busy port, a state file of something else, a setting out of range: one line, no stack.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
