namespace Forge.Build.Reports;

/// <summary>The formats of report files.</summary>
internal enum ReportFormat
{
    /// <summary>JUnit's XML, as many tools write it.</summary>
    JunitXml,

    /// <summary>NUnit 2.</summary>
    NunitXml,

    /// <summary>NUnit 3 and later.</summary>
    Nunit3Xml,

    /// <summary>TestNG.</summary>
    TestNgXml,

    /// <summary>Visual Studio's TRX.</summary>
    VisualStudioTrx,

    /// <summary>Cucumber's JSON.</summary>
    CucumberJson,

    /// <summary>Clover, for code coverage.</summary>
    CloverXml,

    /// <summary>Cobertura, for code coverage.</summary>
    CoberturaXml,

    /// <summary>JaCoCo, for code coverage.</summary>
    JacocoXml,

    /// <summary>SimpleCov, for code coverage.</summary>
    SimpleCov,
}
