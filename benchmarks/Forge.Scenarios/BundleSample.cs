using System.Text;

namespace Forge.Scenarios;

/// <summary>A revision of 50 MB in 2,000 files, half of it text and half of it noise, the same on every run.</summary>
internal static class BundleSample
{
    private const int Files = 2_000;
    private const int FewFiles = 20;
    private const int FileSize = 25_000;
    private const int Folders = 50;
    private const int Seed = 20261124;

    private const string AppSpec = """
        version: 0.0
        os: linux
        files:
          - source: app
            destination: /opt/bench
        hooks:
          AfterInstall:
            - location: scripts/stop.sh
              timeout: 60
          ApplicationStart:
            - location: scripts/start.sh
              timeout: 60
          ValidateService:
            - location: scripts/validate.sh
              timeout: 60
        """;

    /// <summary>Writes 50 MB.</summary>
    public static string Write(string directory) => Write(directory, Files, "");

    /// <summary>Writes a hundredth of that, and scripts that wait for a third of a second each.</summary>
    public static string WriteSmall(string directory) => Write(directory, FewFiles, "sleep 0.33\n");

    private static string Write(string directory, int files, string work)
    {
        var random = new Random(Seed);
        for (var n = 0; n < files; n++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, "app", $"part-{n % Folders:00}")).FullName;
            File.WriteAllBytes(Path.Combine(folder, $"file-{n:0000}.bin"), n % 2 == 0 ? Noise(random) : Prose(random));
        }

        Directory.CreateDirectory(Path.Combine(directory, "scripts"));
        foreach (var script in (string[])["stop", "start", "validate"])
        {
            File.WriteAllText(Path.Combine(directory, "scripts", script + ".sh"), $"#!/bin/sh\n{work}echo {script}\n");
        }

        File.WriteAllText(Path.Combine(directory, "appspec.yml"), AppSpec);
        return directory;
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[FileSize];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Prose(Random random)
    {
        string[] words = ["anvil", "hammer", "tongs", "bellows", "ember", "steel", "iron", "quench"];
        var text = new StringBuilder(FileSize);
        while (text.Length < FileSize)
        {
            text.Append(words[random.Next(words.Length)]).Append(' ').Append(random.Next(10_000)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, FileSize));
    }
}
