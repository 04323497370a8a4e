using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/Forge.Benchmarks -- --filter '*'      (--job short for a first look)
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
