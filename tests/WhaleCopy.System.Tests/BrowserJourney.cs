using System.Diagnostics;
using WhaleCopy.System.Tests.Product;
using WhaleCopy.TestKit;

namespace WhaleCopy.System.Tests;

/// <summary>The same loop as a person sees it, in a real headless Chromium.</summary>
public sealed class BrowserJourney
{
    [Fact]
    public async Task A_copied_position_appears_on_the_dashboard_without_a_reload()
    {
        const string uid = "4681698170884314113";
        await using var product = await RunningProduct.StartAsync();
        await product.SetPriceAsync("BTCUSDT", "65000");
        var whale = await product.DiscoverAsync(uid);
        var user = await product.SignUpAsync(1);
        await user.FollowAsync(whale);
        await product.WaitForPollAsync(whale);

        using var browser = StartJourney(product.Api.Address);
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new List<string>();
        browser.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (lines)
                lines.Add(line.Data);
            if (line.Data.Contains("\"step\":\"live\"", StringComparison.Ordinal))
                shown.TrySetResult();
        };
        browser.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
                lines.Add(line.Data ?? "");
        };
        browser.Exited += (_, _) => shown.TrySetResult();
        browser.Start();
        browser.BeginOutputReadLine();
        browser.BeginErrorReadLine();

        // Only when the dashboard is there does the whale open: what appears after it came by itself.
        await shown.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, TestContext.Current.CancellationToken);
        await product.SetBookAsync(uid, [new { symbol = "BTCUSDT", market = "USD-M", side = "LONG", size = "0.5", entryPrice = "65000", leverage = 10 }]);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System, TestContext.Current.CancellationToken);

        lock (lines)
            Assert.True(browser.ExitCode == 0, string.Join('\n', lines));
    }

    private static Process StartJourney(Uri address)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Path.Combine(Repository.Root, "WhaleCopy.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("e2e/journey.mjs");
        start.ArgumentList.Add(address.ToString());
        start.ArgumentList.Add("--symbol");
        start.ArgumentList.Add("BTCUSDT");
        return new Process { StartInfo = start, EnableRaisingEvents = true };
    }
}
