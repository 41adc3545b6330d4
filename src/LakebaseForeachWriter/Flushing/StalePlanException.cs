namespace Lakebase.Flushing;

/// <summary>The statements of a flush were made for a table that was altered since. Nothing was written; with a new plan they can be made
/// anew.</summary>
internal sealed class StalePlanException() : Exception("The table was altered since its plan was made.");
