using Microsoft.Extensions.Options;
using WhaleCopy.Simulator;

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
