using System.Buffers.Text;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using WhaleCopy.Api.Problems;

namespace WhaleCopy.Api.Paging;

/// <summary>What every list takes.</summary>
internal class PageQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 100;
    private const long LargestMicroseconds = 60_000_000_000_000_000;

    [FromQuery(Name = "cursor")]
    [Description("The next_cursor of the page before.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit")]
    [Range(1, MaxLimit)]
    [DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    /// <summary>Rows a page.</summary>
    public int Size => Limit switch
    {
        null => DefaultLimit,
        >= 1 and <= MaxLimit => Limit.Value,
        _ => throw InvalidInputException.Of("limit", "limit is from 1 to 100."),
    };

    /// <summary>The id after which the page begins; <see cref="long.MaxValue"/> at the start of a list of newest first.</summary>
    public long BeforeId => Position(1) is [var id] ? Number(id) : long.MaxValue;

    /// <summary>The parts of the cursor; empty at the start of the list.</summary>
    public string[] Position(int parts)
    {
        if (string.IsNullOrEmpty(Cursor))
            return [];
        if (Cursor.Length > 400 || !Base64Url.IsValid(Cursor))
            throw Unusable();
        var position = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor)).Split('|');
        return position.Length == parts ? position : throw Unusable();
    }

    /// <summary>A part of the cursor as a number.</summary>
    public static long Number(string part) =>
        long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unusable();

    /// <summary>A part of the cursor as a decimal.</summary>
    public static decimal Decimal(string part) =>
        decimal.TryParse(part, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : throw Unusable();

    /// <summary>A part of the cursor as a time: microseconds since 1970, which is what PostgreSQL keeps.</summary>
    public static DateTimeOffset Time(string part)
    {
        var microseconds = Number(part);
        return Math.Abs(microseconds) < LargestMicroseconds ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : throw Unusable();
    }

    /// <summary>A time as a part of a cursor.</summary>
    public static long Part(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The page of rows that were read one beyond its size, so that its end is known.</summary>
    public Page<TItem> ToPage<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> shape, Func<TRow, FormattableString> cursorAfter)
    {
        var items = rows.Take(Size).Select(shape).ToList();
        var next = rows.Count > Size ? CursorOf(cursorAfter(rows[Size - 1])) : null;
        return new Page<TItem>(items, next);
    }

    public static string CursorOf(FormattableString position) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant(position)));

    private static InvalidInputException Unusable() => InvalidInputException.Of("cursor", "cursor is not one of this list.");
}
