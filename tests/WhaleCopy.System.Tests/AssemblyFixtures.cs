using WhaleCopy.TestKit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(PostgresServer))]

// A product of several processes on two cores: one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
