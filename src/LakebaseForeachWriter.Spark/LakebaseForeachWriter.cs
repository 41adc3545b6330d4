using Lakebase.Preflight;
using Lakebase.Schema;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.Spark;

/// <summary>
/// Writes the rows of a streaming query into a table of Lakebase or any PostgreSQL. Made on the driver, it travels with the query to the
/// executors, where each partition of each epoch gets a copy of its own.
/// </summary>
/// <remarks>
/// <para>At-least-once, always: <see cref="Close"/> returns to Spark only after every row of the partition and epoch is committed, and
/// Spark runs an epoch again that it could not finish. With <see cref="WriteMode.Upsert"/> writing again changes nothing:
/// effectively-once.</para>
/// <para>No row is lost quietly: what cannot work throws, from the constructor, <see cref="Open"/>, <see cref="Process"/> or
/// <see cref="Close"/>, and fails the task. A slow database makes <see cref="Process"/> wait, and so the stream.</para>
/// <para>Spark calls one copy from one thread; a copy can be opened again after it was closed.</para>
/// </remarks>
[Serializable]
public sealed partial class LakebaseForeachWriter : IForeachWriter
{
    // Spark's types cannot travel as they are, their JSON can.
    private readonly string _schemaJson = "";
    private readonly LakebaseWriterOptions _options = new();

    [NonSerialized]
    private WriterSession? _session;

    /// <summary>
    /// A writer for rows of this schema. It looks at no server: whatever is wrong with options or columns is thrown here, on the driver,
    /// all problems together.
    /// </summary>
    /// <param name="schema">The schema of the frame to write: <c>frame.Schema()</c>.</param>
    /// <param name="options">What to write where; copied, later changes have no effect.</param>
    /// <exception cref="LakebaseOptionsException">The options cannot work.</exception>
    /// <exception cref="SchemaMismatchException">Columns cannot be written, or key columns are missing; each with the way out.</exception>
    public LakebaseForeachWriter(StructType schema, LakebaseWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        _schemaJson = schema.Json;
        _options = options.Clone();
        WriterSchema.Validate(schema, _options);
    }

    // For Microsoft.Spark's serializer, which rebuilds objects through a constructor whose parameters it can match: this one always.
    private LakebaseForeachWriter()
    {
    }

    /// <summary>
    /// Looks at the database and throws, all problems together, what would fail on the executors: no such table, columns and types that
    /// do not fit, a key without unique index, missing rights. Makes the table, or columns that it lacks, if the options ask for that.
    /// Warns in the log if the server has too few connections left. With our own bridge, <c>Start</c> calls it unless
    /// <see cref="LakebaseWriterOptions.Preflight"/> is off. It blocks for at most ConnectTimeout and FlushTimeout together.
    /// </summary>
    /// <exception cref="LakebaseWriteException">The database cannot be reached from this machine, or does not let us in.</exception>
    /// <exception cref="LakebaseOptionsException">A connection string given by reference cannot be read here, or there is no host.</exception>
    /// <exception cref="SchemaMismatchException">The rows cannot be written to the table.</exception>
    public void Validate() => WriterValidation.Run(WriterSchema.Read(_schemaJson), _options, ConnectionDemand.OneProcess);

    /// <summary>Makes ready for a partition's rows. The first time in a process it connects; it may block that long.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="epochId">The epoch.</param>
    /// <returns>True, always: what cannot work throws, as false would make Spark skip the rows and call them written.</returns>
    /// <exception cref="LakebaseWriteException">The database cannot be reached, or does not let us in.</exception>
    /// <exception cref="LakebaseOptionsException">A connection string given by reference cannot be read here.</exception>
    /// <exception cref="SchemaMismatchException">There is no such table, or the rows do not fit it.</exception>
    public bool Open(long partitionId, long epochId)
    {
        if (_session is not null)
        {
            throw new InvalidOperationException("The writer is open already.");
        }

        WriterTask task = new(new WriterContext { Partition = partitionId, Epoch = epochId });
        DescribeTask(ref task);
        _session = WriterSession.Open(WriterSchema.Read(_schemaJson), _options, task);
        return true;
    }

    /// <summary>Takes a row. It waits while more rows than the options allow are on their way to the database.</summary>
    /// <param name="value">The row; its values are copied.</param>
    /// <exception cref="LakebaseWriteException">This or an earlier batch of the partition was refused; the original error is
    /// inside.</exception>
    /// <exception cref="OperationCanceledException">Spark aborted the task.</exception>
    public void Process(Row value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Session.Append(value);
    }

    /// <summary>
    /// Ends the partition. Without an error it returns after the last row is committed; with one, what is not committed yet is thrown away.
    /// </summary>
    /// <param name="errorOrNull">Why the partition failed, or null.</param>
    /// <exception cref="LakebaseWriteException">A row could not be committed. Not thrown when there is an error already.</exception>
    /// <exception cref="OperationCanceledException">Spark aborted the task.</exception>
    public void Close(Exception? errorOrNull)
    {
        WriterSession? session = _session;
        _session = null;
        if (session is null)
        {
            return;
        }

        if (errorOrNull is null)
        {
            ReportFigures(session.Complete());
        }
        else
        {
            session.Abort(errorOrNull);
        }
    }

    /// <summary>Table and mode. Never the password.</summary>
    public override string ToString() => $"LakebaseForeachWriter({_options})";

    private WriterSession Session => _session ?? throw new InvalidOperationException("The writer is not open: Open comes first.");

    /// <summary>Adds what the binding knows of the Spark task; with Microsoft.Spark that is nothing.</summary>
    partial void DescribeTask(ref WriterTask task);

    /// <summary>Gives what was written to whoever logs the task.</summary>
    partial void ReportFigures(WriteSummary summary);
}
