namespace WhaleCopy.ServiceDefaults.Startup;

/// <summary>
/// A start that cannot succeed for a reason the operator can mend. The message is the whole report: one line, the
/// cause first, then the way out, never a secret.
/// </summary>
public sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
