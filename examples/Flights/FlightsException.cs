namespace Flights;

/// <summary>Something that the user can put right. The message is all they see of it.</summary>
internal sealed class FlightsException(string message) : Exception(message);
