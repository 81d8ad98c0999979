using Microsoft.Extensions.Configuration;
using WhaleCopy.ServiceDefaults.Redaction;

namespace WhaleCopy.Services.Tests.Defaults;

public sealed class SecretRedactorTests
{
    private const string BotToken = "7342037359:AAHI5ES6xCqDlC1m4vQ0TjYd3sWk8PzRt0u";
    private static readonly SecretRedactor Shapes = new([]);

    [Theory]
    [InlineData("X-MBX-APIKEY: vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A")]
    [InlineData("{\"apiSecret\":\"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j\"}")]
    [InlineData("OK-ACCESS-PASSPHRASE=correct-horse-battery")]
    [InlineData("Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc123")]
    [InlineData("init_data=query_id%3DAAF&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2")]
    [InlineData("bot token " + BotToken)]
    [InlineData("POST https://fapi.example/fapi/v1/order?symbol=BTCUSDT&quantity=1&timestamp=1591702613943&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9")]
    public void Secret_in_text_is_masked(string text)
    {
        var secret = text.Split(' ', '=', '"', '&')[^1].Trim('"', '}', ':');
        var redacted = Shapes.Redact(text);

        Assert.Contains(SecretRedactor.Mask, redacted, StringComparison.Ordinal);
        Assert.True(secret.Length == 0 || !redacted.Contains(secret, StringComparison.Ordinal), redacted);
    }

    [Fact]
    public void Query_string_of_a_signed_call_disappears_whole()
        => Assert.Equal(
            "GET https://venue.example/fapi/v2/balance?*** answered 401",
            Shapes.Redact("GET https://venue.example/fapi/v2/balance?recvWindow=3000&timestamp=1&signature=abc answered 401"));

    [Theory]
    [InlineData("signal 42 of whale 7: tx_hash 0xabc, confidence 61, fencing token 12")]
    [InlineData("polled https://www.venue.example/bapi/futures/v1/public?portfolioId=4466349480575764737&page=2 in 120 ms")]
    [InlineData("")]
    public void Text_without_secrets_is_returned_as_it_is(string text) => Assert.Same(text, Shapes.Redact(text));

    [Fact]
    public void Configured_secret_is_masked_wherever_it_occurs()
    {
        var redactor = SecretRedactor.FromConfiguration(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Telegram:BotToken"] = "planted-token-value",
            ["Security:EncryptionKeys:0"] = "planted-encryption-key",
            ["ConnectionStrings:whalecopy"] = "Host=db;Username=whalecopy;Password=planted-db-password",
            ["ConnectionStrings:redis"] = "cache:6379,password=planted-redis-password",
            ["Polling:Critical"] = "00:00:15.0000",
        }).Build());

        var redacted = redactor.Redact(
            "a planted-token-value b planted-encryption-key c planted-db-password d planted-redis-password e 00:00:15.0000 whalecopy");

        Assert.Equal("a *** b *** c *** d *** e 00:00:15.0000 whalecopy", redacted);
    }

    [Theory]
    [InlineData("ApiKey", true)]
    [InlineData("api_secret", true)]
    [InlineData("InitData", true)]
    [InlineData("TelegramBotToken", true)]
    [InlineData("UserPassphrase", true)]
    [InlineData("FencingToken", false)]
    [InlineData("WhaleId", false)]
    [InlineData("PositionKey", false)]
    public void Field_names_tell_secrets_apart(string name, bool isSecret) => Assert.Equal(isSecret, SecretRedactor.IsSecretName(name));
}
