using System.Text;
using Forge.Deploy.Specs;

namespace Forge.Deploy.Tests.Specs;

public sealed class AppSpecReaderTests
{
    [Theory]
    [InlineData("linux")]
    [InlineData("\"linux\"")]
    [InlineData("windows")]
    public void Read_OperatingSystemKnown_IsRead(string os) =>
        Read($"version: 0.0\nos: {os}\n").OperatingSystem.Should().Be(os.Trim('"'));

    [Theory]
    [InlineData("DISALLOW", FileExistsBehavior.Disallow)]
    [InlineData("OVERWRITE", FileExistsBehavior.Overwrite)]
    [InlineData("RETAIN", FileExistsBehavior.Retain)]
    public void Read_FileExistsBehavior_IsRead(string text, FileExistsBehavior expected) =>
        Read($"version: 0.0\nos: linux\nfile_exists_behavior: {text}\n").FileExists.Should().Be(expected);

    internal static AppSpec Read(string text)
    {
        var spec = AppSpecReader.Read("appspec.yml", Bytes(text), out var problems);
        problems.Where(problem => problem.Severity is SpecSeverity.Error).Should().BeEmpty();
        return spec!;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
