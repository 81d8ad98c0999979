namespace WhaleCopy.Core.Venues;

/// <summary>Up to which value of a position which leverage is allowed.</summary>
/// <param name="NotionalCapUsdt">Upper end of the bracket, inclusive.</param>
/// <param name="MaxLeverage">Largest leverage in it.</param>
public readonly record struct LeverageBracket(decimal NotionalCapUsdt, int MaxLeverage);
