namespace WhaleCopy.Core.Venues;

/// <summary>A venue's clock against ours.</summary>
/// <param name="Offset">Venue's time minus ours, at the middle of the round trip.</param>
/// <param name="Error">Half the round trip: the offset is right within this.</param>
/// <param name="MeasuredAt">Our time of the measurement.</param>
public readonly record struct ClockReading(TimeSpan Offset, TimeSpan Error, DateTimeOffset MeasuredAt);
