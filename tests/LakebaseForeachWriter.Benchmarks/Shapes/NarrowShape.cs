using System.Globalization;
using System.Text;
using Microsoft.Spark.Sql.Types;
using Npgsql;
using NpgsqlTypes;

namespace Lakebase.Benchmarks.Shapes;

/// <summary>A row of the narrow table.</summary>
internal sealed record NarrowRow(long Id, DateTime At, string Name, double Amount);

/// <summary>A bigint key, an instant, a short text and a number.</summary>
internal sealed class NarrowShape : Shape<NarrowRow>
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public override string Name => "narrow";

    public override IReadOnlyList<string> Keys => ["id"];

    public override IReadOnlyList<Column<NarrowRow>> Columns { get; } =
    [
        new Column<NarrowRow, long>(row => row.Id) { Name = "id", Type = "bigint", IsNotNull = true },
        new Column<NarrowRow, DateTime>(row => row.At) { Name = "at", Type = "timestamp with time zone" },
        new Column<NarrowRow, string>(row => row.Name) { Name = "name", Type = "text" },
        new Column<NarrowRow, double>(row => row.Amount) { Name = "amount", Type = "double precision" },
    ];

    public override StructType Schema { get; } = new(
    [
        new StructField("id", new LongType(), false), new StructField("at", new TimestampType()),
        new StructField("name", new StringType()), new StructField("amount", new DoubleType()),
    ]);

    public override NarrowRow Row(int i, int version) => new(
        i, Start.AddMilliseconds(i), string.Create(CultureInfo.InvariantCulture, $"customer {i % 1000}"), (i * 0.25) + version);

    public override void Write(NpgsqlBinaryImporter importer, NarrowRow row)
    {
        importer.StartRow();
        importer.Write(row.Id, NpgsqlDbType.Bigint);
        importer.Write(row.At, NpgsqlDbType.TimestampTz);
        importer.Write(row.Name, NpgsqlDbType.Text);
        importer.Write(row.Amount, NpgsqlDbType.Double);
    }

    public override long TextBytes(NarrowRow row) => Encoding.UTF8.GetByteCount(row.Name);
}
