using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace WhaleCopy.Data.Sql;

/// <summary>Reads <c>select t.*</c> of a mapped table into its rows, by column name, without change tracking.</summary>
internal sealed class RowReader<TRow>
    where TRow : class
{
    private static readonly MethodInfo PlainMethod =
        typeof(RowReader<TRow>).GetMethod(nameof(Plain), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo ConvertedMethod =
        typeof(RowReader<TRow>).GetMethod(nameof(Converted), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Dictionary<string, Action<TRow, NpgsqlDataReader, int>> _columns = new(StringComparer.Ordinal);

    public RowReader(IModel model)
    {
        var entity = model.FindEntityType(typeof(TRow)) ?? throw new InvalidOperationException($"{typeof(TRow).Name} is not mapped.");
        foreach (var property in entity.GetProperties())
            _columns[property.GetColumnName()] = Setter(property);
    }

    /// <summary>Every row of the current result; columns that the table does not have are left to the caller.</summary>
    public async Task<List<TRow>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var setters = new Action<TRow, NpgsqlDataReader, int>?[reader.FieldCount];
        for (var i = 0; i < setters.Length; i++)
            setters[i] = _columns.GetValueOrDefault(reader.GetName(i));

        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // Every column is set below, so the initialisers have nothing to add.
            var row = (TRow)RuntimeHelpers.GetUninitializedObject(typeof(TRow));
            for (var i = 0; i < setters.Length; i++)
                setters[i]?.Invoke(row, reader, i);
            rows.Add(row);
        }

        return rows;
    }

    private static Action<TRow, NpgsqlDataReader, int> Setter(IProperty property)
    {
        var set = property.PropertyInfo!.SetMethod!;
        if (property.GetValueConverter() is { } converter)
        {
            return (Action<TRow, NpgsqlDataReader, int>)ConvertedMethod.MakeGenericMethod(property.ClrType)
                .Invoke(null, [set, converter.ConvertFromProvider])!;
        }

        if (property.ClrType == typeof(decimal))
        {
            var assign = set.CreateDelegate<Action<TRow, decimal>>();
            return (row, reader, ordinal) => assign(row, Numeric.Read(reader, ordinal));
        }

        if (property.ClrType == typeof(decimal?))
        {
            var assign = set.CreateDelegate<Action<TRow, decimal?>>();
            return (row, reader, ordinal) => assign(row, Numeric.ReadOrNull(reader, ordinal));
        }

        return (Action<TRow, NpgsqlDataReader, int>)PlainMethod.MakeGenericMethod(property.ClrType).Invoke(null, [set])!;
    }

    // The words of a column are few: each is converted once.
    private static Action<TRow, NpgsqlDataReader, int> Converted<TValue>(MethodInfo set, Func<object?, object?> convert)
    {
        var assign = set.CreateDelegate<Action<TRow, TValue>>();
        var known = new ConcurrentDictionary<string, TValue>(StringComparer.Ordinal);
        return (row, reader, ordinal) =>
        {
            if (!reader.IsDBNull(ordinal))
                assign(row, known.GetOrAdd(reader.GetString(ordinal), text => (TValue)convert(text)!));
        };
    }

    private static Action<TRow, NpgsqlDataReader, int> Plain<TValue>(MethodInfo set)
    {
        var assign = set.CreateDelegate<Action<TRow, TValue>>();
        return (row, reader, ordinal) =>
        {
            if (!reader.IsDBNull(ordinal))
                assign(row, reader.GetFieldValue<TValue>(ordinal));
        };
    }
}
