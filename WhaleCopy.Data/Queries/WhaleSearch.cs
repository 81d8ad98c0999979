using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Queries;

/// <summary>Finds whales by what people remember of them.</summary>
public static class WhaleSearch
{
    private const string Escape = "\\";

    /// <summary>Whales whose name holds the text, or whose uid begins with it, in any case.</summary>
    public static IQueryable<WhaleRow> Named(this IQueryable<WhaleRow> whales, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var part = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
        return whales.Where(whale => EF.Functions.ILike(whale.Name, $"%{part}%", Escape) || EF.Functions.ILike(whale.ExchangeUid!, $"{part}%", Escape));
    }
}
