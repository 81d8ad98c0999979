using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using WhaleCopy.Core;

namespace WhaleCopy.Data.Configurations;

/// <summary>Stores every enum as its wire name and has the database refuse any other text.</summary>
internal static class EnumsAsText
{
    public static void Apply(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties().ToList())
            {
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
                if (type.IsEnum)
                    Configure(modelBuilder, entity, property, type);
            }
        }
    }

    private static void Configure(ModelBuilder modelBuilder, IMutableEntityType entity, IMutableProperty property, Type type)
    {
        var converter = (ValueConverter)Activator.CreateInstance(typeof(WireNameConverter<>).MakeGenericType(type))!;
        var names = (IReadOnlyList<string>)typeof(WireName<>).MakeGenericType(type).GetProperty(nameof(WireName<>.All))!.GetValue(null)!;
        property.SetValueConverter(converter);
        property.SetColumnType("text");

        var column = property.GetColumnName();
        var list = string.Join(", ", names.Select(name => $"'{name}'"));
        modelBuilder.Entity(entity.ClrType).ToTable(table =>
            table.HasCheckConstraint($"ck_{entity.GetTableName()}_{column}", $"{column} in ({list})"));
    }

    private sealed class WireNameConverter<T>() : ValueConverter<T, string>(value => WireName<T>.Of(value), text => WireName<T>.Parse(text))
        where T : struct, Enum;
}
