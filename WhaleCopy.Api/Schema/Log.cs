namespace WhaleCopy.Api.Schema;

internal static partial class Log
{
    [LoggerMessage(3030, LogLevel.Information, "The schema is up to date; {Applied} migrations were applied", EventName = "SchemaMigrated")]
    public static partial void Migrated(ILogger logger, int applied);
}
