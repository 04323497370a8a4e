using System.CommandLine;
using Forge.Cli.Hosting;
using Forge.Cli.Output;
using Forge.Git;

namespace Forge.Cli.Verbs;

/// <summary><c>forge git</c>: administers repositories and users below a root, also while a host serves them.</summary>
internal static class GitVerb
{
    public static Command Create(Terminal terminal) => new("git", "Administers repositories and users.")
    {
        new Command("repo", "Repositories.")
        {
            OnName("create", "Creates an empty repository.", terminal, async (git, name, token) => await git.Repositories.CreateAsync(name, token).ConfigureAwait(false)),
            OnName("delete", "Deletes a repository for good.", terminal, (git, name, token) => git.Repositories.DeleteAsync(name, token)),
            Rename(terminal),
            List("Lists repositories.", terminal, async (git, token) =>
                [.. (await git.Repositories.ListAsync(token).ConfigureAwait(false)).Select(repository => new NameReport(repository.Name.ToString(), repository.Id))]),
        },
        new Command("user", "Users.")
        {
            CreateUser(terminal),
            OnUser("delete", "Deletes a user and the credential.", terminal, (git, name, token) => git.Users.DeleteAsync(name, token)),
            List("Lists users.", terminal, async (git, token) =>
                [.. (await git.Users.ListAsync(token).ConfigureAwait(false)).Select(user => new NameReport(user.Name, null))]),
        },
        new Command("policy", "What users may do.") { SetPolicy(terminal) },
    };

    private static Command CreateUser(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "the user" };
        var pull = new Option<string[]>("--pull") { Description = "a repository that the user may clone and fetch; * for all; may be repeated", HelpName = "REPO" };
        var push = new Option<string[]>("--push") { Description = "a repository that the user may push to as well; * for all; may be repeated", HelpName = "REPO" };
        var root = SharedOptions.Root();
        var json = SharedOptions.Json();
        var verb = new Command("create", "Creates a user and prints the generated credential, this once.") { name, pull, push, root, json };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var policy = GitAccessPolicy.ForRepositories(parsed.GetValue(pull) ?? [], parsed.GetValue(push) ?? []);
            var git = GitAdministration.Open(parsed.GetRequiredValue(root));
            await using (git.ConfigureAwait(false))
            {
                var credential = await git.Users.CreateAsync(parsed.GetRequiredValue(name), policy, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json))
                {
                    terminal.Json(new CredentialReport(credential.UserName, credential.Password.Reveal()), CliJson.Default.CredentialReport);
                }
                else
                {
                    terminal.Say("The password is shown this once; only its hash is kept.");
                    terminal.Result($"{credential.UserName}:{credential.Password.Reveal()}");
                }
            }

            return ExitCode.Success;
        });
        return verb;
    }

    private static Command SetPolicy(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "the user" };
        var file = new Argument<FileInfo>("file") { Description = "the policy, in JSON" };
        file.AcceptExistingOnly();
        var root = SharedOptions.Root();
        var verb = new Command("set", "Replaces a user's policy.") { name, file, root };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var policy = ParsePolicy(parsed.GetRequiredValue(file));
            var git = GitAdministration.Open(parsed.GetRequiredValue(root));
            await using (git.ConfigureAwait(false))
            {
                await git.Users.SetPolicyAsync(parsed.GetRequiredValue(name), policy, cancellationToken).ConfigureAwait(false);
            }

            terminal.Say($"policy of {parsed.GetRequiredValue(name)} set");
            return ExitCode.Success;
        });
        return verb;
    }

    private static GitAccessPolicy ParsePolicy(FileInfo file)
    {
        try
        {
            return GitAccessPolicy.Parse(File.ReadAllText(file.FullName));
        }
        catch (FormatException e)
        {
            throw new UserException($"{file}: {e.Message}");
        }
    }

    private static Command Rename(Terminal terminal)
    {
        var name = new Argument<string>("name") { Description = "the repository" };
        var newName = new Argument<string>("new-name") { Description = "its new name" };
        var root = SharedOptions.Root();
        var verb = new Command("rename", "Renames a repository; its address changes.") { name, newName, root };
        verb.SetAction((parsed, cancellationToken) => WithAsync(parsed.GetRequiredValue(root), terminal, $"{parsed.GetRequiredValue(name)} is now {parsed.GetRequiredValue(newName)}", git =>
            git.Repositories.RenameAsync(ParseName(parsed.GetRequiredValue(name)), ParseName(parsed.GetRequiredValue(newName)), cancellationToken)));
        return verb;
    }

    private static Command OnName(string verbName, string description, Terminal terminal, Func<GitAdministration, RepositoryName, CancellationToken, Task> act) =>
        OnUser(verbName, description, terminal, (git, name, token) => act(git, ParseName(name), token));

    private static Command OnUser(string verbName, string description, Terminal terminal, Func<GitAdministration, string, CancellationToken, Task> act)
    {
        var name = new Argument<string>("name") { Description = "its name" };
        var root = SharedOptions.Root();
        var verb = new Command(verbName, description) { name, root };
        verb.SetAction((parsed, cancellationToken) => WithAsync(
            parsed.GetRequiredValue(root), terminal, $"{parsed.GetRequiredValue(name)}: {verbName}d", git => act(git, parsed.GetRequiredValue(name), cancellationToken)));
        return verb;
    }

    private static Command List(string description, Terminal terminal, Func<GitAdministration, CancellationToken, Task<NameReport[]>> list)
    {
        var root = SharedOptions.Root();
        var json = SharedOptions.Json();
        var verb = new Command("list", description) { root, json };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var git = GitAdministration.Open(parsed.GetRequiredValue(root));
            await using (git.ConfigureAwait(false))
            {
                var names = await list(git, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json))
                {
                    terminal.Json(names, CliJson.Default.NameReportArray);
                }
                else
                {
                    Array.ForEach(names, name => terminal.Result(name.Name));
                }
            }

            return ExitCode.Success;
        });
        return verb;
    }

    private static async Task<int> WithAsync(string root, Terminal terminal, string done, Func<GitAdministration, Task> act)
    {
        var git = GitAdministration.Open(root);
        await using (git.ConfigureAwait(false))
        {
            await act(git).ConfigureAwait(false);
        }

        terminal.Say(done);
        return ExitCode.Success;
    }

    private static RepositoryName ParseName(string text) =>
        RepositoryName.TryParse(text, out var name)
            ? name
            : throw new UserException($"'{text}' is not a repository name: use 1 to 100 letters, digits, dots, dashes and underscores, not ending in .git.");
}
