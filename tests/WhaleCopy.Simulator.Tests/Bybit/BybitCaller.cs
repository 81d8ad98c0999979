using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WhaleCopy.Simulator.Tests.Bybit;

/// <summary>An answer of Bybit.</summary>
public sealed record Answer(int Status, JsonElement Body, HttpResponseMessage Response)
{
    public int Code => Body.ValueKind == JsonValueKind.Object ? Body.GetProperty("retCode").GetInt32() : -1;

    public JsonElement Result => Body.GetProperty("result");

    public JsonElement[] Rows => [.. Result.GetProperty("list").EnumerateArray()];
}

/// <summary>Signs as Bybit documents it.</summary>
public sealed class BybitCaller(HttpClient http, string key, string secret)
{
    public TimeSpan Offset { get; set; }

    public static string Sign(string secret, string prehash) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(prehash)));

    public Task<Answer> GetAsync(string path, string query = "") => SendAsync(HttpMethod.Get, path, query);

    public Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    public async Task<Answer> SendAsync(HttpMethod method, string path, string payload)
    {
        var timestamp = (TimeProvider.System.GetUtcNow() + Offset).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var isGet = method == HttpMethod.Get;
        using var request = new HttpRequestMessage(method, $"/bybit{path}{(isGet && payload.Length > 0 ? "?" : "")}{(isGet ? payload : "")}");
        request.Headers.Add("X-BAPI-API-KEY", key);
        request.Headers.Add("X-BAPI-TIMESTAMP", timestamp);
        request.Headers.Add("X-BAPI-RECV-WINDOW", "5000");
        request.Headers.Add("X-BAPI-SIGN", Sign(secret, $"{timestamp}{key}5000{payload}"));
        if (!isGet)
        {
            request.Content = new StringContent(payload, Encoding.UTF8, "application/json");
        }

        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text is ['{', ..] ? JsonDocument.Parse(text).RootElement : default, response);
    }
}
