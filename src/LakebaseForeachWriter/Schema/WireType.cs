namespace Lakebase.Schema;

/// <summary>A built-in PostgreSQL type in whose binary format a column is encoded.</summary>
/// <param name="Name">Its SQL name, e.g. <c>timestamp with time zone</c>.</param>
/// <param name="Oid">Its fixed row in <c>pg_type</c>.</param>
/// <param name="ArrayOid">The fixed row of its array type.</param>
internal sealed record WireType(string Name, uint Oid, uint ArrayOid)
{
    public static readonly WireType Boolean = new("boolean", 16, 1000);
    public static readonly WireType Bytea = new("bytea", 17, 1001);
    public static readonly WireType Bigint = new("bigint", 20, 1016);
    public static readonly WireType Smallint = new("smallint", 21, 1005);
    public static readonly WireType Integer = new("integer", 23, 1007);
    public static readonly WireType Text = new("text", 25, 1009);
    public static readonly WireType Json = new("json", 114, 199);
    public static readonly WireType Real = new("real", 700, 1021);
    public static readonly WireType DoublePrecision = new("double precision", 701, 1022);
    public static readonly WireType Date = new("date", 1082, 1182);
    public static readonly WireType Time = new("time without time zone", 1083, 1183);
    public static readonly WireType Timestamp = new("timestamp without time zone", 1114, 1115);
    public static readonly WireType TimestampTz = new("timestamp with time zone", 1184, 1185);
    public static readonly WireType Interval = new("interval", 1186, 1187);
    public static readonly WireType Numeric = new("numeric", 1700, 1231);
    public static readonly WireType Uuid = new("uuid", 2950, 2951);
    public static readonly WireType Jsonb = new("jsonb", 3802, 3807);

    /// <summary>The array type's SQL name.</summary>
    public string ArrayName => Name + "[]";
}
