using Forge.Conformance;
using Forge.Git;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class FakeSourceProviderCredentialTests : SourceCredentialProviderConformanceTests
{
    protected override ISourceCredentialProvider Provider => new FakeSourceProvider { Credentials = { [Private] = Expected } };

    protected override string Private => "shop";

    protected override string Public => "open";

    protected override SourceCredential Expected { get; } = new() { Server = "https://example.com", UserName = "ann", Password = new SecretValue("s3cret") };
}
