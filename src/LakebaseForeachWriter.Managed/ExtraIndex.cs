namespace Lakebase.Managed;

/// <summary>A secondary index of a synced table. Immutable.</summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="Definition">What stands after <c>ON table</c> in <c>CREATE INDEX</c>: <c>USING btree (city)</c>.</param>
/// <param name="AfterDataLoad">Whether it is built after the first load rather than along with it.</param>
public sealed record ExtraIndex(string Name, string Definition, bool AfterDataLoad = true);
