using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Bitget;

/// <summary>An answer of Bitget.</summary>
public sealed record Answer(int Status, JsonElement Body)
{
    public string Code => Body.ValueKind == JsonValueKind.Object ? Body.GetProperty("code").GetString()! : "";

    public JsonElement Data => Body.GetProperty("data");

    public JsonElement[] Rows => [.. Data.EnumerateArray()];

    /// <summary>Rows of a named list; none where it is null.</summary>
    public JsonElement[] List(string name) => Data.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}

/// <summary>Signs as Bitget documents it.</summary>
public sealed class BitgetCaller(HttpClient http, string key, string secret, string passphrase = "pass-1")
{
    public TimeSpan Offset { get; set; }

    public static string Sign(string secret, string prehash) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(prehash)));

    public Task<Answer> GetAsync(string path, string query = "") => SendAsync(HttpMethod.Get, path, query, "");

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, "", JsonSerializer.Serialize(body));

    public async Task<Answer> SendAsync(HttpMethod method, string path, string query, string body)
    {
        var target = query.Length == 0 ? path : $"{path}?{query}";
        var timestamp = (TimeProvider.System.GetUtcNow() + Offset).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(method, $"/bitget{target}");
        request.Headers.Add("ACCESS-KEY", key);
        request.Headers.Add("ACCESS-TIMESTAMP", timestamp);
        request.Headers.Add("ACCESS-PASSPHRASE", passphrase);
        request.Headers.Add("ACCESS-SIGN", Sign(secret, $"{timestamp}{method}{target}{body}"));
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request);
        return new Answer((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
