using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

public sealed class ReportDocumentTests
{
    [Fact]
    public async Task ReadAsync_PackedDocument_GivesItBack()
    {
        var read = ReadReport.OfData("VISUALSTUDIOTRX", "vstest.trx");
        var document = new ReportDocument { Report = read.Report, Cases = read.Cases, Files = read.Files };
        await using var packed = document.Pack();

        var again = await ReportDocument.ReadAsync(packed, TestContext.Current.CancellationToken);

        again.Should().BeEquivalentTo(document);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"report\":5}")]
    [InlineData("not JSON")]
    public async Task ReadAsync_AnythingElse_IsRefused(string text)
    {
        using var packed = new MemoryStream();
        await using (var compressed = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await compressed.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        }

        packed.Position = 0;

        await FluentActions.Awaiting(() => ReportDocument.ReadAsync(packed, TestContext.Current.CancellationToken)).Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public void Serialize_Report_HoldsTotalsAndNoPercentages()
    {
        var json = JsonSerializer.Serialize(ReadReport.OfData("COBERTURAXML", "nyc-cobertura.xml").Report, ReportJson.Default.BuildReport);

        json.Should().Contain("""
            "coverage":{"linesCovered":5,"linesMissed":0,"branchesCovered":3,"branchesMissed":1}
            """.Trim()).And.Contain("\"type\":\"CodeCoverage\"");
    }

    [Fact]
    public async Task Pack_TextsWithHalfCharacters_CanBeWritten()
    {
        var read = ReadReport.Of("JUNITXML", "<testsuite><testcase name='a&#xd83d;b'/></testsuite>");
        await using var packed = new ReportDocument { Report = read.Report, Cases = read.Cases }.Pack();

        (await ReportDocument.ReadAsync(packed, TestContext.Current.CancellationToken)).Cases.Should().BeEquivalentTo(read.Cases);
    }
}
