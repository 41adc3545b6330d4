namespace Lakebase;

/// <summary>What an insert does with a row that a unique key of the table refuses.</summary>
public enum ConflictAction
{
    /// <summary>The batch fails.</summary>
    Fail,

    /// <summary>The row is left out, the one in the table stays. Whatever unique key it is.</summary>
    DoNothing,
}
