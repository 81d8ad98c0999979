using WhaleCopy.Standalone;

namespace WhaleCopy.Services.Tests.Standalone;

public sealed class StandaloneOptionsTests
{
    [Fact]
    public void No_arguments_mean_the_documented_defaults()
        => Assert.Equal(
            new StandaloneOptions
            {
                Port = 5080,
                DataFolder = null,
                IsEphemeral = false,
                Exchanges = ExchangesMode.Simulated,
                Postgres = null,
                Redis = null,
                HasDemo = true,
            },
            Run([]));

    [Theory]
    [InlineData("--port", "6000", "--exchanges", "live", "--data", "/d", "--postgres", "Host=h;Database=d", "--redis", "r:1", "--no-demo")]
    [InlineData("--port=6000", "--exchanges=live", "--data=/d", "--postgres=Host=h;Database=d", "--redis=r:1", "--no-demo")]
    public void Every_option_is_read_in_both_spellings(params string[] arguments)
        => Assert.Equal(
            new StandaloneOptions { Port = 6000, DataFolder = "/d", Exchanges = ExchangesMode.Live, Postgres = "Host=h;Database=d", Redis = "r:1", HasDemo = false },
            Run(arguments));

    [Fact]
    public void Simulator_listens_ten_ports_above() => Assert.Equal(5090, Run([]).SimulatorPort);

    [Theory]
    [InlineData("--prot", "--prot")]
    [InlineData("demo", "'demo'")]
    [InlineData("--port", "--port needs a value")]
    [InlineData("--port --no-demo", "--port needs a value")]
    [InlineData("--port abc", "'abc'")]
    [InlineData("--port -1", "'-1'")]
    [InlineData("--port 65526", "'65526'")]
    [InlineData("--port 99999999999", "'99999999999'")]
    [InlineData("--port 1 --port 2", "--port is given twice")]
    [InlineData("--exchanges binance", "simulated or live; it is 'binance'")]
    [InlineData("--data=", "--data needs a value")]
    [InlineData("--no-demo=yes", "--no-demo takes no value")]
    [InlineData("--ephemeral --data /d", "exclude each other")]
    public void Bad_input_is_named_in_one_line(string line, string named)
    {
        var invalid = Assert.IsType<ParsedOptions.Invalid>(StandaloneOptions.Parse(line.Split(' ')));

        Assert.Contains(named, invalid.Cause, StringComparison.Ordinal);
        Assert.Single(invalid.Cause.Split('\n'));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--port", "6000", "--help")]
    public void Help_is_answered_wherever_it_stands(params string[] arguments) => Assert.IsType<ParsedOptions.Help>(StandaloneOptions.Parse(arguments));

    private static StandaloneOptions Run(string[] arguments) => Assert.IsType<ParsedOptions.Run>(StandaloneOptions.Parse(arguments)).Options;
}
