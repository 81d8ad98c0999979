using System.Globalization;
using System.Text;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;

namespace WhaleCopy.Core.Tests.Trades;

/// <summary>
/// The transition tables of docs/execution-model.md are rendered from the code. WHALECOPY_REWRITE_DOCS=1 rewrites them.
/// </summary>
public sealed class TransitionTables
{
    [Fact]
    public void The_trade_table_of_the_docs_is_the_code() => IsInDocs("trade", Render<TradeStatus, TradeEvent>(TradeTransitions.Next));

    [Fact]
    public void The_order_table_of_the_docs_is_the_code() => IsInDocs("order", Render<OrderStatus, OrderEvent>(OrderTransitions.Next));

    [Fact]
    public void The_position_table_of_the_docs_is_the_code() => IsInDocs("position", Render<PositionStatus, PositionEvent>(PositionTransitions.Next));

    [Fact]
    public void The_signal_table_of_the_docs_is_the_code() => IsInDocs("signal", Render<SignalStatus, SignalEvent>(SignalTransitions.Next));

    private static string Render<TStatus, TEvent>(Func<TStatus, TEvent, Transition<TStatus>> next)
        where TStatus : struct, Enum
        where TEvent : struct, Enum
    {
        // Events down, states across: a table that fits a page. An empty cell is illegal.
        var statuses = Enum.GetValues<TStatus>();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", statuses)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(statuses.Select(_ => "---|"))}");
        foreach (var happened in Enum.GetValues<TEvent>())
        {
            var cells = statuses.Select(status => next(status, happened) switch
            {
                { Kind: TransitionKind.Move } move => $"**{move.Next}**",
                { Kind: TransitionKind.Stay } => "=",
                _ => "",
            });
            text.AppendLine(CultureInfo.InvariantCulture, $"| {happened} | {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    private static void IsInDocs(string name, string table)
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "execution-model.md");
        var document = File.ReadAllText(path);
        var begin = $"<!-- begin {name} table -->\n";
        var end = $"<!-- end {name} table -->";
        var from = document.IndexOf(begin, StringComparison.Ordinal);
        var to = document.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"{path} has no markers for the {name} table.");
        from += begin.Length;
        if (Environment.GetEnvironmentVariable("WHALECOPY_REWRITE_DOCS") == "1")
        {
            File.WriteAllText(path, string.Concat(document.AsSpan(0, from), table, document.AsSpan(to)));
            return;
        }

        Assert.Equal(table, document[from..to]);
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "WhaleCopy.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("No WhaleCopy.sln above the tests.");
    }
}
