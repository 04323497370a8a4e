using System.Text.Json;

namespace Forge.Build.Reports;

/// <summary>SimpleCov's <c>.resultset.json</c>, and the <c>coverage.json</c> of its JSON formatter.</summary>
internal sealed class SimpleCovReport(CoverageTally tally)
{
    private bool _hasCoverage;

    /// <summary>Reads a report to its end.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="ReportException">It is not such a report.</exception>
    public void Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.StartObject)
        {
            ReadRoot(ref json);
            json.Read();
        }

        if (!_hasCoverage)
        {
            throw new ReportException("a SIMPLECOV report is an object with 'coverage': give .resultset.json or coverage.json", json.TokenStartIndex);
        }
    }

    private void ReadRoot(ref Utf8JsonReader json)
    {
        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("coverage"u8))
            {
                ReadFiles(ref json);
            }
            else if (JsonReport.Enter(ref json, JsonTokenType.StartObject))
            {
                ReadCommand(ref json);
            }
        }
    }

    private void ReadCommand(ref Utf8JsonReader json)
    {
        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("coverage"u8))
            {
                ReadFiles(ref json);
            }
            else
            {
                JsonReport.Pass(ref json);
            }
        }
    }

    private void ReadFiles(ref Utf8JsonReader json)
    {
        if (!JsonReport.Enter(ref json, JsonTokenType.StartObject))
        {
            return;
        }

        _hasCoverage = true;
        while (JsonReport.NextProperty(ref json))
        {
            var path = json.GetString()!;
            json.Read();
            if (json.TokenType is JsonTokenType.StartArray)
            {
                ReadLines(ref json, path);
            }
            else if (JsonReport.IsAt(ref json, JsonTokenType.StartObject))
            {
                ReadFile(ref json, path);
            }
        }
    }

    private void ReadFile(ref Utf8JsonReader json, string path)
    {
        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("lines"u8) && JsonReport.Enter(ref json, JsonTokenType.StartArray))
            {
                ReadLines(ref json, path);
            }
            else if (json.TokenType is JsonTokenType.PropertyName && json.ValueTextEquals("branches"u8))
            {
                ReadBranches(ref json, path);
            }
            else if (json.TokenType is JsonTokenType.PropertyName)
            {
                JsonReport.Pass(ref json);
            }
        }
    }

    private void ReadLines(ref Utf8JsonReader json, string path)
    {
        for (var number = 1; JsonReport.NextValue(ref json); number++)
        {
            // Null is a line without code, a text one that is ignored.
            if (json.TokenType is JsonTokenType.Number)
            {
                var (line, isHit) = (number, json.TryGetDouble(out var hits) && hits > 0);
                tally.Change(path, file => file.AddLine(line, isHit));
            }
            else
            {
                json.Skip();
            }
        }
    }

    // An object of conditions, each an object of branches; or a list of branches.
    private void ReadBranches(ref Utf8JsonReader json, string path)
    {
        json.Read();
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return;
        }

        var (isList, depth, number) = (json.TokenType is JsonTokenType.StartArray, json.CurrentDepth, 0);
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType is JsonTokenType.PropertyName && isList && !json.ValueTextEquals("coverage"u8))
            {
                JsonReport.Pass(ref json);
            }
            else if (json.TokenType is JsonTokenType.Number)
            {
                var (branch, isTaken) = (number++, json.TryGetDouble(out var hits) && hits > 0);
                tally.Change(path, file => file.AddBranch(branch, isTaken));
            }
        }
    }
}
