using Npgsql;

namespace WhaleCopy.Data.Sql;

/// <summary>Decimals of <c>numeric(38,18)</c> without the zeros that the column's scale adds.</summary>
internal static class Numeric
{
    // Dividing by one with 28 zeros keeps the value and drops every trailing zero.
    private const decimal One = 1.0000000000000000000000000000m;

    public static decimal Read(NpgsqlDataReader reader, int ordinal) => reader.GetDecimal(ordinal) / One;

    public static decimal? ReadOrNull(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : Read(reader, ordinal);
}
