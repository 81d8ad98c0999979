using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WhaleCopy.Core.Trades;

/// <summary>
/// The client order id: <c>wc</c> and 26 characters of [a-z0-9], a hash of the order's owner, leg, sequence and attempt alone.
/// Valid on all four venues (OKX: at most 32 letters and digits), stable across restarts. The prefix marks what is ours.
/// </summary>
/// <param name="Value">The id as it is sent.</param>
public readonly record struct ClientOrderId(string Value)
{
    /// <summary>Every id of ours starts with it; what does not is never touched.</summary>
    public const string Prefix = "wc";

    private const int HashLength = 26;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> AlphabetValues = SearchValues.Create(Alphabet);

    /// <summary>The id of one attempt of one order.</summary>
    /// <param name="owner">Trade or position.</param>
    /// <param name="ownerId">Its id.</param>
    /// <param name="leg">What the order is for.</param>
    /// <param name="sequence">Counts the orders of a leg (a replaced stop is the next), from 0.</param>
    /// <param name="attempt">Counts the attempts of one order, from 1.</param>
    public static ClientOrderId Of(OrderOwner owner, Guid ownerId, OrderLeg leg, int sequence, int attempt)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{WireName<OrderOwner>.Of(owner)}|{ownerId:N}|{WireName<OrderLeg>.Of(leg)}|{sequence}|{attempt}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);

        // 26 base-36 digits hold 134 bits; take them from the first 17 bytes (136 bits) as one number.
        var number = new System.Numerics.BigInteger(hash[..17], isUnsigned: true, isBigEndian: true);
        Span<char> id = stackalloc char[Prefix.Length + HashLength];
        Prefix.CopyTo(id);
        for (var i = id.Length - 1; i >= Prefix.Length; i--)
        {
            number = System.Numerics.BigInteger.DivRem(number, Alphabet.Length, out var digit);
            id[i] = Alphabet[(int)digit];
        }

        return new ClientOrderId(new string(id));
    }

    /// <summary>True for an id that carries our prefix and shape.</summary>
    public static bool IsOurs(string? id) =>
        id is not null
        && id.Length is >= 22 and <= 32
        && id.StartsWith(Prefix, StringComparison.Ordinal)
        && id.AsSpan(Prefix.Length).IndexOfAnyExcept(AlphabetValues) < 0;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
