using Lakebase.Buffering;
using Lakebase.Schema;
using Lakebase.UnitTests.Schema;

namespace Lakebase.UnitTests.Buffering;

/// <summary>One column with its appender, mapped as a writer would map it.</summary>
internal sealed class EncodedColumn
{
    public EncodedColumn(
        string source, TargetType target, InvalidValueHandling invalidValues = InvalidValueHandling.Fail, bool isNotNull = false)
    {
        TableMapping mapping = SchemaMapper.Map(
            new SourceSchema(Sources.Column("c", source)),
            Targets.Table(new TargetColumn("c", target, isNotNull)),
            new MappingRequest([], ComplexTypeHandling.Json) { InvalidValues = invalidValues });
        Batch = new RowBatch(mapping);
    }

    public RowBatch Batch { get; }

    public ColumnAppender Appender => Batch.Appenders[0];

    public ColumnBuffer Buffer => Batch.Columns[0];

    /// <summary>The bytes of the field that the append makes, as hexadecimal digits, without the length prefix.</summary>
    public string Hex(Action<ColumnAppender> append)
    {
        append(Appender);
        Batch.CompleteRow();
        int row = Batch.RowCount - 1;
        return Buffer.IsNull(row) ? "null" : Convert.ToHexString(Buffer.Value(row));
    }

    /// <summary>The message with which the append is refused; the batch stays as it was.</summary>
    public string Refusal(Action<ColumnAppender> append)
    {
        ValueConversionException error = Assert.Throws<ValueConversionException>(() => append(Appender));
        Batch.AbandonRow();
        Assert.Equal(Batch.RowCount, Buffer.RowCount);
        return error.Message;
    }
}
