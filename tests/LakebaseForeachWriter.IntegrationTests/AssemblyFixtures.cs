using Lakebase.TestSupport;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
