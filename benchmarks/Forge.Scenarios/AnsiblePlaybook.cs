using System.Globalization;
using System.Text;

namespace Forge.Scenarios;

/// <summary>The usual playbook for the same job: <c>unarchive</c> and a <c>script</c> for each hook; forks 10, pipelining, connections that persist.</summary>
internal sealed class AnsiblePlaybook
{
    private const int Forks = 10;

    private readonly string _ansible;
    private readonly string _directory;
    private readonly string _bundle;

    public AnsiblePlaybook(string ansible, string directory, string bundle, string[] servers, string[] homes)
    {
        _ansible = ansible;
        _directory = directory;
        _bundle = bundle;
        var inventory = new StringBuilder("[fleet]\n");
        foreach (var (server, home) in servers.Zip(homes))
        {
            var port = File.ReadAllText(Path.Combine(server, "port")).Trim();
            inventory.Append(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(server)} ansible_host=127.0.0.1 ansible_port={port} ansible_user={Environment.UserName} ansible_ssh_private_key_file={server}/client_key home={home} ansible_ssh_extra_args='-o UserKnownHostsFile={server}/known_hosts'\n");
        }

        File.WriteAllText(Path.Combine(directory, "inventory"), inventory.ToString());
        File.WriteAllText(Path.Combine(directory, "ansible.cfg"), $"[defaults]\nforks = {Forks}\ngathering = explicit\n[ssh_connection]\npipelining = True\nssh_args = -o ControlMaster=auto -o ControlPersist=60s\ncontrol_path_dir = {directory}/cp\n");
        File.WriteAllText(Path.Combine(directory, "playbook.yml"), $$$"""
            - hosts: fleet
              tasks:
                - file: path={{home}}/app state=directory
                - unarchive: src={{{directory}}}/bundle.tgz dest={{home}}/app
                - script: {{{bundle}}}/scripts/stop.sh
                - script: {{{bundle}}}/scripts/start.sh
                - script: {{{bundle}}}/scripts/validate.sh
            """);
    }

    public async Task RunAsync()
    {
        await Tool.RunAsync(null, "tar", "czf", Path.Combine(_directory, "bundle.tgz"), "-C", _bundle, ".");
        await Tool.ReadAsync("env", "ANSIBLE_CONFIG=" + Path.Combine(_directory, "ansible.cfg"), "HOME=" + _directory, _ansible, "-i", Path.Combine(_directory, "inventory"), Path.Combine(_directory, "playbook.yml"));
    }
}
