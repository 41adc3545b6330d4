using Npgsql;

namespace Lakebase.Cli.Doctor;

/// <summary>What a server said of itself and of the role. Immutable.</summary>
internal sealed record ServerFacts(
    string Version,
    int MajorVersion,
    string Role,
    bool IsReadOnly,
    bool MayCreateSchemas,
    bool MayMakeTemporaryTables,
    bool MayUseSchema,
    bool MayCreateTables,
    bool HasSchema,
    int ConnectionLimit,
    int ConnectionsTaken,
    TimeSpan StatementTimeout,
    TimeSpan ClockDifference,
    string Encoding,
    string? Tls);

/// <summary>How we are connected. Immutable.</summary>
/// <param name="IsLocal">Whether the server is this machine.</param>
/// <param name="SslMode">The TLS mode in force.</param>
/// <param name="KeepsSessions">Whether no transaction pooler stands in between.</param>
internal sealed record ConnectionFacts(bool IsLocal, SslMode SslMode, bool KeepsSessions);
