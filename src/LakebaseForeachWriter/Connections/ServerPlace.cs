using System.Globalization;

namespace Lakebase.Connections;

/// <summary>A database's address and the role that logs in there: everything that a message may say about a connection.</summary>
internal sealed record ServerPlace(string Host, int Port, string Database, string Username)
{
    /// <summary>The server alone.</summary>
    public string Server => Host.StartsWith('/') ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Server and database.</summary>
    public override string ToString() => $"{Server}/{Database}";
}
