using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace WhaleCopy.Data.Sql;

/// <summary>
/// A statement over many rows of one table, written once from the model: the rows travel as one array a column and are unnested
/// at the server as <c>u</c>. One round trip and one plan, however many rows.
/// </summary>
internal sealed class BulkStatement<TRow>
    where TRow : class
{
    private readonly IReadOnlyList<ColumnArray<TRow>> _columns;
    private readonly string _sql;

    private BulkStatement(IReadOnlyList<ColumnArray<TRow>> columns, string sql)
    {
        _columns = columns;
        _sql = sql;
    }

    /// <summary>Inserts every column; a generated id only where the caller has drawn it.</summary>
    /// <param name="model">The schema.</param>
    /// <param name="withId">The rows carry ids drawn from the table's sequence.</param>
    /// <param name="tail">What follows the select: <c>on conflict … returning …</c>.</param>
    public static BulkStatement<TRow> Insert(IModel model, bool withId = false, string tail = "")
    {
        var entity = Entity(model);
        var columns = entity.GetProperties()
            .Where(property => withId || property.ValueGenerated == ValueGenerated.Never)
            .Select(ColumnArray<TRow>.Of)
            .ToList();
        return new BulkStatement<TRow>(
            columns, $"insert into {entity.GetTableName()} ({Names(columns)}) select {Values(columns)} from {Unnest(columns)} {tail}");
    }

    /// <summary>
    /// Inserts what a preceding statement lets through. <paramref name="gate"/> is a common table expression that may read <c>u</c>;
    /// its parameters follow the columns' and are written <c>{0}</c>, <c>{1}</c>, …
    /// </summary>
    public static BulkStatement<TRow> InsertBehind(IModel model, string gate, string where, string tail)
    {
        var entity = Entity(model);
        var columns = entity.GetProperties()
            .Where(property => property.ValueGenerated == ValueGenerated.Never)
            .Select(ColumnArray<TRow>.Of)
            .ToList();
        for (var i = 0; gate.Contains($"{{{i}}}", StringComparison.Ordinal); i++)
            gate = gate.Replace($"{{{i}}}", $"${columns.Count + 1 + i}", StringComparison.Ordinal);
        return new BulkStatement<TRow>(
            columns,
            $"with u as materialized (select * from {Unnest(columns)}), {gate} "
            + $"insert into {entity.GetTableName()} ({Names(columns)}) select {Values(columns)} from u where {where} {tail}");
    }

    /// <summary>Updates these columns of the rows with these ids.</summary>
    public static BulkStatement<TRow> Update(IModel model, params IReadOnlyList<string> properties)
    {
        var entity = Entity(model);
        List<ColumnArray<TRow>> columns =
        [
            ColumnArray<TRow>.Of(entity.FindProperty("Id")!),
            .. properties.Select(name => ColumnArray<TRow>.Of(
                entity.FindProperty(name) ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no {name}."))),
        ];
        var sets = string.Join(", ", columns.Skip(1).Select(column => $"{column.Name} = u.{column.Value}"));
        return new BulkStatement<TRow>(columns, $"update {entity.GetTableName()} t set {sets} from {Unnest(columns)} where t.id = u.id");
    }

    /// <summary>The statement over these rows, which must not be empty.</summary>
    public NpgsqlBatchCommand Over(IReadOnlyList<TRow> rows, params IReadOnlyList<object> more)
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns)
            command.Parameters.Add(column.Parameter(rows));
        foreach (var value in more)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static IEntityType Entity(IModel model) =>
        model.FindEntityType(typeof(TRow)) ?? throw new InvalidOperationException($"{typeof(TRow).Name} is not mapped.");

    private static string Names(IEnumerable<ColumnArray<TRow>> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Values(IEnumerable<ColumnArray<TRow>> columns) => string.Join(", ", columns.Select(column => $"u.{column.Value}"));

    private static string Unnest(IReadOnlyList<ColumnArray<TRow>> columns)
    {
        var arrays = string.Join(", ", columns.Select((column, index) => $"${index + 1}::{column.Type}[]"));
        return $"unnest({arrays}) as u({Names(columns)})";
    }
}
