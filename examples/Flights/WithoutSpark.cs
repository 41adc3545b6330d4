using System.Globalization;
using Lakebase;
using Lakebase.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Flights;

/// <summary>Does with the writer what one Spark task does: <c>Open</c>, <c>Process</c> for every row, <c>Close</c>.</summary>
internal static class WithoutSpark
{
    public static Result Run(Source source, LakebaseWriterOptions writerOptions, ProgressDisplay display)
    {
        DataType[] types = [.. Source.Schema.Fields.Select(field => field.DataType)];
        var writer = new LakebaseForeachWriter(Source.Schema, writerOptions);
        display.Begin();
        writer.Open(partitionId: 0, epochId: 0);
        try
        {
            foreach (string line in source.ReadLines())
            {
                writer.Process(new GenericRow([.. line.Split(',').Zip(types, Value)]));
                display.Count(rows: 1);
            }
        }
        catch (Exception failure)
        {
            writer.Close(failure);
            throw;
        }

        writer.Close(null);
        return display.Finish(writerOptions.Mode, sparkVersion: null);
    }

    private static object? Value(string text, DataType type) => (text, type) switch
    {
        ("NA", _) => null,
        (_, IntegerType) => int.Parse(text, CultureInfo.InvariantCulture),
        (_, TimestampType) => new Timestamp(DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)),
        _ => text,
    };
}
