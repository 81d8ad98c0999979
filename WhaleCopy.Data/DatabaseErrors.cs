using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace WhaleCopy.Data;

/// <summary>What a failure of the database means to its callers.</summary>
public static class DatabaseErrors
{
    /// <summary>True where a unique index refused a row: somebody else was first.</summary>
    public static bool IsUniqueViolation(this DbUpdateException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }

    /// <summary>True where the database could not be reached or gave up under load: trying again later can help.</summary>
    public static bool IsAway(Exception? failure) => failure switch
    {
        null => false,
        NpgsqlException { IsTransient: true } => true,
        DbUpdateException or InvalidOperationException or TimeoutException => IsAway(failure.InnerException),
        _ => false,
    };
}
