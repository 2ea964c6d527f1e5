namespace UserFunctions.Local;

/// <summary>Something on this machine keeps the host from starting. The message is one line that says what to do.</summary>
public sealed class StartException(string message) : Exception(message);
