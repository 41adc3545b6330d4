using System.Text.Json;
using Lakebase.Schema;

namespace Lakebase.Buffering.Appenders;

/// <summary>array, map, struct → jsonb, json or text: the whole value as one JSON document, however deep it nests.</summary>
internal sealed class JsonDocumentAppender : ColumnAppender
{
    private readonly bool _asJsonb;
    private readonly JsonScratch _scratch = new();
    private readonly JsonElementAppender _root;

    public JsonDocumentAppender(ColumnBuffer buffer, ColumnMapping column, SourceType type)
        : base(buffer, column)
    {
        _asJsonb = column.WireType == WireType.Jsonb;
        _root = new JsonElementAppender(buffer, column, type, _scratch.Json);
    }

    public override ColumnAppender BeginArray(int count, bool hasNulls)
    {
        _scratch.Reset();
        return _root.BeginArray(count, hasNulls);
    }

    public override void EndArray()
    {
        _root.EndArray();
        AppendDocument();
    }

    public override void BeginStruct()
    {
        _scratch.Reset();
        _root.BeginStruct();
    }

    public override ColumnAppender Field(int index) => _root.Field(index);

    public override void EndStruct()
    {
        _root.EndStruct();
        AppendDocument();
    }

    public override (ColumnAppender Keys, ColumnAppender Values) BeginMap()
    {
        _scratch.Reset();
        return _root.BeginMap();
    }

    public override void EndMap()
    {
        _root.EndMap();
        AppendDocument();
    }

    private void AppendDocument()
    {
        ReadOnlySpan<byte> text = _scratch.Text;
        int prefix = _asJsonb ? 1 : 0;
        Span<byte> field = Buffer.AppendField(prefix + text.Length);
        if (_asJsonb)
        {
            field[0] = JsonbTextAppender.Version;
        }

        text.CopyTo(field[prefix..]);
    }
}
