namespace Lakebase.LocalServers;

/// <summary>How to go on with a server that was left running.</summary>
/// <param name="PsqlCommand">Opens <c>psql</c> on it; the password comes from a file in the server's folder.</param>
/// <param name="StopCommand">Stops it and deletes its folder.</param>
public sealed record KeptServer(string PsqlCommand, string StopCommand);
