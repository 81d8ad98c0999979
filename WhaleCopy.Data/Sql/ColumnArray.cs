using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace WhaleCopy.Data.Sql;

/// <summary>One column of many rows as one array parameter: what set-based statements unnest at the server.</summary>
internal sealed class ColumnArray<TRow>
{
    private static readonly MethodInfo PlainMethod =
        typeof(ColumnArray<TRow>).GetMethod(nameof(Plain), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Func<IReadOnlyList<TRow>, Array> _read;

    private ColumnArray(string name, string type, string value, Func<IReadOnlyList<TRow>, Array> read)
    {
        Name = name;
        Type = type;
        Value = value;
        _read = read;
    }

    /// <summary>The column.</summary>
    public string Name { get; }

    /// <summary>The type of the array's elements at the server.</summary>
    public string Type { get; }

    /// <summary>How the unnested element becomes the column's value.</summary>
    public string Value { get; }

    /// <summary>The column that a mapped property is.</summary>
    public static ColumnArray<TRow> Of(IProperty property)
    {
        var column = property.GetColumnName();
        var type = property.GetColumnType();
        var row = Expression.Parameter(typeof(TRow), "row");
        var member = Expression.Property(row, property.PropertyInfo!);

        if (property.GetValueConverter() is { } converter)
        {
            var read = Expression.Lambda<Func<TRow, object?>>(Expression.Convert(member, typeof(object)), row).Compile();
            var convert = converter.ConvertToProvider;
            return new ColumnArray<TRow>(column, "text", column, rows => ArrayOf(rows, item => (string?)convert(read(item))));
        }

        // unnest flattens an array of arrays, so an array travels as its literal.
        if (property.ClrType.IsArray)
        {
            var read = Expression.Lambda<Func<TRow, Array?>>(member, row).Compile();
            return new ColumnArray<TRow>(column, "text", $"{column}::{type}", rows => ArrayOf(rows, item => Literal(read(item))));
        }

        return (ColumnArray<TRow>)PlainMethod.MakeGenericMethod(property.ClrType).Invoke(null, [column, type.Split('(')[0], member, row])!;
    }

    /// <summary>The parameter that holds the column of these rows.</summary>
    public NpgsqlParameter Parameter(IReadOnlyList<TRow> rows) => new() { Value = _read(rows) };

    private static ColumnArray<TRow> Plain<TValue>(string column, string type, Expression member, ParameterExpression row)
    {
        var read = Expression.Lambda<Func<TRow, TValue>>(member, row).Compile();
        return new ColumnArray<TRow>(column, type, column, rows => ArrayOf(rows, read));
    }

    private static TValue[] ArrayOf<TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> read)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(rows[i]);
        return values;
    }

    private static string? Literal(Array? items)
    {
        if (items is null)
            return null;
        var text = new StringBuilder("{");
        foreach (var item in items)
        {
            if (text.Length > 1)
                text.Append(',');
            var element = Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;
            text.Append('"').Append(element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }
}
