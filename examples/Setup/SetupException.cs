namespace Lakebase.Examples;

/// <summary>Something that the user can put right. The message is all they see of it.</summary>
public sealed class SetupException(string message) : Exception(message);
