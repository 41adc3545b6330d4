using Microsoft.Spark.Sql;

namespace Lakebase.SparkTests.Writers;

/// <summary>Reads a row by its columns' names, as other types than the columns'.</summary>
[Serializable]
internal sealed class ConvertingWriter(Recording recording) : RecordingWriter(recording)
{
    public override void Process(Row value)
    {
        object[] read =
        [
            value.GetAs<int>("big"),
            value.GetAs<string>("name"),
            value.GetAs<int[]>("list"),
            value.GetAs<Dictionary<string, long>>("map"),
            $"{value.Schema.Fields[0].Name} {value.Schema.Fields[0].DataType.SimpleString}",
        ];
        base.Process(new GenericRow(read));
    }
}
