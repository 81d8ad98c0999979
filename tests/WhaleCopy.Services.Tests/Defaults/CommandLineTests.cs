using System.Diagnostics;
using WhaleCopy.ServiceDefaults.Startup;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Defaults;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--bogus", "unknown option --bogus")]
    [InlineData("--Pollling:Tick=00:00:01", "unknown option --Pollling:Tick")]
    [InlineData("start", "unknown argument start")]
    [InlineData("/Polling:Tick=1", "unknown argument /Polling:Tick=1")]
    [InlineData("--Polling:Tick", "--Polling:Tick needs a value")]
    public void Anything_but_a_setting_is_named(string argument, string expected)
        => Assert.Contains(expected, CommandLineSettings.Complaint("A service", [argument]), StringComparison.Ordinal);

    [Theory]
    [InlineData("--urls=http://localhost:1")]
    [InlineData("--urls", "http://localhost:1")]
    [InlineData("--Polling:Tick=00:00:01", "--ConnectionStrings:whalecopy", "Host=here")]
    public void Settings_pass(params string[] settings) => Assert.Null(CommandLineSettings.Complaint("A service", settings));

    [Theory]
    [InlineData("WhaleCopy.Api")]
    [InlineData("WhaleCopy.Poller")]
    [InlineData("WhaleCopy.Executor")]
    [InlineData("WhaleCopy.Simulator")]
    [InlineData("WhaleCopy.Standalone")]
    public async Task Every_program_ends_with_one_line_and_code_2(string program)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), "--bogus"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--bogus", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
