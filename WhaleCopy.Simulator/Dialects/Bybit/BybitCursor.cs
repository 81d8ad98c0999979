using System.Globalization;

namespace WhaleCopy.Simulator.Dialects.Bybit;

/// <summary>Opaque to clients; tells the simulator where a list goes on and which page that is.</summary>
internal static class BybitCursor
{
    public static string At(int offset, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"page_args%3D{offset}%26{(offset / limit) + 1}");

    public static int OffsetOf(string? cursor) => Part(cursor, 0);

    public static int PageOf(string? cursor) => Math.Max(2, Part(cursor, 1));

    // A client sends the cursor back as it came or encoded once more.
    private static int Part(string? cursor, int index)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return 0;
        }

        var text = cursor;
        while (text.Contains('%', StringComparison.Ordinal))
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                break;
            }

            text = decoded;
        }

        if (!text.StartsWith("page_args=", StringComparison.Ordinal))
        {
            return 0;
        }

        var parts = text["page_args=".Length..].Split('&');
        return parts.Length > index && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
