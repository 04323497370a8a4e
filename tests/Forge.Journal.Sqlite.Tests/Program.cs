using Forge.Journal.Sqlite.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is [JournalWriterProcess.Mode, var path] ? await JournalWriterProcess.WriteAsync(path) : await ConsoleRunner.Run(args);
