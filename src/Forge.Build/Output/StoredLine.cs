using System.Buffers;
using System.Globalization;
using System.Text;
using Forge.Build.Specs;

namespace Forge.Build.Output;

/// <summary>The form of a line in a stored log.</summary>
/// <remarks>
/// <c>TIME PHASE TEXT</c> for output, <c>TIME PHASE+ TEXT</c> for a part of a line of output, <c>TIME PHASE: TEXT</c> for a line of the
/// build itself, as in <c>2026-11-24T09:00:00.123456Z BUILD hello</c>. The texts of all output, with an end of line after each that is
/// not a part, are byte for byte what the commands printed, masked.
/// </remarks>
internal static class StoredLine
{
    /// <summary>The most bytes that stand before the text.</summary>
    public const int LongestPrefix = 64;

    /// <summary>The most bytes of text.</summary>
    public const int LongestText = 1024 * 1024;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int TimeLength = 27;
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<byte> EndsOfPhase = SearchValues.Create(" +:"u8);

    /// <summary>Writes what stands before the text.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int WritePrefix(Span<byte> destination, DateTimeOffset at, BuildPhase phase, StoredLineKind kind)
    {
        _ = at.UtcDateTime.TryFormat(destination, out var length, TimeFormat, CultureInfo.InvariantCulture);
        destination[length++] = (byte)' ';
        length += Encoding.ASCII.GetBytes(phase.ToReferenceName(), destination[length..]);
        ReadOnlySpan<byte> end = kind switch { StoredLineKind.OutputPart => "+ "u8, StoredLineKind.Note => ": "u8, _ => " "u8 };
        end.CopyTo(destination[length..]);
        return length + end.Length;
    }

    /// <summary>Tells what a line is. A line that is damaged counts as output.</summary>
    public static StoredLineKind KindOf(ReadOnlySpan<byte> line) => EndOfPhase(line) switch
    {
        < 0 => StoredLineKind.Output,
        var end => line[end] switch { (byte)'+' => StoredLineKind.OutputPart, (byte)':' => StoredLineKind.Note, _ => StoredLineKind.Output },
    };

    /// <summary>Reads a line. One that is damaged is all text.</summary>
    public static BuildLogLine Read(ReadOnlySpan<byte> line, long sequence)
    {
        var at = DateTimeOffset.UnixEpoch;
        var phase = BuildPhase.Submitted;
        var end = EndOfPhase(line);
        if (end >= 0 && BuildPhaseNames.FindPhase(Encoding.ASCII.GetString(line[(TimeLength + 1)..end])) is { } found
            && DateTime.TryParseExact(
                Encoding.ASCII.GetString(line[..TimeLength]), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            (at, phase) = (time, found);
            line = Text(line);
        }

        return new BuildLogLine { Sequence = sequence, At = at, Phase = phase, Text = Encoding.UTF8.GetString(line).TrimEnd('\r').Replace('\0', Replacement) };
    }

    /// <summary>Gives the bytes of the text.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line)
    {
        var end = EndOfPhase(line);
        return end < 0 ? line : line[Math.Min(line.Length, line[end] == (byte)' ' ? end + 1 : end + 2)..];
    }

    private static int EndOfPhase(ReadOnlySpan<byte> line)
    {
        var length = line.Length > TimeLength ? line[(TimeLength + 1)..Math.Min(line.Length, LongestPrefix)].IndexOfAny(EndsOfPhase) : -1;
        return length < 0 ? -1 : length + TimeLength + 1;
    }
}
