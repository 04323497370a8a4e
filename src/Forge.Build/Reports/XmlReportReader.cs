using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Walks through an XML report. A document type is passed over: nothing it names is fetched, no entity it declares exists.</summary>
internal static class XmlReportReader
{
    private const int LongestText = 4 * ReportLimits.MessageLength;

    /// <summary>Opens XML of unknown origin.</summary>
    public static XmlReader Open(ReadOnlyMemory<byte> bytes) => XmlReader.Create(
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            // Tools write what their tests print, colours and all.
            CheckCharacters = false,
            CloseInput = true,
        });

    /// <summary>Reads a report to its end.</summary>
    /// <param name="xml">The file, at its first element.</param>
    /// <param name="report">Understands the format.</param>
    /// <exception cref="XmlException">It is no XML.</exception>
    /// <exception cref="ReportException">It goes too deep, or the format refuses it.</exception>
    public static void Read(XmlReader xml, IXmlReport report)
    {
        var text = new StringBuilder();
        var wants = false;
        do
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    if (xml.Depth >= ReportLimits.Depth)
                    {
                        throw new ReportException($"elements are nested deeper than {ReportLimits.Depth}: flatten the report");
                    }

                    wants = Begin(xml, report, text);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when wants && text.Length < LongestText:
                    var value = xml.Value;
                    text.Append(value.AsSpan(0, Math.Min(value.Length, LongestText)));
                    break;
                case XmlNodeType.EndElement:
                    report.End(xml.LocalName, text.ToString());
                    text.Clear();
                    wants = false;
                    break;
            }
        }
        while (xml.Read());
    }

    private static bool Begin(XmlReader xml, IXmlReport report, StringBuilder text)
    {
        text.Clear();
        var (name, isEmpty) = (xml.LocalName, xml.IsEmptyElement);
        report.Begin(name, xml);
        if (isEmpty)
        {
            report.End(name, "");
        }

        return !isEmpty && report.WantsText(name);
    }
}
