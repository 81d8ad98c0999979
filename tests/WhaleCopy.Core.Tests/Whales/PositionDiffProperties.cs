using CsCheck;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Tests.Whales;

public sealed class PositionDiffProperties
{
    [Fact]
    public void Applying_the_diff_to_the_previous_book_gives_the_current_one() =>
        Gen.Select(Gens.Books, Gens.Books, Gens.Sources).Sample((previous, current, source) =>
        {
            var deltas = PositionDiff.Compare(Snapshot(previous), Snapshot(current), source);

            Assert.Equal(Lines(current), Lines(Apply(Snapshot(previous).Positions, deltas)));
        });

    [Fact]
    public void A_small_change_of_some_lines_is_told_as_exactly_that() =>
        Gen.Select(Gens.Books, Gen.Int[0, 5], Gen.OneOf(0.5m, 0.995m, 1.005m, 1.01m, 3m), Gens.Sources).Sample((book, index, factor, source) =>
        {
            if (book.Length == 0)
                return;
            var changed = (WhalePosition[])book.Clone();
            var i = index % book.Length;
            changed[i] = changed[i] with { Size = changed[i].Size * factor };

            var deltas = PositionDiff.Compare(Snapshot(book), Snapshot(changed), source);

            var delta = Assert.Single(deltas);
            Assert.Equal(book[i].Key, delta.Key);
            Assert.IsType(
                factor is 0.995m or 1.005m ? typeof(PositionDelta.Drifted) : factor < 1m ? typeof(PositionDelta.Reduced) : typeof(PositionDelta.Increased),
                delta);
        });

    [Fact]
    public void The_diff_of_a_book_with_itself_is_empty() =>
        Gen.Select(Gens.Books, Gens.Sources).Sample((book, source) =>
            Assert.Empty(PositionDiff.Compare(Snapshot(book), Snapshot(book), source)));

    [Fact]
    public void The_order_of_the_venues_list_does_not_matter() =>
        Gens.Positions.Array[0, 8].SelectMany(rows => Gen.Shuffle(rows.ToArray()), (rows, shuffled) => (rows, shuffled)).Sample((rows, shuffled) =>
            Assert.Equal(PositionDiff.Net(rows), PositionDiff.Net(shuffled)));

    [Fact]
    public void Each_key_is_told_at_most_once_and_in_order() =>
        Gen.Select(Gens.Books, Gens.Books, Gens.Sources).Sample((previous, current, source) =>
        {
            var keys = PositionDiff.Compare(Snapshot(previous), Snapshot(current), source).Select(delta => delta.Key).ToArray();

            Assert.Equal(keys.Order().Distinct(), keys);
        });

    [Fact]
    public void A_flip_or_a_reopening_never_comes_from_a_source_that_cannot_show_it() =>
        Gen.Select(Gens.Books, Gens.Books, Gens.Sources).Sample((previous, current, source) =>
        {
            foreach (var delta in PositionDiff.Compare(Snapshot(previous), Snapshot(current), source))
            {
                if (delta is PositionDelta.Reopened)
                    Assert.True(source.StablePositionIds);
                if (delta is PositionDelta.Flipped flip)
                {
                    Assert.True(!source.CanHedge || (flip.Previous.Position.IsOneWay && flip.Current.IsOneWay));
                    Assert.NotEqual(Market.Spot, flip.Key.Market);
                }
            }
        });

    private static WhaleSnapshot Snapshot(WhalePosition[] positions) => new(positions, Gens.Start);

    // Ids, times and marks of a source without stable ids change without being told.
    private static (PositionKey, decimal, decimal, decimal?)[] Lines(IEnumerable<WhalePosition> positions) =>
        [.. positions.Select(position => (position.Key, position.Size, position.EntryPrice, position.Leverage)).Order()];

    private static WhalePosition[] Apply(IEnumerable<WhalePosition> previous, EquatableArray<PositionDelta> deltas)
    {
        var lines = previous.ToDictionary(position => position.Key);
        foreach (var delta in deltas)
        {
            switch (delta)
            {
                case PositionDelta.Opened opened:
                    lines.Add(opened.Key, opened.Current);
                    break;
                case PositionDelta.CloseSuspected gone:
                    Assert.True(lines.Remove(gone.Key));
                    break;
                case PositionDelta.Flipped flip:
                    Assert.True(lines.Remove(flip.Key));
                    lines.Add(flip.Current.Key, flip.Current);
                    break;
                case PositionDelta.MassVanish vanish:
                    foreach (var line in vanish.Gone)
                        Assert.True(lines.Remove(line.Position.Key));
                    break;
                case PositionDelta.Increased { Current: var now }:
                    lines[now.Key] = now;
                    break;
                case PositionDelta.Reduced { Current: var now }:
                    lines[now.Key] = now;
                    break;
                case PositionDelta.Reopened { Current: var now }:
                    lines[now.Key] = now;
                    break;
                case PositionDelta.TermsChanged { Current: var now }:
                    lines[now.Key] = now;
                    break;
                case PositionDelta.Drifted { Current: var now }:
                    lines[now.Key] = now;
                    break;
            }
        }

        return [.. lines.Values];
    }
}
