using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Forge.Git.Pushes;

/// <summary>The two named pipes between the hooks of one push and the host, in a directory made for that push.</summary>
/// <remarks>
/// A shell cannot speak to a Unix socket without help (curl, socat, nc), which need not be installed; it can read and write file
/// descriptors. So git is started with both pipes already open (<see cref="Wrap"/>), and hands them down to its hooks. Nothing is
/// opened by name later, so nothing can hang on a pipe that the other side never opens; and when the host dies, its ends close, which
/// the hook sees at once as an end of file. The host holds its ends open for reading and writing, so that it waits without a thread.
/// </remarks>
internal sealed partial class HookChannel : IDisposable
{
    private const int OpenFlags = 0x2 | 0x800 | 0x80000; // O_RDWR | O_NONBLOCK | O_CLOEXEC
    private const uint PipeMode = 0x180; // 0600
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string OpenBoth = "exec 3<\"$1/answer\" 4>\"$1/request\"; shift; exec \"$@\"";

    private readonly string _directory;
    private readonly AnonymousPipeClientStream _answers;
    private readonly AnonymousPipeClientStream _requests;
    private readonly StreamReader _reader;

    /// <summary>Makes the directory and the pipes.</summary>
    /// <exception cref="IOException">They cannot be made.</exception>
    public HookChannel(string directory)
    {
        _directory = directory;
        System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        _answers = Create(Path.Combine(directory, "answer"), PipeDirection.Out);
        _requests = Create(Path.Combine(directory, "request"), PipeDirection.In);
        _reader = new StreamReader(_requests, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>Gets the directory, which the hooks know from their environment.</summary>
    public string Directory => _directory;

    /// <summary>Says how to start a program with both pipes open.</summary>
    public IReadOnlyList<string> Wrap(IReadOnlyList<string> arguments) => ["sh", "-c", OpenBoth, "sh", _directory, .. arguments];

    /// <summary>Waits for the next line from a hook.</summary>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await _reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new EndOfStreamException();

    /// <summary>Answers a hook.</summary>
    public async Task WriteLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l.ReplaceLineEndings(" ") + "\n")));
        await _answers.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves the report that lets git move the refs.</summary>
    public Task WriteReportAsync(byte[] report, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(Path.Combine(_directory, "report"), report, cancellationToken);

    /// <summary>Closes the host's end of the answers: a hook that waits for one sees the end of the file.</summary>
    public void CloseAnswers() => _answers.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _answers.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private static AnonymousPipeClientStream Create(string path, PipeDirection direction)
    {
        if (MakePipe(path, PipeMode) != 0)
        {
            throw new IOException($"The named pipe '{path}' cannot be made: error {Marshal.GetLastPInvokeError()}.");
        }

        var descriptor = Open(path, OpenFlags);
        return descriptor >= 0
            ? new AnonymousPipeClientStream(direction, new SafePipeHandle(descriptor, ownsHandle: true))
            : throw new IOException($"The named pipe '{path}' cannot be opened: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
