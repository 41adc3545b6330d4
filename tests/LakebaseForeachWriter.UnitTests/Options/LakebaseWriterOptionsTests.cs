namespace Lakebase.UnitTests.Options;

public sealed class LakebaseWriterOptionsTests
{
    private static LakebaseWriterOptions Valid() => new() { Host = "localhost", Table = "public.t" };

    private static LakebaseWriterOptions Upsert(LakebaseWriterOptions options)
    {
        options.Mode = WriteMode.Upsert;
        options.PrimaryKeys = ["id"];
        return options;
    }

    [Fact]
    public void Defaults_Always_AreThese()
    {
        LakebaseWriterOptions options = new();

        Assert.Equal(WriteMode.Insert, options.Mode);
        Assert.Empty(options.PrimaryKeys);
        Assert.Equal(ConflictAction.Fail, options.OnConflict);
        Assert.Null(options.ConflictIndex);
        Assert.Null(options.VersionColumn);
        Assert.Empty(options.CoalesceColumns);
        Assert.Null(options.OperationColumn);
        Assert.Equal(["delete"], options.DeleteOperations);
        Assert.False(options.SkipUnchanged);
        Assert.Equal(WritePath.Automatic, options.WritePath);
        Assert.False(options.CreateTable);
        Assert.Equal(1_000, options.BatchSize);
        Assert.Equal(FlushMode.SizeOrInterval, options.FlushMode);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.BatchInterval);
        Assert.Null(options.QueueCapacity);
        Assert.Equal(64L * 1024 * 1024, options.QueueCapacityBytes);
        Assert.Equal(8, options.MaxRetryAttempts);
        Assert.Equal(TimeSpan.FromMinutes(5), options.MaxRetryDuration);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.RetryDelay);
        Assert.Equal(TimeSpan.FromSeconds(10), options.MaxRetryDelay);
        Assert.Equal(TimeSpan.FromSeconds(15), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(60), options.FlushTimeout);
        Assert.Equal(TimeSpan.FromMinutes(10), options.CloseTimeout);
        Assert.Null(options.LedgerTable);
        Assert.Null(options.LedgerQueryId);
        Assert.Null(options.DeadLetterTable);
        Assert.Null(options.DeadLetterFolder);
        Assert.Equal(100, options.MaxDeadLetters);
        Assert.Equal(16, options.MaxConnections);
        Assert.Equal(PooledHost.Auto, options.PooledHost);
        Assert.Equal(InvalidValueHandling.Fail, options.InvalidValues);
        Assert.Equal("lakebase", options.ApplicationName);
    }

    [Fact]
    public void FindProblems_ValidOptions_AreNone() => Assert.Empty(LakebaseWriterOptionsValidator.FindProblems(Valid()));

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void FindProblems_WhenIdleWithAnIntervalThatSaysNothingElse_AreNone(int intervalMs)
    {
        LakebaseWriterOptions options = Valid();
        options.FlushMode = FlushMode.WhenIdle;
        options.BatchInterval = TimeSpan.FromMilliseconds(intervalMs);

        Assert.Empty(LakebaseWriterOptionsValidator.FindProblems(options));
    }

    [Fact]
    public void ThrowIfInvalid_SeveralProblems_NamesThemAllAtOnce()
    {
        LakebaseWriterOptions options = new()
        {
            Table = "a.b.c",
            Mode = WriteMode.Upsert,
            BatchSize = 0,
            BatchInterval = TimeSpan.FromHours(2),
            Port = 70_000,
            ConnectionString = "Host=h",
            ConnectionStringFile = "f",
        };

        LakebaseOptionsException refused = Assert.Throws<LakebaseOptionsException>(() => LakebaseWriterOptionsValidator.ThrowIfInvalid(options));

        Assert.Equal(6, refused.Problems.Count);
        foreach (string name in (string[])["Table", "PrimaryKeys", "BatchSize", "BatchInterval", "Port", "ConnectionStringFile"])
        {
            Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains("between 1 and 1000000", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<LakebaseWriterOptions>> OutOfRange => new()
    {
        { "Table", options => options.Table = " " },
        { "Mode", options => options.Mode = (WriteMode)9 },
        { "PrimaryKeys", options => options.PrimaryKeys = ["id", "id"] },
        { "PrimaryKeys", options => options.PrimaryKeys = [""] },
        { "OnConflict", options => options.OnConflict = (ConflictAction)9 },
        { "OnConflict", options => Upsert(options).OnConflict = ConflictAction.DoNothing },
        { "ConflictIndex", options => options.ConflictIndex = "i" },
        { "VersionColumn", options => options.VersionColumn = "v" },
        { "VersionColumn", options => Upsert(options).VersionColumn = " " },
        { "CoalesceColumns", options => options.CoalesceColumns = ["c"] },
        { "CoalesceColumns", options => Upsert(options).CoalesceColumns = ["c", "C"] },
        { "CoalesceColumns", options => (Upsert(options).CoalesceColumns, options.VersionColumn) = (["v"], "v") },
        { "OperationColumn", options => options.OperationColumn = "o" },
        { "DeleteOperations", options => (Upsert(options).OperationColumn, options.DeleteOperations) = ("o", []) },
        { "SkipUnchanged", options => options.SkipUnchanged = true },
        { "WritePath", options => options.WritePath = (WritePath)9 },
        { "WritePath", options => Upsert(options).WritePath = WritePath.Copy },
        { "WritePath", options => (options.Mode, options.WritePath) = (WriteMode.BulkInsert, WritePath.Unnest) },
        { "BatchSize", options => options.BatchSize = 1_000_001 },
        { "BatchInterval", options => options.BatchInterval = TimeSpan.FromMilliseconds(-1) },
        { "FlushMode must be one of SizeOrInterval, WhenIdle", options => options.FlushMode = (FlushMode)9 },
        {
            "FlushMode = WhenIdle lets no row wait",
            options => (options.FlushMode, options.BatchInterval) = (FlushMode.WhenIdle, TimeSpan.FromMilliseconds(5))
        },
        { "QueueCapacity", options => options.QueueCapacity = 999 },
        { "QueueCapacityBytes", options => options.QueueCapacityBytes = 1024 },
        { "MaxRetryAttempts", options => options.MaxRetryAttempts = -1 },
        { "MaxRetryDuration", options => options.MaxRetryDuration = TimeSpan.Zero },
        { "RetryDelay", options => options.RetryDelay = TimeSpan.Zero },
        { "MaxRetryDelay", options => options.MaxRetryDelay = TimeSpan.FromMilliseconds(1) },
        { "ConnectTimeout", options => options.ConnectTimeout = TimeSpan.Zero },
        { "FlushTimeout", options => options.FlushTimeout = TimeSpan.Zero },
        { "CloseTimeout", options => options.CloseTimeout = TimeSpan.Zero },
        { "LedgerTable", options => options.LedgerTable = "a.b.c" },
        { "LedgerTable", options => options.LedgerTable = "public.t" },
        { "LedgerQueryId", options => (options.LedgerTable, options.LedgerQueryId) = ("l", " ") },
        { "LedgerQueryId", options => options.LedgerQueryId = "q" },
        { "DeadLetterTable", options => options.DeadLetterTable = "" },
        { "DeadLetterTable", options => options.DeadLetterTable = "\"public\".t" },
        { "DeadLetterTable", options => (options.LedgerTable, options.DeadLetterTable) = ("l", "l") },
        { "DeadLetterFolder", options => options.DeadLetterFolder = " " },
        { "DeadLetterFolder", options => (options.DeadLetterTable, options.DeadLetterFolder) = ("d", "d") },
        { "MaxDeadLetters", options => options.MaxDeadLetters = -1 },
        { "MaxConnections", options => options.MaxConnections = 0 },
        { "Port", options => options.Port = 0 },
        { "LakebaseName", options => (options.Host, options.LakebaseName) = (null, "a/b") },
        { "LakebaseName", options => options.LakebaseName = "with-a-host-too" },
        { "DatabricksAuthType", options => options.DatabricksAuthType = "azure-cli" },
        { "DatabricksHost", options => options.DatabricksHost = " " },
        { "DatabricksProfile", options => options.DatabricksProfile = "" },
        { "DatabricksClientId", options => options.DatabricksClientId = "" },
        { "DatabricksClientSecret", options => options.DatabricksClientSecret = "" },
        { "DatabricksToken", options => options.DatabricksToken = "" },
        { "PooledHost", options => options.PooledHost = (PooledHost)9 },
        { "InvalidValues", options => options.InvalidValues = (InvalidValueHandling)9 },
        { "InvalidValues = DeadLetter needs", options => options.InvalidValues = InvalidValueHandling.DeadLetter },
        { "WritePath", options => (options.PooledHost, options.WritePath) = (PooledHost.On, WritePath.Staged) },
        { "Host", options => options.Host = "" },
        { "Database", options => options.Database = " " },
        { "Username", options => options.Username = "" },
        { "ApplicationName", options => options.ApplicationName = "a\0b" },
        { "ConnectionString", options => options.ConnectionString = "nonsense" },
        { "ConnectionString", options => options.ConnectionString = "Hostt=h" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void FindProblems_OneOptionOutOfRange_NamesIt(string name, Action<LakebaseWriterOptions> spoil)
    {
        LakebaseWriterOptions options = Valid();
        spoil(options);

        Assert.StartsWith(name, Assert.Single(LakebaseWriterOptionsValidator.FindProblems(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_UnreadableConnectionString_DoesNotQuoteIt()
    {
        LakebaseWriterOptions options = Valid();
        options.ConnectionString = "Host=h;Password=hush;Timeout=soon";

        Assert.DoesNotContain("hush", Assert.Single(LakebaseWriterOptionsValidator.FindProblems(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void FindWarnings_PasswordInTheOptions_AdvisesTheEnvironment()
    {
        LakebaseWriterOptions options = Valid();
        options.ConnectionString = "Host=h;Password=hush";

        Assert.Contains("PGPASSWORD", Assert.Single(LakebaseWriterOptionsValidator.FindWarnings(options)), StringComparison.Ordinal);
        Assert.Empty(LakebaseWriterOptionsValidator.FindWarnings(Valid()));
    }

    [Fact]
    public void ToString_WithSecrets_ShowsNone()
    {
        LakebaseWriterOptions options = Valid();
        options.Password = "hush";
        options.ConnectionString = "Host=h;Password=hush";

        Assert.DoesNotContain("hush", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("public.t", options.ToString(), StringComparison.Ordinal);
    }
}
