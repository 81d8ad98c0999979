using System.Collections.Concurrent;

namespace WhaleCopy.Exchanges.Http;

/// <summary>
/// Decides whether the first page of a whale's list is his whole list. How many rows a page holds is not certain, so that a short
/// page does not prove the end, and asking on every time would cost half the budget. It is asked on while pages are full, the first
/// time, every so often, and whenever a row that was there before is missing: new rows come first and push known ones out.
/// </summary>
internal sealed class SeenRows
{
    private const int LookFurtherEvery = 20;

    private readonly ConcurrentDictionary<string, Book> _books = new(StringComparer.Ordinal);

    /// <summary>True where a first page with these rows holds all that was known, and it was looked further not long ago.</summary>
    public bool AreWhole(string list, IReadOnlySet<string> ids)
    {
        if (AnswerPlayer.Current?.NextDecision() is { } then)
            return then;
        var areWhole = _books.TryGetValue(list, out var book) && book.Polls < LookFurtherEvery && book.Ids.IsSubsetOf(ids);
        AnswerTape.Current?.Add(areWhole);
        return areWhole;
    }

    /// <summary>Remembers a whole list.</summary>
    /// <param name="list">Whose, and of what.</param>
    /// <param name="ids">Its rows.</param>
    /// <param name="lookedFurther">The end was seen, and not only taken for it.</param>
    public void Remember(string list, IReadOnlySet<string> ids, bool lookedFurther)
    {
        var polls = lookedFurther || !_books.TryGetValue(list, out var before) ? 0 : before.Polls + 1;
        _books[list] = new Book(ids, polls);
    }

    private sealed record Book(IReadOnlySet<string> Ids, int Polls);
}
