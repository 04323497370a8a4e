using System.Buffers;
using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Forge.Build.Docker;

/// <summary>Reads files of a container of another machine while they grow: a shell in the container answers, so that a look costs one exchange and no archive.</summary>
internal sealed class ContainerTail(DockerConnection docker, string container) : IDisposable
{
    private const int HeaderSize = 32;
    private const int Attempts = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // As many bytes as announced follow, come what may: a file may shrink meanwhile. An old dd knows no bytes.
    private const string Program =
        """
        forge_root=$(pwd -P)
        if [ "$(printf abc | dd bs=1 iflag=skip_bytes,count_bytes skip=1 count=1 2>/dev/null)" = b ]; then
          forge_cut() { dd if="$1" bs=65536 iflag=skip_bytes,count_bytes skip="$2" count="$3"; }
        else
          forge_cut() { tail -c "+$(($2 + 1))" "$1" | head -c "$3"; }
        fi
        while IFS= read -r forge_path && read -r forge_at forge_most; do
          forge_left=0
          if [ -f "./$forge_path" ] && [ -r "./$forge_path" ] && [ "$(readlink -f "./$forge_path")" = "$forge_root/$forge_path" ]; then
            forge_left=$(($(stat -c %s "./$forge_path") - forge_at))
          fi
          [ "$forge_left" -gt 0 ] || { echo 0; continue; }
          [ "$forge_left" -le "$forge_most" ] || forge_left=$forge_most
          echo "$forge_left"
          { forge_cut "./$forge_path" "$forge_at" "$forge_left"; head -c "$forge_left" /dev/zero; } 2>/dev/null | head -c "$forge_left"
        done
        """;

    private MultiplexedStream? _stream;

    /// <summary>Reads from a file that may be growing, or that may be anything.</summary>
    /// <returns>How many bytes were read; null when the container has ended, so that no file grows.</returns>
    public async Task<int?> ReadAsync(string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (path.Contains('\n', StringComparison.Ordinal))
        {
            return 0;
        }

        // The build may have ended the shell that answered until now; or it has ended itself, and the engine does not know yet.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var stream = _stream ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
                return await docker.CallAsync(
                    $"read '{path}' of the container '{container}'", (_, token) => AskAsync(stream, path, offset, buffer, token), cancellationToken).ConfigureAwait(false);
            }
            catch (BuildExecutorException) when (attempt < Attempts)
            {
                Dispose();
                if (!await IsRunningAsync(cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                await Task.Delay(Pause * (attempt - 1), docker.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Half an answer may be on its way.
                Dispose();
                throw;
            }
        }
    }

    /// <summary>Lets go of the shell, which ends by itself then.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static async Task<int> AskAsync(MultiplexedStream stream, string path, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var question = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{path}\n{offset} {buffer.Length}\n"));
        await stream.WriteAsync(question, 0, question.Length, cancellationToken).ConfigureAwait(false);
        var answer = ArrayPool<byte>.Shared.Rent(HeaderSize + buffer.Length);
        try
        {
            var (length, begin, size) = (0, 0, 0);
            while (begin == 0 || length < begin + size)
            {
                var read = await stream.ReadOutputAsync(answer, length, HeaderSize + buffer.Length - length, cancellationToken).ConfigureAwait(false);
                if (read.EOF)
                {
                    throw new IOException("The program that reads ended.");
                }

                length += read.Target is MultiplexedStream.TargetStream.StandardError ? 0 : read.Count;
                if (begin == 0 && answer.AsSpan(0, length).IndexOf((byte)'\n') is var end and >= 0)
                {
                    begin = end + 1;
                    size = Size(answer.AsSpan(0, end), buffer.Length);
                }
            }

            answer.AsSpan(begin, size).CopyTo(buffer.Span);
            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(answer);
        }
    }

    private static int Size(ReadOnlySpan<byte> text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= most ? size : throw new IOException("The program that reads answered nonsense.");

    private async Task<MultiplexedStream> OpenAsync(CancellationToken cancellationToken) => await docker.CallAsync(
        $"look into the container '{container}'",
        async (client, token) =>
        {
            var program = await client.Exec.CreateContainerExecAsync(
                container, new ContainerExecCreateParameters { AttachStdin = true, AttachStdout = true, Cmd = ["sh", "-c", Program], WorkingDir = ContainerDefinition.Directory }, token).ConfigureAwait(false);
            return await client.Exec.StartContainerExecAsync(program.ID, new ContainerExecStartParameters(), token).ConfigureAwait(false);
        },
        cancellationToken).ConfigureAwait(false);

    private Task<bool> IsRunningAsync(CancellationToken cancellationToken) => docker.CallAsync(
        $"inspect the container '{container}'",
        async (client, token) => (await client.Containers.InspectContainerAsync(container, token).ConfigureAwait(false)).State is { Running: true },
        cancellationToken);
}
