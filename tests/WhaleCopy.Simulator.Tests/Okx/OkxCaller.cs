using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Okx;

/// <summary>An answer of a venue that wraps everything in an envelope.</summary>
public sealed record Answer(int Status, JsonElement Body)
{
    public string Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.ToString() : "";

    public JsonElement[] Rows => [.. Body.GetProperty("data").EnumerateArray()];

    public JsonElement Row => Rows[0];

    public string RowCode => Row.GetProperty("sCode").ToString();
}

/// <summary>Signs as OKX documents it.</summary>
public sealed class OkxCaller(HttpClient http, string key, string secret, string passphrase)
{
    public TimeSpan Offset { get; set; }

    public string? ExpiresAtMs { get; set; }

    public static string Sign(string secret, string prehash) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(prehash)));

    public Task<Answer> GetAsync(string target) => SendAsync(HttpMethod.Get, target, "");

    public Task<Answer> PostAsync(string target, object body) => SendAsync(HttpMethod.Post, target, JsonSerializer.Serialize(body));

    public async Task<Answer> SendAsync(HttpMethod method, string target, string body)
    {
        var timestamp = (TimeProvider.System.GetUtcNow() + Offset).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, $"/okx{target}");
        request.Headers.Add("OK-ACCESS-KEY", key);
        request.Headers.Add("OK-ACCESS-SIGN", Sign(secret, $"{timestamp}{method.Method}{target}{body}"));
        request.Headers.Add("OK-ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("OK-ACCESS-PASSPHRASE", passphrase);
        if (ExpiresAtMs is not null)
        {
            request.Headers.Add("expTime", ExpiresAtMs);
        }

        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request);
        return new Answer((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
