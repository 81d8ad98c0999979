using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace WhaleCopy.ServiceDefaults.Startup;

/// <summary>Turns the failures that an operator can mend into one line; everything else stays a crash with its trace.</summary>
public static class StartupErrors
{
    private static int _installed;

    /// <summary>
    /// One line naming the cause and the way out, or null when <paramref name="failure"/> is not a configuration or
    /// environment problem.
    /// </summary>
    public static string? Explain(Exception failure) => failure switch
    {
        StartupException known => OneLine(known.Message),
        OptionsValidationException invalid => OneLine(string.Join("; ", invalid.Failures)),
        AggregateException many when many.InnerExceptions.Select(Explain).ToList() is var lines && lines.TrueForAll(line => line is not null)
            => string.Join("; ", lines),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unreadable => OneLine(unreadable.Message),
        InvalidDataException { Source: "Microsoft.Extensions.Configuration.FileExtensions" } broken
            => OneLine($"{broken.Message} {broken.InnerException?.Message}"),
        IOException { InnerException: AddressInUseException } busy
            => OneLine($"{busy.Message.TrimEnd('.')}. Stop the other program or choose another port"),
        SocketException { SocketErrorCode: SocketError.AccessDenied }
            => "this port may not be opened by an ordinary user. Choose one above 1023",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification }
            => "PostgreSQL refused the user name or password. Check ConnectionStrings:whalecopy",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName }
            => "PostgreSQL has no such database. Create it, or check ConnectionStrings:whalecopy",
        NpgsqlException { InnerException: (SocketException or TimeoutException or IOException) and var cause }
            => OneLine($"PostgreSQL cannot be reached ({cause.Message}). Start it, or check ConnectionStrings:whalecopy"),
        _ => null,
    };

    /// <summary>
    /// From now on an unhandled failure that <see cref="Explain"/> knows ends the process with that line on standard
    /// error and exit code 1, before the runtime prints a stack trace. Installed once a process.
    /// </summary>
    internal static void EndUnhandledWithOneLine(string applicationName)
    {
        if (Interlocked.Exchange(ref _installed, 1) == 1)
        {
            return;
        }

        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is Exception failure && Explain(failure) is { } line)
            {
                Console.Error.WriteLine($"{applicationName} cannot start: {line}.");
                Environment.Exit(1);
            }
        };
    }

    private static string OneLine(string text)
        => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
