namespace Lakebase.SparkRows.Frames;

/// <summary>Reads the values of one column into the types that <see cref="Microsoft.Spark.Sql.Row"/> promises.</summary>
internal abstract class ValueReader
{
    public abstract object? Read(ref RowFrameReader reader);
}
