using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Binance;

/// <summary>An answer of the venue.</summary>
public sealed record Answer(int Status, JsonElement Body, HttpResponseMessage Response)
{
    public int Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number
        ? code.GetInt32()
        : 0;
}

/// <summary>Signs as the documentation says and nothing else, so that the simulator is tested and no client of ours.</summary>
public sealed class BinanceCaller(HttpClient http, string key, string secret, string prefix = "/binance/usdm")
{
    public long OffsetMs { get; set; }

    public static string Sign(string secret, string payload) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));

    public Task<Answer> PublicAsync(string pathAndQuery) => SendAsync(new HttpRequestMessage(HttpMethod.Get, prefix + pathAndQuery));

    public Task<Answer> GetAsync(string path, string parameters = "") => SignedAsync(HttpMethod.Get, path, parameters);

    public Task<Answer> PostAsync(string path, string parameters = "") => SignedAsync(HttpMethod.Post, path, parameters);

    public Task<Answer> DeleteAsync(string path, string parameters = "") => SignedAsync(HttpMethod.Delete, path, parameters);

    public Task<Answer> SignedAsync(HttpMethod method, string path, string parameters)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + OffsetMs;
        var payload = string.Create(CultureInfo.InvariantCulture, $"{parameters}{(parameters.Length > 0 ? "&" : "")}timestamp={timestamp}");
        var signed = $"{payload}&signature={Sign(secret, payload)}";
        var request = method == HttpMethod.Post
            ? new HttpRequestMessage(method, prefix + path)
            {
                Content = new StringContent(signed, Encoding.UTF8, "application/x-www-form-urlencoded"),
            }
            : new HttpRequestMessage(method, $"{prefix}{path}?{signed}");
        request.Headers.Add("X-MBX-APIKEY", key);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Answer((int)response.StatusCode, text is ['{' or '[', ..] ? JsonDocument.Parse(text).RootElement : default, response);
        }
    }
}
