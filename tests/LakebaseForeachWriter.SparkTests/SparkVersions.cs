[assembly: AssemblyFixture(typeof(MachineToItself))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Lakebase.SparkTests.SyncedTables.DeltaHistory))]

namespace Lakebase.SparkTests;

// The same promises on every supported version of Spark. One collection: there is one gateway in a process, so one version after the other.
[Collection("Spark")]
public sealed class OnSpark35(OnSpark35.Fixture spark, PostgresFixture postgres)
    : SparkSuite(spark, postgres), IClassFixture<OnSpark35.Fixture>
{
    public sealed class Fixture() : SparkFixture("3.5.9");
}

[Collection("Spark")]
public sealed class OnSpark40(OnSpark40.Fixture spark, PostgresFixture postgres)
    : SparkSuite(spark, postgres), IClassFixture<OnSpark40.Fixture>
{
    public sealed class Fixture() : SparkFixture("4.0.5");
}

[Collection("Spark")]
public sealed class OnSpark41(OnSpark41.Fixture spark, PostgresFixture postgres)
    : SparkSuite(spark, postgres), IClassFixture<OnSpark41.Fixture>
{
    public sealed class Fixture() : SparkFixture("4.1.4");
}

[Collection("Spark")]
public sealed class OnSpark42(OnSpark42.Fixture spark, PostgresFixture postgres)
    : SparkSuite(spark, postgres), IClassFixture<OnSpark42.Fixture>
{
    public sealed class Fixture() : SparkFixture("4.2.1");
}

[Collection("Spark")]
public sealed class OnSpark43(OnSpark43.Fixture spark, PostgresFixture postgres)
    : SparkSuite(spark, postgres), IClassFixture<OnSpark43.Fixture>
{
    public sealed class Fixture() : SparkFixture("4.3.0");
}
