using System.Text;
using System.Text.Json;
using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Tells the format of a file by what it begins with.</summary>
internal static class ReportSniffer
{
    private const int ElementsToLookAt = 4;

    /// <summary>Says what a file is; null when it is no report.</summary>
    public static ReportFormat? Sniff(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var start = text.Span.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? null : text.Span[start] switch
        {
            (byte)'[' or (byte)'{' => SniffJson(text.Span),
            _ => SniffXml(bytes),
        };
    }

    private static ReportFormat? SniffXml(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var xml = XmlReportReader.Open(bytes);
            if (xml.MoveToContent() is not XmlNodeType.Element)
            {
                return null;
            }

            return xml.LocalName switch
            {
                "testsuites" or "testsuite" => ReportFormat.JunitXml,
                "test-results" => ReportFormat.NunitXml,
                "test-run" => ReportFormat.Nunit3Xml,
                "testng-results" => ReportFormat.TestNgXml,
                "TestRun" => ReportFormat.VisualStudioTrx,
                "report" or "coverage" => SniffCoverage(xml),
                _ => null,
            };
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Other programs have roots of these names: the first children tell.
    private static ReportFormat? SniffCoverage(XmlReader xml)
    {
        var isReport = xml.LocalName == "report";
        if (!isReport && xml.GetAttribute("clover") is not null)
        {
            return ReportFormat.CloverXml;
        }

        if (!isReport && xml.GetAttribute("line-rate") is not null)
        {
            return ReportFormat.CoberturaXml;
        }

        for (var elements = 0; elements < ElementsToLookAt && xml.Read();)
        {
            if (xml.NodeType is not XmlNodeType.Element)
            {
                continue;
            }

            elements++;
            switch (xml.LocalName)
            {
                case "sessioninfo" or "counter" or "package" or "group" when isReport:
                    return ReportFormat.JacocoXml;
                case "project" when !isReport:
                    return ReportFormat.CloverXml;
                case "packages" when !isReport:
                    return ReportFormat.CoberturaXml;
            }
        }

        return null;
    }

    private static ReportFormat? SniffJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = JsonReport.Open(text);
            json.Read();
            return json.TokenType is JsonTokenType.StartArray
                ? (HasFeature(ref json) ? ReportFormat.CucumberJson : null)
                : (HasCoverage(ref json) ? ReportFormat.SimpleCov : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasFeature(ref Utf8JsonReader json)
    {
        if (!JsonReport.Enter(ref json, JsonTokenType.StartObject))
        {
            return false;
        }

        var (hasElements, hasKeyword) = (false, false);
        while (JsonReport.NextProperty(ref json))
        {
            hasElements |= json.ValueTextEquals("elements"u8);
            hasKeyword |= json.ValueTextEquals("keyword"u8) || json.ValueTextEquals("uri"u8);
            JsonReport.Pass(ref json);
        }

        return hasElements && hasKeyword;
    }

    // The first property is a command with coverage, or tells SimpleCov's version.
    private static bool HasCoverage(ref Utf8JsonReader json)
    {
        if (!JsonReport.NextProperty(ref json) || !JsonReport.Enter(ref json, JsonTokenType.StartObject))
        {
            return false;
        }

        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("simplecov_version"u8))
            {
                return true;
            }

            var isCoverage = json.ValueTextEquals("coverage"u8);
            json.Read();
            if (isCoverage && json.TokenType is JsonTokenType.StartObject)
            {
                return true;
            }

            json.Skip();
        }

        return false;
    }
}
