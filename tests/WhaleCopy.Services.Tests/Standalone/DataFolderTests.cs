using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.Standalone;
using WhaleCopy.Standalone.Folders;

namespace WhaleCopy.Services.Tests.Standalone;

public sealed class DataFolderTests : IDisposable
{
    private readonly EphemeralFolder _parent = EphemeralFolder.Create();

    public void Dispose() => _parent.Dispose();

    private StandaloneOptions Options => new() { DataFolder = Path.Combine(_parent.Path, "data") };

    [Fact]
    public void Second_instance_on_the_same_folder_is_refused_by_name()
    {
        using var first = DataFolder.Open(Options);

        var failure = Assert.Throws<StartupException>(() => DataFolder.Open(Options));

        Assert.Equal($"the data folder {first.Path} is in use by another WhaleCopy. Stop it, or choose another folder with --data", failure.Message);
    }

    [Fact]
    public void Folder_is_free_again_after_its_instance()
    {
        DataFolder.Open(Options).Dispose();

        using var next = DataFolder.Open(Options);

        Assert.True(Directory.Exists(next.Path));
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_explained()
    {
        var file = Path.Combine(_parent.Path, "a-file");
        File.WriteAllText(file, "");

        var failure = Assert.Throws<StartupException>(() => DataFolder.Open(new StandaloneOptions { DataFolder = Path.Combine(file, "data") }));

        Assert.Contains("Choose another with --data", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ephemeral_folder_is_gone_at_the_end()
    {
        var folder = DataFolder.Open(new StandaloneOptions { IsEphemeral = true });
        File.WriteAllText(Path.Combine(folder.Path, "something"), "");

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Secrets_are_made_once_and_readable_by_their_owner_only()
    {
        using var folder = DataFolder.Open(Options);

        var made = StandaloneSecrets.LoadOrCreate(folder.SecretsFile);
        var read = StandaloneSecrets.LoadOrCreate(folder.SecretsFile);

        Assert.Equal(made, read);
        Assert.Equal(32, Convert.FromBase64String(made.EncryptionKey).Length);
        Assert.DoesNotContain(made.EncryptionKey, $"{made}", StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.SecretsFile));
        }
    }

    [Fact]
    public void Unreadable_secrets_are_explained_and_never_replaced()
    {
        using var folder = DataFolder.Open(Options);
        File.WriteAllText(folder.SecretsFile, "{");

        var failure = Assert.Throws<StartupException>(() => StandaloneSecrets.LoadOrCreate(folder.SecretsFile));

        Assert.Contains(folder.SecretsFile, failure.Message, StringComparison.Ordinal);
        Assert.Equal("{", File.ReadAllText(folder.SecretsFile));
    }
}
