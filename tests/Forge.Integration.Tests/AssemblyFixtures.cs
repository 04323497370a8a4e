using Forge.Testing;

[assembly: AssemblyFixture(typeof(DockerDaemon))]
