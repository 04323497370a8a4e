using System.Globalization;
using System.Text;

namespace Forge.Git.Http;

/// <summary>Git's framing: four hexadecimal digits with the length, themselves included, then the content.</summary>
internal static class PktLine
{
    public const string Flush = "0000";

    private const int Header = 4;

    public static string Write(string content) =>
        (Header + Encoding.UTF8.GetByteCount(content)).ToString("x4", CultureInfo.InvariantCulture) + content;
}
