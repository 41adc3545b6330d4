namespace Lakebase.Schema;

/// <summary>Fixed oids of built-in types that are targets but no wire types of their own.</summary>
internal static class PgOid
{
    /// <summary>From here on types are made by users and extensions.</summary>
    public const uint FirstNotBuiltIn = 10_000;

    public const uint Bytea = 17;
    public const uint Text = 25;

    /// <summary><c>character(n)</c>, whose binary format is text's.</summary>
    public const uint Bpchar = 1042;

    /// <summary><c>character varying(n)</c>, whose binary format is text's.</summary>
    public const uint Varchar = 1043;
}
