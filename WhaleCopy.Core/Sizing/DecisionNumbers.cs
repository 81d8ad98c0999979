using System.Globalization;

namespace WhaleCopy.Core.Sizing;

/// <summary>One number of a decision.</summary>
/// <param name="Name">snake_case with its unit (<c>slippage_percent</c>).</param>
/// <param name="Value">Invariant decimal text, or a word.</param>
public readonly record struct DecisionNumber(string Name, string Value);

/// <summary>The numbers a decision was made of, in the order they are told. Stored with every decision, copy or skip.</summary>
/// <param name="Items">The numbers; a name stands once.</param>
public readonly record struct DecisionNumbers(EquatableArray<DecisionNumber> Items)
{
    /// <summary>No numbers.</summary>
    public static readonly DecisionNumbers None = new([]);

    /// <summary>The value of a name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var item in Items.AsSpan())
            {
                if (string.Equals(item.Name, name, StringComparison.Ordinal))
                    return item.Value;
            }

            return null;
        }
    }

    /// <summary>These numbers and one more; a name that stands already gets the new value.</summary>
    public DecisionNumbers With(string name, decimal? value) =>
        value is { } number ? With(name, Text(number)) : this;

    /// <summary>These numbers and one word more.</summary>
    public DecisionNumbers With(string name, string value)
    {
        var items = Items.AsSpan();
        for (var i = 0; i < items.Length; i++)
        {
            if (string.Equals(items[i].Name, name, StringComparison.Ordinal))
                return new DecisionNumbers([.. items[..i], new DecisionNumber(name, value), .. items[(i + 1)..]]);
        }

        return new DecisionNumbers([.. items, new DecisionNumber(name, value)]);
    }

    /// <summary>These numbers and those.</summary>
    public DecisionNumbers With(DecisionNumbers more)
    {
        var result = this;
        foreach (var item in more.Items.AsSpan())
            result = result.With(item.Name, item.Value);
        return result;
    }

    /// <summary>For storing as a JSON object.</summary>
    public Dictionary<string, string> ToDictionary()
    {
        var dictionary = new Dictionary<string, string>(Items.Count, StringComparer.Ordinal);
        foreach (var item in Items.AsSpan())
            dictionary[item.Name] = item.Value;
        return dictionary;
    }

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
