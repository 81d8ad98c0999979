using Microsoft.EntityFrameworkCore;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Data.Queries;

/// <summary>Finds whales by what people remember of them.</summary>
public static class WhaleSearch
{
    // What the index of trigrams finds inside a word; anything shorter it knows only at the begin of one.
    private const int ShortestPart = 3;
    private const string Escape = "\\";

    /// <summary>
    /// Whales whose name holds the text, or whose uid begins with it, in any case. One or two letters are looked for where a word of
    /// the name begins (docs/decisions/0012).
    /// </summary>
    public static IQueryable<WhaleRow> Named(this IQueryable<WhaleRow> whales, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var begin = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        if (text.Length >= ShortestPart)
            return whales.Where(whale => EF.Functions.ILike(whale.Name, "%" + begin, Escape) || EF.Functions.ILike(whale.ExchangeUid!, begin, Escape));
        return whales.Where(whale => EF.Functions.ILike(whale.Name, begin, Escape) || EF.Functions.ILike(whale.Name, "% " + begin, Escape)
            || EF.Functions.ILike(whale.ExchangeUid!, begin, Escape));
    }
}
