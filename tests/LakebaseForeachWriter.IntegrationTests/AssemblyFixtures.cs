using Lakebase.TestSupport;

[assembly: AssemblyFixture(typeof(MachineToItself))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
