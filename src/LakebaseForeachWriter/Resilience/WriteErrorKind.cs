namespace Lakebase.Resilience;

/// <summary>What can be done about an error.</summary>
internal enum WriteErrorKind
{
    /// <summary>It can pass by itself: wait and write the same batch again.</summary>
    Transient,

    /// <summary>The server no longer has what this session left in it (a staging table, a prepared statement), or it is out of date: make it
    /// again, at once.</summary>
    LostSessionState,

    /// <summary>The server refuses the login.</summary>
    Credential,

    /// <summary>A row breaks a rule of the table: writing it again fails again.</summary>
    Data,

    /// <summary>Table, columns or rights are not as they must be: writing again fails again.</summary>
    Schema,

    /// <summary>The server stopped the statement for taking too long.</summary>
    ServerTimeout,

    /// <summary>Somebody asked to stop.</summary>
    Cancelled,

    /// <summary>Anything else: not retried.</summary>
    Permanent,
}
