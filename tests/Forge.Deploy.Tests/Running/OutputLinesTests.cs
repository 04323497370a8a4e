using System.Text;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class OutputLinesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void Add_OutputInPieces_ReportsWholeLines(int size)
    {
        var collector = new LineCollector();
        var lines = new OutputLines(collector);

        foreach (var piece in Encoding.UTF8.GetBytes("first\n\nünïcödé 🚀\r\nunfinished").Chunk(size))
        {
            lines.Add(piece);
        }

        collector.Lines.Should().Equal("first", "", "ünïcödé 🚀\r");
    }
}
