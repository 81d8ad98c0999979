using WhaleCopy.TestKit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
