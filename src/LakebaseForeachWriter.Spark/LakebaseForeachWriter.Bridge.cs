using System.Globalization;
using Lakebase.Preflight;
using Lakebase.Schema;
using Lakebase.SparkRows.Frames;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>
/// What the bridge offers beyond Microsoft.Spark: rows as encoded frames, and the task with its cancellation. The only file that is not
/// compiled with SparkBinding=Package.
/// </summary>
public sealed partial class LakebaseForeachWriter : IForeachTaskAware, IForeachPreflight, IRowFrameWriter
{
    [NonSerialized]
    private ForeachTask? _task;

    // The last schema that was found to be the writer's own.
    [NonSerialized]
    private StructType? _checkedSchema;

    /// <summary>Takes the Spark task: its cancellation aborts the writer, and background failures fail it at once.</summary>
    /// <param name="task">The task of the next <see cref="Open"/>.</param>
    public void OnTask(ForeachTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _task = task;
    }

    void IForeachPreflight.BeforeStart(ForeachResources resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        if (_options.Preflight)
        {
            WriterValidation.RunBeforeStart(
                WriterSchema.Read(_schemaJson), _options, new ConnectionDemand(resources.Executors, resources.TasksPerExecutor));
        }
    }

    void IRowFrameWriter.ProcessRows(StructType schema, ReadOnlySpan<byte> rows, int count)
    {
        WriterSession session = Session;
        if (!ReferenceEquals(schema, _checkedSchema))
        {
            ThrowIfOtherSchema(session.Schema, schema);
            _checkedSchema = schema;
        }

        session.Append(rows, count);
    }

    partial void DescribeTask(ref WriterTask task)
    {
        if (_task is { } spark)
        {
            task = new WriterTask(
                task.Context with
                {
                    QueryId = spark.QueryId,
                    QueryName = spark.QueryName,
                    Attempt = spark.AttemptNumber,
                    OnFailure = spark.ReportFailure,
                },
                spark.CancellationToken);
        }
    }

    partial void ReportFigures(WriteSummary summary)
    {
        if (_task is { } spark)
        {
            spark.Figures["batches"] = summary.Batches.ToString(CultureInfo.InvariantCulture);
            spark.Figures["path"] = summary.Path;
            spark.Figures["deadLetters"] = summary.DeadLetters.ToString(CultureInfo.InvariantCulture);
        }
    }

    // Bytes read by another schema than the one they were written by would be other values.
    private static void ThrowIfOtherSchema(SourceSchema expected, StructType schema)
    {
        string actual = SourceSchemaReader.Read(schema, []).ToString();
        if (!string.Equals(expected.ToString(), actual, StringComparison.Ordinal))
        {
            throw new SchemaMismatchException(
                "The writer was made for other rows than it gets:",
                [$"made for: {expected}", $"gets: {actual}", "make it with the schema of the frame it writes: new LakebaseForeachWriter(frame.Schema(), …)"]);
        }
    }
}
