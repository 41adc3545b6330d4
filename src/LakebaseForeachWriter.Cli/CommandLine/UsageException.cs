namespace Lakebase.Cli.CommandLine;

/// <summary>Something that the user must put right before anything can be done. The message is all they see of it.</summary>
internal sealed class UsageException(string message) : Exception(message);
