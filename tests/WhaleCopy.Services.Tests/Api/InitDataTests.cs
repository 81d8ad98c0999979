using CsCheck;
using WhaleCopy.Api.Identity;

namespace WhaleCopy.Services.Tests.Api;

/// <summary>What proves that Telegram vouches for somebody, and what does not.</summary>
public sealed class InitDataTests
{
    // Made with another tool (Python's hmac and urllib), so that two mistakes would have to agree.
    private const string Vector =
        "auth_date=1767225600&query_id=AAHdF6IQAAAAAN0XohDhrOrc&signature=6fJ4bHk3-x_Q&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%2F%22"
        + "%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D"
        + "&hash=8f225b4c811959f3d35c57f913f9502c550569572a6023d85bab73277c5c30ab";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 30, TimeSpan.Zero);
    private static readonly InitData Fresh = InitData.Of(42, Now.AddSeconds(-30));

    public static TheoryData<string, string> Refused => new()
    {
        { "nothing", "" },
        { "no query string", "garbage" },
        { "a field without a name", "=1&" + Fresh.Signed(ApiFixture.BotToken) },
        { "no hash", string.Join('&', Fresh.Signed(ApiFixture.BotToken).Split('&')[..^1]) },
        { "an empty hash", Vector[..^64] },
        { "a short hash", Vector[..^2] },
        { "a hash that is no hex", Vector[..^2] + "zz" },
        { "another bot's signature", Fresh.Signed("987654321:BBother-token_abcdefghijklmnopqrs") },
        { "a field changed after signing", Fresh.Signed(ApiFixture.BotToken).Replace("%22id%22%3A42", "%22id%22%3A43", StringComparison.Ordinal) },
        { "a field added after signing", Fresh.Signed(ApiFixture.BotToken) + "&start_param=ref" },
        { "the signature field taken away", Vector.Replace("signature=6fJ4bHk3-x_Q&", "", StringComparison.Ordinal) },
        { "a field twice", Fresh.Signed(ApiFixture.BotToken) + "&auth_date=1767225630" },
        { "the same field twice", Vector + "&query_id=AAHdF6IQAAAAAN0XohDhrOrc" },
        { "a field twice under another spelling", Vector + "&%71uery_id=AAHdF6IQAAAAAN0XohDhrOrc" },
        { "the hash twice", Vector + "&hash=8f225b4c811959f3d35c57f913f9502c550569572a6023d85bab73277c5c30ab" },
        { "an auth_date in the future", Fresh.With("auth_date", "1767225700").Signed(ApiFixture.BotToken) },
        { "no auth_date", Fresh.Without("auth_date").Signed(ApiFixture.BotToken) },
        { "an auth_date below zero", Fresh.With("auth_date", "-5").Signed(ApiFixture.BotToken) },
        { "an auth_date beyond time", Fresh.With("auth_date", "999999999999999").Signed(ApiFixture.BotToken) },
        { "no user", Fresh.Without("user").Signed(ApiFixture.BotToken) },
        { "a user that is no JSON", Fresh.With("user", "{").Signed(ApiFixture.BotToken) },
        { "a user without an id", Fresh.With("user", """{"first_name":"A"}""").Signed(ApiFixture.BotToken) },
        { "a user whose id is text", Fresh.With("user", """{"id":"42"}""").Signed(ApiFixture.BotToken) },
        { "a user whose id is below zero", Fresh.With("user", """{"id":-42}""").Signed(ApiFixture.BotToken) },
        { "more than anybody needs", Fresh.With("start_param", new string('x', 9000)).Signed(ApiFixture.BotToken) },
    };

    [Fact]
    public void A_vector_signed_elsewhere_is_valid_with_its_signature_field()
    {
        var valid = Assert.IsType<InitDataVerdict.Valid>(Verify(Vector));

        Assert.Equal(new TelegramUser(279058397, "vdkfrost", "Vladislav + - ? /", "Kibenko", "ru"), valid.User);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), valid.AuthDate);
        Assert.Null(valid.StartParam);
    }

    [Fact]
    public void The_start_parameter_is_told() =>
        Assert.Equal("ref_7", Assert.IsType<InitDataVerdict.Valid>(Verify(Fresh.With("start_param", "ref_7").Signed(ApiFixture.BotToken))).StartParam);

    [Fact]
    public void A_plus_in_the_query_string_is_a_space() =>
        Assert.IsType<InitDataVerdict.Valid>(Verify(Fresh.With("user", """{"id": 42, "first_name": "A B"}""").Signed(ApiFixture.BotToken).Replace("%20", "+", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Refused))]
    public void It_proves_nothing_with(string what, string initData)
    {
        Assert.NotEmpty(what);
        Assert.IsType<InitDataVerdict.Invalid>(Verify(initData));
    }

    [Theory]
    [InlineData(-24 * 3600, true)]
    [InlineData((-24 * 3600) - 1, false)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void The_window_of_time_ends_where_it_is_configured(int secondsFromNow, bool isValid)
    {
        var verdict = Verify(InitData.Of(42, Now.AddSeconds(secondsFromNow)).Signed(ApiFixture.BotToken));

        Assert.Equal(isValid, verdict is InitDataVerdict.Valid);
        Assert.Equal(!isValid && secondsFromNow < 0, verdict is InitDataVerdict.Expired);
    }

    [Fact]
    public void No_change_of_a_character_says_anything_else() =>
        Gen.Select(Gen.Int[0, Vector.Length - 1], Gen.Char[(char)32, (char)126]).Sample((at, character) =>
        {
            var changed = string.Concat(Vector.AsSpan(0, at), [character], Vector.AsSpan(at + 1));

            // Only another spelling of the same content may still be valid (%7b for %7B).
            return Verify(changed) is not InitDataVerdict.Valid || Verify(changed) == Verify(Vector);
        });

    [Fact]
    public void What_the_demo_signs_is_what_Telegram_would_sign()
    {
        var fields = new Dictionary<string, string> { ["user"] = """{"id":5,"first_name":"Ä & Ö"}""", ["auth_date"] = "1767225600" };

        var signed = TelegramInitData.Sign(fields, TelegramInitData.KeyOf(ApiFixture.BotToken));

        Assert.EndsWith(new InitData([.. fields]).Signed(ApiFixture.BotToken)[^64..], signed, StringComparison.Ordinal);
        Assert.Equal(5, Assert.IsType<InitDataVerdict.Valid>(Verify(signed)).User.Id);
    }

    private static InitDataVerdict Verify(string initData) =>
        TelegramInitData.Verify(initData, TelegramInitData.KeyOf(ApiFixture.BotToken), Now, TimeSpan.FromHours(24), TimeSpan.FromMinutes(1));
}
