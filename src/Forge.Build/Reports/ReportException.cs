namespace Forge.Build.Reports;

/// <summary>A report file is not what it should be. Never leaves <see cref="ReportReader"/>.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="offset">Where, in bytes from the start; null where the reader's own place counts.</param>
internal sealed class ReportException(string message, long? offset = null) : Exception(message)
{
    /// <summary>Gets the place in bytes from the start, or null.</summary>
    public long? Offset { get; } = offset;
}
