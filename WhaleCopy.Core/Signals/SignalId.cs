using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;

namespace WhaleCopy.Core.Signals;

/// <summary>
/// A signal's name (<c>tx_hash</c>): a hash of whale, key, kind and snapshot number and nothing else, unique in the database, so
/// that neither a crash nor a replay nor a second poller can make two signals of one change.
/// </summary>
/// <param name="TxHash">64 lower-case hexadecimal characters (SHA-256).</param>
public readonly record struct SignalId(string TxHash)
{
    /// <summary>The name of a change.</summary>
    /// <param name="whaleId">Our id of the whale.</param>
    /// <param name="key">Which line of his book.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="snapshotNumber">
    /// The Complete snapshot that showed it; for a close the first snapshot without the key, however late it was confirmed.
    /// </param>
    public static SignalId Of(long whaleId, PositionKey key, SignalKind kind, long snapshotNumber)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{whaleId}|{WireName<Market>.Of(key.Market)}|{key.Symbol}|{WireName<PositionSide>.Of(key.Side)}|{WireName<SignalKind>.Of(kind)}|{snapshotNumber}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new SignalId(Convert.ToHexStringLower(hash));
    }

    /// <inheritdoc/>
    public override string ToString() => TxHash;
}
