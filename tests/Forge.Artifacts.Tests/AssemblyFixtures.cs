using Forge.Testing;

[assembly: AssemblyFixture(typeof(S3Server))]
