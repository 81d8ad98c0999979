using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Secrets;

namespace WhaleCopy.Services.Tests.Data;

public sealed class EnvelopeCipherTests
{
    private const string FirstKey = "b0Jx7Lq2Zk9Wv4Tn8Rm1Yp6Hd3Gf5Sc0";
    private const string SecondKey = "Qw3Er5Ty7Ui9Op1As2Df4Gh6Jk8Lz0Xc";

    [Fact]
    public void A_secret_comes_back_as_it_went_in()
    {
        var cipher = Cipher(("0", FirstKey));

        var envelope = cipher.Encrypt("planted-secret", 7, Venue.Binance, SecretField.ApiSecret);

        Assert.DoesNotContain("planted-secret", envelope, StringComparison.Ordinal);
        Assert.Equal("planted-secret", cipher.Decrypt(envelope, 7, Venue.Binance, SecretField.ApiSecret).Reveal());
    }

    [Fact]
    public void The_same_secret_never_looks_the_same_twice()
    {
        var cipher = Cipher(("0", FirstKey));

        Assert.NotEqual(
            cipher.Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret),
            cipher.Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret));
    }

    [Theory]
    [InlineData(8, Venue.Binance, SecretField.ApiSecret)]
    [InlineData(7, Venue.Okx, SecretField.ApiSecret)]
    [InlineData(7, Venue.Binance, SecretField.ApiKey)]
    public void A_ciphertext_moved_to_another_row_does_not_open(long userId, Venue exchange, SecretField field)
    {
        var cipher = Cipher(("0", FirstKey));
        var envelope = cipher.Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret);

        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(envelope, userId, exchange, field));
    }

    [Fact]
    public void A_changed_byte_anywhere_is_refused()
    {
        var cipher = Cipher(("0", FirstKey));
        var bytes = Convert.FromBase64String(cipher.Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret));

        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x01;
            Assert.ThrowsAny<CryptographicException>(
                () => cipher.Decrypt(Convert.ToBase64String(changed), 7, Venue.Binance, SecretField.ApiSecret));
        }
    }

    [Fact]
    public void Rotation_encrypts_with_the_new_key_and_still_reads_the_old()
    {
        var old = Cipher(("0", FirstKey)).Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret);
        var rotated = Cipher(("0", FirstKey), ("1", SecondKey));

        Assert.Equal("secret", rotated.Decrypt(old, 7, Venue.Binance, SecretField.ApiSecret).Reveal());
        Assert.Equal(1, Convert.FromBase64String(rotated.Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret))[0]);
        Assert.Equal(Cipher(("0", FirstKey)).Fingerprint("key", Venue.Binance), rotated.Fingerprint("key", Venue.Binance));
    }

    [Fact]
    public void A_secret_whose_key_is_gone_says_which_key_it_needs()
    {
        var envelope = Cipher(("3", FirstKey)).Encrypt("secret", 7, Venue.Binance, SecretField.ApiSecret);

        var error = Assert.Throws<CryptographicException>(
            () => Cipher(("0", SecondKey)).Decrypt(envelope, 7, Venue.Binance, SecretField.ApiSecret));

        Assert.Contains("Security:EncryptionKeys:3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "short", "too weak")]
    [InlineData("0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "too weak")]
    [InlineData("first", FirstKey, "not a number")]
    public void A_weak_or_misnamed_key_is_refused_by_name(string id, string key, string why)
    {
        var options = new SecurityOptions { EncryptionKeys = { [id] = key } };

        var result = new SecurityOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains($"Security:EncryptionKeys:{id}", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(why, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void No_key_at_all_is_refused_with_the_way_out()
    {
        var result = new SecurityOptionsValidator().Validate(null, new SecurityOptions());

        Assert.Contains("Security:EncryptionKeys:0 is not set", result.FailureMessage, StringComparison.Ordinal);
    }

    private static EnvelopeCipher Cipher(params (string Id, string Key)[] keys)
    {
        var options = new SecurityOptions();
        foreach (var (id, key) in keys)
            options.EncryptionKeys[id] = key;
        return new EnvelopeCipher(new KeyRing(Options.Create(options)));
    }
}
