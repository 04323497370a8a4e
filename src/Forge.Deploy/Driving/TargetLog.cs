using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Forge.Deploy.Driving;

/// <summary>Reads the log that a deployment's hooks have written on a target, piece by piece.</summary>
/// <param name="session">The connection.</param>
/// <param name="group">The group's id.</param>
/// <param name="deploymentId">The deployment.</param>
internal sealed class TargetLog(IDeploySession session, string group, string deploymentId)
{
    private const int Piece = 512 * 1024;

    private readonly string _path = $"{session.Platform.StateDirectory.TrimEnd('/')}/{group}/{deploymentId}/logs/scripts.log";

    /// <summary>Reads the lines so far.</summary>
    /// <exception cref="DeployTargetException">The connection was lost, or the log cannot be read.</exception>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if ((await RunAsync(["test", "-e", _path], cancellationToken).ConfigureAwait(false)).ExitCode != 0)
        {
            yield break;
        }

        var line = new List<byte>();
        for (var number = 0; ; number++)
        {
            var read = await ReadPieceAsync(number, cancellationToken).ConfigureAwait(false);
            foreach (var text in Split(line, read))
            {
                yield return text;
            }

            if (read.Length < Piece)
            {
                break;
            }
        }

        if (line.Count > 0)
        {
            yield return Encoding.UTF8.GetString([.. line]);
        }
    }

    // The rest stays in the list.
    private static List<string> Split(List<byte> line, ReadOnlyMemory<byte> read)
    {
        var lines = new List<string>();
        var left = read.Span;
        for (int end; (end = left.IndexOf((byte)'\n')) >= 0; left = left[(end + 1)..])
        {
            line.AddRange(left[..end]);
            lines.Add(Encoding.UTF8.GetString([.. line]));
            line.Clear();
        }

        line.AddRange(left);
        return lines;
    }

    private async Task<ReadOnlyMemory<byte>> ReadPieceAsync(int number, CancellationToken cancellationToken)
    {
        var size = Piece.ToString(CultureInfo.InvariantCulture);
        var result = await RunAsync(["dd", $"if={_path}", $"bs={size}", $"skip={number.ToString(CultureInfo.InvariantCulture)}", "count=1"], cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new DeployTargetException(
                $"The log '{_path}' on '{session.Platform.Target}' cannot be read: {Encoding.UTF8.GetString(result.StandardError.Span).Trim()}", session.Platform.Target, DeployTargetFailure.Unsupported);
    }

    private Task<DeployCommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        session.RunAsync(new DeployCommand { Arguments = arguments, OutputLimit = Piece }, cancellationToken);
}
