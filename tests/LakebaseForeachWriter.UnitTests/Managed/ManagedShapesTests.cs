using Lakebase.Connections.Databricks;
using Lakebase.Managed;
using Lakebase.Managed.Wire;

namespace Lakebase.UnitTests.Managed;

/// <summary>What needs no service: names, states, problems of a definition, texts without tokens.</summary>
public sealed class ManagedShapesTests
{
    [Theory]
    [InlineData("SYNCED_TABLE_PROVISIONING", ManagedTableState.Provisioning)]
    [InlineData("SYNCED_TABLE_PROVISIONING_PIPELINE_RESOURCES", ManagedTableState.ProvisioningPipelineResources)]
    [InlineData("SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT", ManagedTableState.ProvisioningInitialSnapshot)]
    [InlineData("SYNCED_TABLE_ONLINE", ManagedTableState.Online)]
    [InlineData("SYNCED_TABLE_ONLINE_CONTINUOUS_UPDATE", ManagedTableState.OnlineContinuousUpdate)]
    [InlineData("SYNCED_TABLE_ONLINE_TRIGGERED_UPDATE", ManagedTableState.OnlineTriggeredUpdate)]
    [InlineData("SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE", ManagedTableState.OnlineNoPendingUpdate)]
    [InlineData("SYNCED_TABLE_ONLINE_UPDATING_PIPELINE_RESOURCES", ManagedTableState.OnlineUpdatingPipelineResources)]
    [InlineData("SYNCED_TABLE_ONLINE_PIPELINE_FAILED", ManagedTableState.OnlinePipelineFailed)]
    [InlineData("SYNCED_TABLE_OFFLINE_FAILED", ManagedTableState.OfflineFailed)]
    [InlineData("SYNCED_TABLE_OFFLINE", ManagedTableState.Offline)]
    [InlineData("SYNCED_TABLED_OFFLINE", ManagedTableState.Offline)]
    [InlineData("SYNCED_TABLE_SOMETHING_NEW", ManagedTableState.Unknown)]
    [InlineData(null, ManagedTableState.Unknown)]
    public void ReadState_EitherApisName_IsTheState(string? name, ManagedTableState expected) =>
        Assert.Equal(expected, EnumNames.ReadState(name));

    [Theory]
    [InlineData("Name", "catalog.schema.table")]
    [InlineData("SourceTable", "SourceTable is missing")]
    [InlineData("Self", "cannot follow itself")]
    [InlineData("NoKey", "PrimaryKeyColumns is empty")]
    [InlineData("TwiceKey", "'ID' twice")]
    [InlineData("Timeseries", "is a key column too")]
    [InlineData("TwoPlaces", "exclude each other")]
    [InlineData("Branch", "projects/PROJECT/branches/BRANCH")]
    [InlineData("InstanceOfAutoscaling", "belongs to Provisioned")]
    [InlineData("TwoPipelines", "ExistingPipelineId and NewPipeline")]
    [InlineData("HalfStorage", "together")]
    [InlineData("Column", "needs a name, a type and an expression")]
    [InlineData("Index", "needs a name and a definition")]
    [InlineData("Override", "a size of 1 or more")]
    [InlineData("TwoIndexes", "two definitions of the index 'I'")]
    public void FindProblems_OneThingWrong_SaysThatOne(string wrong, string expected)
    {
        ManagedTableDefinition table = new() { Name = "a.b.c", SourceTable = "a.b.d", PrimaryKeyColumns = ["id"] };
        switch (wrong)
        {
            case "Name": table.Name = "b.c"; break;
            case "SourceTable": table.SourceTable = ""; break;
            case "Self": table.SourceTable = "a.b.c"; break;
            case "NoKey": table.PrimaryKeyColumns = []; break;
            case "TwiceKey": table.PrimaryKeyColumns = ["ID", "id"]; break;
            case "Timeseries": table.TimeseriesKey = "id"; break;
            case "TwoPlaces": (table.Branch, table.InstanceName) = ("projects/p/branches/b", "i"); break;
            case "Branch": table.Branch = "production"; break;
            case "InstanceOfAutoscaling": (table.Generation, table.InstanceName) = (ManagedGeneration.Autoscaling, "i"); break;
            case "TwoPipelines": (table.ExistingPipelineId, table.NewPipeline) = ("p", new NewPipeline()); break;
            case "HalfStorage": table.NewPipeline = new NewPipeline { StorageCatalog = "main" }; break;
            case "Column": table.ExtraColumns = [new ExtraColumn("x", "", "1", ColumnMaintenance.DefaultValue)]; break;
            case "Index": table.ExtraIndexes = [new ExtraIndex("x", " ")]; break;
            case "Override": table.TypeOverrides = [new TypeOverride("x", OverriddenType.Vector, 0)]; break;
            case "TwoIndexes": table.ExtraIndexes = [new ExtraIndex("I", "(x)"), new ExtraIndex("i", "(y)")]; break;
        }

        Assert.Contains(expected, Assert.Single(table.FindProblems()), StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_NothingWrong_IsEmpty() => Assert.Empty(new ManagedTableDefinition
    {
        Name = "my-catalog.b.c",
        SourceTable = "other.b.d",
        PrimaryKeyColumns = ["id"],
        Branch = "projects/p/branches/production",
    }.FindProblems());

    [Theory]
    [InlineData("bad token dapi0123456789abcdef0123", "bad token ***")]
    [InlineData("Bearer abcdefghij.klm", "Bearer ***")]
    [InlineData("eyJhbGciOi.eyJzdWIi.sig-nature_1", "***")]
    [InlineData("Table 'main.shop.orders' already exists.", "Table 'main.shop.orders' already exists.")]
    [InlineData("The basic policy refuses it", "The basic policy refuses it")]
    public void Redact_Text_LosesNothingButTokens(string text, string expected) => Assert.Equal(expected, SecretText.Redact(text));

    [Fact]
    public void Pause_ManyQuestions_GrowsToItsLimit()
    {
        PollRhythm rhythm = PollRhythm.Default;

        Assert.Equal(TimeSpan.FromSeconds(1), rhythm.Pause(0));
        Assert.Equal(TimeSpan.FromSeconds(1.5), rhythm.Pause(1));
        Assert.Equal(TimeSpan.FromSeconds(10), rhythm.Pause(10_000));
    }

    [Fact]
    public void Client_HostIsNotHttps_SpeaksOfItsOwnOptions()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => new ManagedTablesClient(new WorkspaceOptions { Host = "http://example.com", Token = "hush", AuthType = "pat" }));

        Assert.Equal("The workspace's host must be reached by https.", refused.Message);
    }

    [Fact]
    public void Client_UnknownWayToLogIn_SpeaksOfItsOwnOptions() => Assert.Equal(
        "AuthType must be pat or oauth-m2m.",
        Assert.Throws<ArgumentException>(
            () => new ManagedTablesClient(new WorkspaceOptions { Host = "https://example.com", Token = "hush", AuthType = "magic" })).Message);

    [Fact]
    public void WorkspaceOptions_ToString_HoldsNoSecret() => Assert.DoesNotContain(
        "secret", new WorkspaceOptions { Token = "secret", ClientSecret = "secret" }.ToString(), StringComparison.Ordinal);
}
