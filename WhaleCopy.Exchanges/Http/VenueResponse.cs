using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace WhaleCopy.Exchanges.Http;

/// <summary>A whole answer: status, headers and every byte of the body. Dispose gives the buffer back.</summary>
internal sealed class VenueResponse : IDisposable
{
    private byte[] _buffer;
    private readonly int _length;

    private VenueResponse(int status, HttpResponseHeaders headers, byte[] buffer, int length)
    {
        Status = status;
        Headers = headers;
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The headers.</summary>
    public HttpResponseHeaders Headers { get; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(0, _length);

    /// <summary>How long the venue asks us to stay away: <c>Retry-After</c> in seconds or as a date.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now) => Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>A header's first value.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>A header's number, where it has one.</summary>
    public long? Number(string name) =>
        long.TryParse(Header(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads an answer to its end.</summary>
    /// <exception cref="HttpRequestException">The answer was cut or larger than <paramref name="limit"/>.</exception>
    public static async Task<VenueResponse> ReadAsync(HttpResponseMessage message, int limit, CancellationToken cancellationToken)
    {
        var announced = message.Content.Headers.ContentLength;
        if (announced > limit)
            throw new HttpRequestException($"The answer announces {announced} bytes.");

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(announced ?? 4096, 1));
        var length = 0;
        try
        {
            await using var stream = await message.Content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (length == buffer.Length)
                {
                    if (length >= limit)
                        throw new HttpRequestException($"The answer is larger than {limit} bytes.");
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    return new VenueResponse((int)message.StatusCode, message.Headers, buffer, length);
                length += read;
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
