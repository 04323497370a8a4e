using System.Text;
using System.Text.Json;
using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Reads a report file: bytes to counts, or to what is wrong with them. Nothing is ever thrown.</summary>
internal static class ReportReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="file">Its name for the message.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="tally">Takes what the file says, up to where it breaks.</param>
    /// <returns>What is wrong, or null.</returns>
    public static SpecProblem? Read(ReportFormat format, string file, ReadOnlyMemory<byte> bytes, ReportTally tally)
    {
        if (bytes.Length > ReportLimits.FileBytes)
        {
            return Problem(file, (1, 1), $"the file has {bytes.Length:N0} bytes and at most {ReportLimits.FileBytes:N0} are read: write several reports");
        }

        return format is ReportFormat.CucumberJson or ReportFormat.SimpleCov
            ? ReadJson(format, file, bytes.Span, tally)
            : ReadXml(format, file, bytes, tally);
    }

    private static SpecProblem? ReadXml(ReportFormat format, string file, ReadOnlyMemory<byte> bytes, ReportTally tally)
    {
        using var xml = XmlReportReader.Open(bytes);
        try
        {
            var found = xml.MoveToContent() is XmlNodeType.Element ? xml.LocalName : "";
            var roots = RootsOf(format);
            if (!roots.Contains(found))
            {
                var other = ReportSniffer.Sniff(bytes) is { } sniffed && sniffed != format ? $"; it looks like {sniffed.ToReferenceName()}: write that as 'file-format'" : ": check 'files' and 'file-format'";
                return Problem(file, PlaceOf(xml), $"a {format.ToReferenceName()} report begins with <{string.Join("> or <", roots)}>, not with <{ReportText.Clip(found, ReportLimits.NameLength)}>{other}");
            }

            XmlReportReader.Read(xml, ReportOf(format, tally));
            return null;
        }
        catch (XmlException e)
        {
            return NotXml(file, e);
        }
        catch (ReportException e)
        {
            return Problem(file, PlaceOf(xml), e.Message);
        }
        catch (Exception e) when (e is DecoderFallbackException or ArgumentException or InvalidOperationException)
        {
            return Problem(file, PlaceOf(xml), $"this is not well-formed XML: {e.Message} Was the tool that writes it stopped?");
        }
    }

    private static SpecProblem? ReadJson(ReportFormat format, string file, ReadOnlySpan<byte> bytes, ReportTally tally)
    {
        var text = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var json = JsonReport.Open(text);
        try
        {
            if (format is ReportFormat.CucumberJson)
            {
                new CucumberReport(tally.Tests).Read(ref json);
            }
            else
            {
                new SimpleCovReport(tally.Coverage).Read(ref json);
            }

            return null;
        }
        catch (JsonException e)
        {
            return Problem(file, PlaceOf(text, e), $"this is not well-formed JSON: {WithoutPlace(e.Message)} Was the tool that writes it stopped?");
        }
        catch (ReportException e)
        {
            return Problem(file, PlaceOf(text, e.Offset ?? json.BytesConsumed), e.Message);
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-8, or half a surrogate pair.
            return Problem(file, PlaceOf(text, json.TokenStartIndex), "this text is not UTF-8: have the tool write UTF-8");
        }
    }

    private static SpecProblem NotXml(string file, XmlException e) =>
        Problem(file, (Math.Max(e.LineNumber, 1), Math.Max(e.LinePosition, 1)), $"this is not well-formed XML: {WithoutPlace(e.Message)} Was the tool that writes it stopped?");

    private static SpecProblem Problem(string file, (int Line, int Column) place, string message) => new()
    {
        File = file,
        Line = place.Line,
        Column = place.Column,
        Severity = SpecSeverity.Warning,
        Message = ReportText.Clip(message, ReportLimits.NameLength),
    };

    // The place is told once, in the form that all problems have.
    private static string WithoutPlace(string message)
    {
        var place = message.LastIndexOf(" Line", StringComparison.Ordinal);
        return place < 0 ? message : message[..place].TrimEnd('.') + ".";
    }

    private static (int Line, int Column) PlaceOf(XmlReader xml) =>
        xml is IXmlLineInfo place && place.HasLineInfo() ? (Math.Max(place.LineNumber, 1), Math.Max(place.LinePosition, 1)) : (1, 1);

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> text, JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var at = 0;
        for (var i = 0; i < line; i++)
        {
            at += text[at..].IndexOf((byte)'\n') + 1;
        }

        return PlaceOf(text, at + (e.BytePositionInLine ?? 0));
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> text, long offset)
    {
        var before = text[..(int)Math.Clamp(offset, 0, text.Length)];
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    private static string[] RootsOf(ReportFormat format) => format switch
    {
        ReportFormat.JunitXml => ["testsuites", "testsuite"],
        ReportFormat.NunitXml => ["test-results"],
        ReportFormat.Nunit3Xml => ["test-run", "test-suite"],
        ReportFormat.TestNgXml => ["testng-results"],
        ReportFormat.VisualStudioTrx => ["TestRun"],
        ReportFormat.JacocoXml => ["report"],
        _ => ["coverage"],
    };

    private static IXmlReport ReportOf(ReportFormat format, ReportTally tally) => format switch
    {
        ReportFormat.JunitXml => new JunitReport(tally.Tests),
        ReportFormat.NunitXml => new NunitReport(tally.Tests),
        ReportFormat.Nunit3Xml => new Nunit3Report(tally.Tests),
        ReportFormat.TestNgXml => new TestNgReport(tally.Tests),
        ReportFormat.VisualStudioTrx => new TrxReport(tally.Tests),
        ReportFormat.CloverXml => new CloverReport(tally.Coverage),
        ReportFormat.CoberturaXml => new CoberturaReport(tally.Coverage),
        _ => new JacocoReport(tally.Coverage),
    };
}
