namespace WhaleCopy.Exchanges;

/// <summary>
/// A place within the venue's limits for one placement, taken before the attempt's start is committed: waiting for a limit then
/// does not eat the receive window.
/// </summary>
public sealed class PlacementTurn
{
    internal PlacementTurn()
    {
    }
}
