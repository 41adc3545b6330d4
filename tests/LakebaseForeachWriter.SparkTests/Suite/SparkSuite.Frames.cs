using Microsoft.Spark;
using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests;

// Frames, tables and errors as programs written against Microsoft.Spark expect them.
public abstract partial class SparkSuite
{
    [Fact]
    public void Exception_OfSpark_HasTheJvmsStackInside()
    {
        JvmException exception = Assert.ThrowsAny<JvmException>(() => Session.Sql("SELECT no_such_column").Collect().ToList());

        JvmException inner = Assert.IsType<JvmException>(exception.InnerException);
        Assert.StartsWith("org.apache.spark.sql.", inner.Message);
        Assert.Contains("AnalysisException", inner.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_column", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_OfATemporaryView_SaysWhatItIs()
    {
        Session.Sql("SELECT 1 AS a").CreateOrReplaceTempView("a_view");

        Microsoft.Spark.Sql.Catalog.Table view = Session.Catalog.GetTable("a_view");

        Assert.Equal(("a_view", "TEMPORARY", true), (view.Name, view.TableType, view.IsTemporary));
        Assert.Null(view.Database);
        Assert.Equal("abs", Session.Catalog.GetFunction("abs").Name);
        Assert.Equal("default", Session.Catalog.GetDatabase("default").Name);
        Assert.True(Session.Catalog.DropTempView("a_view"));
    }

    [Fact]
    public void MissingValues_AreFilledReplacedAndCounted()
    {
        DataFrame frame = Session.Sql("SELECT * FROM VALUES (1, 'a'), (CAST(NULL AS INT), 'b') AS t(number, text)");

        Assert.Equal([1, 7], frame.Na().Fill(new Dictionary<string, int> { ["number"] = 7 }).Collect().Select(row => row.Get("number")));
        Dictionary<string, string> replacement = new() { ["a"] = "x" };
        Assert.Equal(["x", "b"], frame.Na().Replace("text", replacement).Collect().Select(row => row.Get("text")));
        Assert.Equal(1, frame.Na().Drop(2).Count());
        Assert.Equal([1.0], frame.Stat().ApproxQuantile("number", [0.5], 0));
    }

    [Fact]
    public void Persist_KeepsTheLevelThatWasAskedFor()
    {
        DataFrame frame = Session.Range(3).Persist(StorageLevel.MEMORY_AND_DISK_SER_2);

        Assert.Equal(StorageLevel.MEMORY_AND_DISK_SER_2, frame.StorageLevel());
        Assert.Equal(StorageLevel.NONE, frame.Unpersist(blocking: true).StorageLevel());
    }

    [Fact]
    public void Hint_WithSeveralTexts_IsTaken() =>
        Assert.Equal(3, Session.Range(3).Hint("broadcast", new[] { "a", "b" }).Count());
}
