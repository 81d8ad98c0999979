namespace WhaleCopy.Standalone;

/// <summary>Whose exchanges are traded on.</summary>
internal enum ExchangesMode
{
    Simulated,
    Live,
}

/// <summary>What the command line asked for.</summary>
internal sealed record StandaloneOptions
{
    public const int DefaultPort = 5080;

    /// <summary>The simulator listens this many ports above the product.</summary>
    public const int SimulatorPortOffset = 10;

    /// <summary>Port of the web app and the API; 0 picks free ports for everything.</summary>
    public int Port { get; init; } = DefaultPort;

    public int SimulatorPort => Port == 0 ? 0 : Port + SimulatorPortOffset;

    /// <summary>Null: the user's data folder.</summary>
    public string? DataFolder { get; init; }

    public bool IsEphemeral { get; init; }

    public ExchangesMode Exchanges { get; init; } = ExchangesMode.Simulated;

    /// <summary>Null: the embedded server.</summary>
    public string? Postgres { get; init; }

    /// <summary>Null: the embedded server.</summary>
    public string? Redis { get; init; }

    public bool HasDemo { get; init; } = true;

    public const string Usage = """
        WhaleCopy in one process, with its own PostgreSQL, Redis and simulated exchanges.

        Usage: dotnet run --project WhaleCopy.Standalone [-- OPTIONS]

          --port PORT              port of the web app and the API (default 5080; the simulator
                                   takes PORT + 10; 0 picks free ports)
          --data DIR               where everything is kept (default: your data folder)
          --ephemeral              keep nothing: a temporary folder, removed at the end
          --exchanges MODE         simulated (default) or live
          --postgres CONNECTION    your PostgreSQL instead of the embedded one, as
                                   "Host=...;Database=...;Username=...;Password=..."
          --redis CONNECTION       your Redis instead of the embedded one, as "host:port"
          --no-demo                start empty: no demo whales, no demo user
          --help                   this text
        """;

    /// <summary>Reads the command line; <c>--name value</c> and <c>--name=value</c> are the same.</summary>
    public static ParsedOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new StandaloneOptions();
        var given = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (name is "--help" or "-h" or "-?")
            {
                return new ParsedOptions.Help();
            }

            if (!given.Add(name))
            {
                return Invalid($"{name} is given twice");
            }

            if (name is "--ephemeral" or "--no-demo")
            {
                if (value is not null)
                {
                    return Invalid($"{name} takes no value");
                }

                options = name == "--ephemeral" ? options with { IsEphemeral = true } : options with { HasDemo = false };
                continue;
            }

            if (name is not ("--port" or "--data" or "--exchanges" or "--postgres" or "--redis"))
            {
                return Invalid(name.StartsWith('-') ? $"unknown option {name}" : $"unexpected argument '{name}'");
            }

            value ??= i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : null;
            if (string.IsNullOrWhiteSpace(value))
            {
                return Invalid($"{name} needs a value");
            }

            switch (name)
            {
                case "--port" when Port0To65525(value) is { } port:
                    options = options with { Port = port };
                    break;
                case "--port":
                    return Invalid($"--port must be a number from 1 to {65535 - SimulatorPortOffset}, or 0 for free ports; it is '{value}'");
                case "--exchanges" when value is "simulated" or "live":
                    options = options with { Exchanges = value == "live" ? ExchangesMode.Live : ExchangesMode.Simulated };
                    break;
                case "--exchanges":
                    return Invalid($"--exchanges must be simulated or live; it is '{value}'");
                case "--data":
                    options = options with { DataFolder = value };
                    break;
                case "--postgres":
                    options = options with { Postgres = value };
                    break;
                case "--redis":
                    options = options with { Redis = value };
                    break;
            }
        }

        return options is { IsEphemeral: true, DataFolder: not null }
            ? Invalid("--ephemeral and --data exclude each other")
            : new ParsedOptions.Run(options);
    }

    private static ParsedOptions.Invalid Invalid(string cause) => new(cause);

    private static (string Name, string? Value) Split(string argument)
        => argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);

    private static int? Port0To65525(string value)
        => int.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port)
           && port <= 65535 - SimulatorPortOffset
            ? port
            : null;
}

/// <summary>The command line, read.</summary>
internal abstract record ParsedOptions
{
    private ParsedOptions()
    {
    }

    public sealed record Run(StandaloneOptions Options) : ParsedOptions;

    public sealed record Help : ParsedOptions;

    /// <param name="Cause">What is wrong, in one line.</param>
    public sealed record Invalid(string Cause) : ParsedOptions;
}
