namespace WhaleCopy.Core.Venues;

/// <summary>Leverage and margin mode of an instrument in an account.</summary>
/// <param name="Leverage">1 and more.</param>
/// <param name="MarginMode">Isolated or cross.</param>
public sealed record InstrumentSettings(int Leverage, MarginMode MarginMode);
