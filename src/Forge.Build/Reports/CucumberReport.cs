using System.Text.Json;

namespace Forge.Build.Reports;

/// <summary>Cucumber's JSON. A scenario is a test case; a background belongs to the scenario after it.</summary>
internal sealed class CucumberReport(TestTally tally)
{
    private string _feature = "";
    private BuildTestStatus? _status;
    private string _message = "";
    private TimeSpan _duration;

    /// <summary>Reads a report to its end.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="ReportException">It is not such a report.</exception>
    public void Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType is not JsonTokenType.StartArray)
        {
            throw new ReportException("a CUCUMBERJSON report is a list of features that begins with '[': check 'files' and 'file-format'", json.TokenStartIndex);
        }

        while (JsonReport.NextValue(ref json))
        {
            if (JsonReport.IsAt(ref json, JsonTokenType.StartObject))
            {
                ReadFeature(ref json);
            }
        }

        json.Read();
    }

    private void ReadFeature(ref Utf8JsonReader json)
    {
        _feature = NameOf(json);
        Forget();
        while (JsonReport.NextProperty(ref json))
        {
            if (!json.ValueTextEquals("elements"u8))
            {
                JsonReport.Pass(ref json);
            }
            else if (JsonReport.Enter(ref json, JsonTokenType.StartArray))
            {
                ReadElements(ref json);
            }
        }
    }

    private void ReadElements(ref Utf8JsonReader json)
    {
        while (JsonReport.NextValue(ref json))
        {
            if (JsonReport.IsAt(ref json, JsonTokenType.StartObject))
            {
                ReadElement(ref json);
            }
        }
    }

    // Some writers put the name behind the elements: a copy of the reader looks ahead.
    private static string NameOf(Utf8JsonReader ahead)
    {
        while (JsonReport.NextProperty(ref ahead))
        {
            if (ahead.ValueTextEquals("name"u8))
            {
                return JsonReport.Text(ref ahead);
            }

            JsonReport.Pass(ref ahead);
        }

        return "";
    }

    private void ReadElement(ref Utf8JsonReader json)
    {
        var (name, isBackground) = ("", false);
        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("name"u8))
            {
                name = JsonReport.Text(ref json);
            }
            else if (json.ValueTextEquals("type"u8))
            {
                isBackground = JsonReport.Text(ref json) == "background";
            }
            else if (json.ValueTextEquals("steps"u8) || json.ValueTextEquals("before"u8) || json.ValueTextEquals("after"u8))
            {
                ReadSteps(ref json);
            }
            else
            {
                JsonReport.Pass(ref json);
            }
        }

        if (isBackground)
        {
            return;
        }

        tally.Add(new BuildTestCase
        {
            Name = name,
            Prefix = _feature,
            Suite = _feature,
            Status = _status ?? BuildTestStatus.Skipped,
            Message = _message,
            Duration = _duration,
        });
        Forget();
    }

    private void ReadSteps(ref Utf8JsonReader json)
    {
        if (!JsonReport.Enter(ref json, JsonTokenType.StartArray))
        {
            return;
        }

        while (JsonReport.NextValue(ref json))
        {
            if (!JsonReport.IsAt(ref json, JsonTokenType.StartObject))
            {
                continue;
            }

            while (JsonReport.NextProperty(ref json))
            {
                if (json.ValueTextEquals("result"u8))
                {
                    ReadResult(ref json);
                }
                else
                {
                    JsonReport.Pass(ref json);
                }
            }
        }
    }

    private void ReadResult(ref Utf8JsonReader json)
    {
        if (!JsonReport.Enter(ref json, JsonTokenType.StartObject))
        {
            return;
        }

        while (JsonReport.NextProperty(ref json))
        {
            if (json.ValueTextEquals("status"u8))
            {
                var status = StatusOf(JsonReport.Text(ref json));
                _status = _status is { } known && Weight(known) >= Weight(status) ? known : status;
            }
            else if (json.ValueTextEquals("error_message"u8))
            {
                _message = ReportText.Join(_message, JsonReport.Text(ref json));
            }
            else if (json.ValueTextEquals("duration"u8))
            {
                _duration = ReportNumbers.Add(_duration, ReportNumbers.Nanoseconds(JsonReport.Number(ref json)));
            }
            else
            {
                JsonReport.Pass(ref json);
            }
        }
    }

    private void Forget() => (_status, _message, _duration) = (null, "", TimeSpan.Zero);

    private static BuildTestStatus StatusOf(string status) => status switch
    {
        "passed" => BuildTestStatus.Succeeded,
        "failed" => BuildTestStatus.Failed,
        "undefined" or "ambiguous" => BuildTestStatus.Error,
        "skipped" or "pending" => BuildTestStatus.Skipped,
        _ => BuildTestStatus.Unknown,
    };

    // After a failed step the others are skipped.
    private static int Weight(BuildTestStatus status) => status switch
    {
        BuildTestStatus.Succeeded => 0,
        BuildTestStatus.Skipped => 1,
        BuildTestStatus.Unknown => 2,
        BuildTestStatus.Error => 3,
        _ => 4,
    };
}
