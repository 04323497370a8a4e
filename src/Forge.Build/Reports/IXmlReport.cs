using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Understands the elements of one XML format. Knows nothing of limits and places: <see cref="XmlReportReader"/> does.</summary>
internal interface IXmlReport
{
    /// <summary>Says whether the text of an element is wanted.</summary>
    bool WantsText(string name);

    /// <summary>Takes the start of an element.</summary>
    /// <param name="name">Its name without a prefix.</param>
    /// <param name="element">Where its attributes are; only they may be read.</param>
    void Begin(string name, XmlReader element);

    /// <summary>Takes the end of an element.</summary>
    /// <param name="name">Its name without a prefix.</param>
    /// <param name="text">Its text up to the first child, when wanted.</param>
    void End(string name, string text);
}
