using System.Globalization;

namespace WhaleCopy.Contracts;

public sealed partial class DecimalValue
{
    /// <summary>The exact decimal.</summary>
    /// <exception cref="FormatException">The text is not a decimal.</exception>
    public decimal ToDecimal() => decimal.Parse(Text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>The message of a decimal.</summary>
    public static DecimalValue Of(decimal value) => new() { Text = value.ToString(CultureInfo.InvariantCulture) };
}
