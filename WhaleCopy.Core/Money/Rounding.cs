namespace WhaleCopy.Core.Money;

/// <summary>Rounding to a venue's steps. Quantities go down, always; prices go to the side that the name says.</summary>
public static class Rounding
{
    /// <summary>The largest multiple of <paramref name="step"/> not above <paramref name="value"/>.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="step">Above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not above zero.</exception>
    public static decimal FloorToStep(decimal value, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return decimal.Floor(value / step) * step;
    }

    /// <summary>The smallest multiple of <paramref name="step"/> not below <paramref name="value"/>.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="step">Above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not above zero.</exception>
    public static decimal CeilingToStep(decimal value, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        return decimal.Ceiling(value / step) * step;
    }

    /// <summary>True where <paramref name="value"/> is a multiple of <paramref name="step"/>.</summary>
    public static bool IsOnStep(decimal value, decimal step) => FloorToStep(value, step) == value;
}
