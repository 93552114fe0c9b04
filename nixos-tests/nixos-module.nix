# The NixOS module, with nothing configured but who may play.
{ pkgs, self }:
pkgs.testers.runNixOSTest {
  name = "fw16-synth-nixos-module";

  nodes.machine = {
    imports = [
      self.nixosModules.default
      ./machine.nix
    ];
    programs.fw16-synth.lowLatency.enable = true;
    # Its own periods are what is looked at here.
    services.pipewire.extraConfig.pipewire."10-null-sink"."context.properties" = pkgs.lib.mkForce { };
  };

  testScript = ''
    start_all()
    machine.wait_for_file("/run/user/1000/bus")

    with subtest("the unit and the D-Bus file are the package's, and there is one of each"):
        path = machine.succeed("in-session systemctl --user show fw16-synth --value --property=FragmentPath").strip()
        assert path == "/etc/systemd/user/fw16-synth.service", path
        assert machine.succeed("in-session systemctl --user show fw16-synth --value --property=DropInPaths").strip() == ""

    with subtest("it starts by its name on the bus, and reads the configuration of the system"):
        machine.succeed("in-session fw16-synth status")
        machine.succeed("daemon wait Active false")
        assert "/etc/fw16-synth/config.yaml" in machine.succeed("in-session fw16-synth check-config")

    with subtest("alice may read keyboards, and bob may not"):
        machine.succeed("virtual-keyboard start")
        main = machine.succeed("virtual-keyboard 'plug main'").strip()
        consumer = machine.succeed("virtual-keyboard 'plug consumer'").strip()
        for node in (main, consumer):
            machine.wait_until_succeeds(f"getfacl --omit-header {node} | grep -x group:fw16-synth:r--", timeout=30)
            assert machine.succeed(f"stat --format=%G {node}").strip() == "input"
            machine.succeed(f"su alice -c 'test -r {node}'")
            machine.fail(f"su bob -c 'test -r {node}'")

    with subtest("bob is told so, with the remedy"):
        status, printed = machine.execute("su bob -c 'fw16-synth doctor' 2>&1")
        assert 'users = [ "bob" ]' in printed, printed

    with subtest("the limits are in force, and the play thread has a real-time priority"):
        assert machine.succeed("in-session systemd-run --user --quiet --wait --pipe sh -c 'ulimit -r'").strip() == "95"
        machine.succeed("daemon call Activate", "daemon wait Active true")
        machine.wait_until_succeeds("ps -L -o cls= $(daemon pid) | grep -E 'RR|FF'", timeout=60)

    with subtest("PipeWire has the short period"):
        assert "64" in machine.succeed("in-session pw-metadata -n settings 0 clock.min-quantum")
  '';
}
